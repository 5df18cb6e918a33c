/// Pieces by their bytes, walked a byte at a time.
///
/// Edges lie in one hash table, node and byte → node: a step costs one probe, and building needs no sorting.
struct PieceTrie: Sendable {
  /// The node from which every walk begins.
  static let root: UInt32 = 0
  /// Nodes are numbered in 28 bits, which is what an edge has room for.
  static let mostNodes = 1 << 28

  /// Node << 36 | byte << 28 | next node; 0 is free, since no edge leads to the root.
  private var edges = [UInt64](repeating: 0, count: 1 << 10)
  private var edgeCount = 0
  /// The edges of the root, where every walk begins.
  private var first = [UInt32](repeating: 0, count: 256)
  /// The piece that ends at each node, or −1.
  private var values: [Int32] = [-1]

  /// No pieces.
  init() {}

  /// Adds a piece, which must not be empty.
  ///
  /// - Returns: what its bytes stood for before, −1 for nothing; `nil` if the trie is full.
  mutating func insert(_ piece: some Sequence<UInt8>, _ value: Int32) -> Int32? {
    var node = Self.root
    for byte in piece {
      var next = step(from: node, byte)
      if next == 0 {
        guard values.count < Self.mostNodes else { return nil }
        next = UInt32(values.count)
        values.append(-1)
        add(node, byte, next)
      }
      node = next
    }
    defer { values[Int(node)] = value }
    return values[Int(node)]
  }

  /// The node that a byte leads to; 0 if there is none.
  @inline(__always)
  func step(from node: UInt32, _ byte: UInt8) -> UInt32 {
    if node == Self.root { return first[Int(byte)] }
    let key = UInt64(node) << 8 | UInt64(byte)
    let mask = edges.count - 1
    var slot = Self.slot(key, mask)
    while true {
      let edge = edges[slot]
      if edge >> 28 == key { return UInt32(truncatingIfNeeded: edge & 0xFFF_FFFF) }
      if edge == 0 { return 0 }
      slot = (slot + 1) & mask
    }
  }

  /// The piece that ends at a node, or −1.
  @inline(__always)
  func value(at node: UInt32) -> Int32 { values[Int(node)] }

  /// The piece that these bytes are, or −1.
  @inline(__always)
  func value(_ bytes: borrowing Span<UInt8>, _ range: Range<Int>) -> Int32 {
    var node = Self.root
    for index in range {
      node = step(from: node, bytes[index])
      if node == 0 { return -1 }
    }
    return node == Self.root ? -1 : values[Int(node)]
  }

  /// The end of the longest piece that begins at `start`, or `nil`.
  func longestEnd(_ bytes: borrowing Span<UInt8>, from start: Int, before end: Int) -> Int? {
    var (node, index, longest): (UInt32, Int, Int?) = (Self.root, start, nil)
    while index < end {
      node = step(from: node, bytes[index])
      if node == 0 { break }
      index += 1
      if values[Int(node)] >= 0 { longest = index }
    }
    return longest
  }

  @inline(__always)
  private static func slot(_ key: UInt64, _ mask: Int) -> Int {
    Int(truncatingIfNeeded: (key &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
  }

  private mutating func add(_ node: UInt32, _ byte: UInt8, _ next: UInt32) {
    if node == Self.root {
      first[Int(byte)] = next
      return
    }
    if edgeCount * 2 >= edges.count {
      let old = edges
      edges = [UInt64](repeating: 0, count: old.count * 2)
      for edge in old where edge != 0 { place(edge) }
    }
    edgeCount += 1
    place((UInt64(node) << 8 | UInt64(byte)) << 28 | UInt64(next))
  }

  private mutating func place(_ edge: UInt64) {
    let mask = edges.count - 1
    var slot = Self.slot(edge >> 28, mask)
    while edges[slot] != 0 { slot = (slot + 1) & mask }
    edges[slot] = edge
  }
}
