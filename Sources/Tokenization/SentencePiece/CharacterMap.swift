/// SentencePiece's compiled rules of normalization: what stands at the beginning of text → what it becomes.
///
/// The file has the size of a double-array trie in units of 32 bits, the trie, and the results, each ended by a NUL.
/// A unit's bits are those of the Darts-clone library: label 0…7, leaf 8, offset 10…30 (shifted by 8 if bit 9 is set), or
/// a value 0…30 with bit 31 set. Nothing of the file is trusted; walks leave the array as if nothing were there.
struct CharacterMap: Sendable {
  /// What rules make of text.
  struct Rule {
    /// How many bytes it takes.
    var length: Int
    /// Where the result lies in `results`.
    var result: Range<Int>
  }

  private let units: [UInt32]
  /// All results, one after another.
  let results: [UInt8]
  /// For each byte of ASCII: whether it stays as it is when another byte of ASCII follows, or nothing.
  let isPlain: [Bool]

  /// Reads the compiled rules.
  ///
  /// - Throws: `SentencePieceProblem.characterMap`.
  init(_ blob: ArraySlice<UInt8>) throws(SentencePieceProblem) {
    guard blob.count >= 4 else { throw .characterMap("\(blob.count) bytes") }
    func unit(_ at: Int) -> UInt32 {
      let start = blob.startIndex + at
      return UInt32(blob[start]) | UInt32(blob[start + 1]) << 8 | UInt32(blob[start + 2]) << 16
        | UInt32(blob[start + 3]) << 24
    }
    let size = Int(unit(0))
    guard size >= 4, size % 4 == 0, size < blob.count - 4 else {
      throw .characterMap("a trie of \(size) bytes in \(blob.count)")
    }
    units = (0..<size / 4).map { unit(4 + 4 * $0) }
    results = Array(blob[(blob.startIndex + 4 + size)...])
    isPlain = Self.plainBytes(units)
  }

  /// Bytes of ASCII that no rule takes, alone or with another byte of ASCII after them.
  private static func plainBytes(_ units: [UInt32]) -> [Bool] {
    (0...UInt8.max).map { byte in
      guard byte < 0x80 else { return false }
      guard let node = child(units, of: offset(units[0]), byte) else { return true }
      return units[node.unit] & 0x100 == 0 && !(UInt8(0)..<0x80).contains { child(units, of: node.next, $0) != nil }
    }
  }

  /// The rule for the longest stretch that begins at `start`, or `nil`.
  func rule(_ text: borrowing Span<UInt8>, at start: Int, before end: Int) -> Rule? {
    rule(text, at: start, before: end, longest: true)
  }

  /// The rule for the shortest stretch that begins at `start`, or `nil`.
  func shortestRule(_ text: borrowing Span<UInt8>, at start: Int, before end: Int) -> Rule? {
    rule(text, at: start, before: end, longest: false)
  }

  private func rule(_ text: borrowing Span<UInt8>, at start: Int, before end: Int, longest: Bool) -> Rule? {
    var found: (length: Int, value: Int)?
    var node = Self.offset(units[0])
    var index = start
    while index < end, let child = Self.child(units, of: node, text[index]) {
      node = child.next
      index += 1
      guard units[child.unit] & 0x100 != 0, node < units.count else { continue }
      found = (index - start, Int(units[node] & 0x7FFF_FFFF))
      if !longest { break }
    }
    guard let found, found.value < results.count else { return nil }
    var last = found.value
    while last < results.count, results[last] != 0 { last += 1 }
    return Rule(length: found.length, result: found.value..<last)
  }

  /// Where a byte leads from a node: the unit that says so, and the node.
  @inline(__always)
  private static func child(_ units: [UInt32], of node: Int, _ byte: UInt8) -> (unit: Int, next: Int)? {
    let place = node ^ Int(byte)
    guard place < units.count, units[place] & 0x8000_00FF == UInt32(byte) else { return nil }
    return (place, place ^ offset(units[place]))
  }

  @inline(__always)
  private static func offset(_ unit: UInt32) -> Int { Int((unit >> 10) << ((unit & 0x200) >> 6)) }
}
