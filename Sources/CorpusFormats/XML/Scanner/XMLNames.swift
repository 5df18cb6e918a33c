/// A name of elements or attributes, as a number that compares fast.
struct XMLName: Hashable, Sendable {
  fileprivate(set) var index: Int
}

/// The names that a file uses, each once.
struct XMLNames: Sendable {
  /// More different names than any schema has; what is hostile stops here.
  static let limit = 1 << 16

  private var strings: [String] = []
  private var storage: [UInt8] = []
  private var ranges: [Range<Int>] = []
  /// Open addressing; -1 is free. A power of two, at most half full.
  private var slots = [Int](repeating: -1, count: 256)
  /// The last name of each first and last letter and length: files use few names, so that most are found here.
  private var recent = [Int](repeating: 0, count: 64)
  /// Of every process its own, so that nobody can prepare names that collide.
  private let seed = UInt64(truncatingIfNeeded: "XMLNames".hashValue)

  /// How many names are known.
  var count: Int { strings.count }

  /// The name's text.
  subscript(_ name: XMLName) -> String { strings[name.index] }

  /// The bytes of the name in `bytes`.
  func equals(_ name: XMLName, _ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
    let own = ranges[name.index]
    guard own.count == range.count else { return false }
    var (left, right) = (own.lowerBound, range.lowerBound)
    while right < range.upperBound {
      if storage[left] != bytes[right] { return false }
      left += 1
      right += 1
    }
    return true
  }

  /// The first attribute of a name.
  func first(of attributes: [XMLAttribute], called name: String) -> XMLAttribute? {
    let wanted = name.utf8.span
    for attribute in attributes where equals(attribute.name, wanted, 0..<wanted.count) { return attribute }
    return nil
  }

  /// The name of some bytes, known from now on; `nil` if there are too many.
  mutating func intern(_ bytes: Span<UInt8>, _ range: Range<Int>) -> XMLName? {
    guard !range.isEmpty else { return nil }
    let ends = Int(bytes[range.lowerBound]) &* 5 &+ Int(bytes[range.upperBound - 1]) &* 3 &+ range.count
    let guess = XMLName(index: recent[ends & 63])
    if guess.index < ranges.count, equals(guess, bytes, range) { return guess }
    guard let name = find(bytes, range) else { return nil }
    recent[ends & 63] = name.index
    return name
  }

  private mutating func find(_ bytes: Span<UInt8>, _ range: Range<Int>) -> XMLName? {
    var hash = seed
    for index in range { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01B3 }
    let mask = slots.count - 1
    var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
    while slots[slot] >= 0 {
      let name = XMLName(index: slots[slot])
      if equals(name, bytes, range) { return name }
      slot = (slot + 1) & mask
    }
    guard strings.count < Self.limit else { return nil }
    let name = XMLName(index: strings.count)
    let start = storage.count
    for index in range { storage.append(bytes[index]) }
    strings.append(String(decoding: storage[start...], as: UTF8.self))
    ranges.append(start..<storage.count)
    slots[slot] = name.index
    if strings.count * 2 > slots.count { grow() }
    return name
  }

  /// The name of a text, known from now on; `nil` if there are too many.
  mutating func intern(_ text: String) -> XMLName? {
    let bytes = Array(text.utf8)
    return intern(bytes.span, 0..<bytes.count)
  }

  private mutating func grow() {
    var larger = [Int](repeating: -1, count: slots.count * 2)
    let mask = larger.count - 1
    for (number, range) in ranges.enumerated() {
      var hash = seed
      for index in range { hash = (hash ^ UInt64(storage[index])) &* 0x100_0000_01B3 }
      var slot = Int(truncatingIfNeeded: hash ^ (hash >> 32)) & mask
      while larger[slot] >= 0 { slot = (slot + 1) & mask }
      larger[slot] = number
    }
    slots = larger
  }
}
