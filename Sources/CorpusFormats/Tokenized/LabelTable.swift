import Annotations

/// The labels of a file by their bytes, each taken apart once.
struct LabelTable {
  /// A label.
  struct Entry {
    var bytes: [UInt8]
    /// Its tag in the table's scheme.
    var tag: MentionDecoder.CodedTag
    /// What it is to the evidence.
    var prefix: TagEvidence.Prefix
    /// The number of what stands behind the prefix.
    var evidenceType: Int
    /// Whether it looks like several tags with commas between.
    var isCompound: Bool
  }

  private(set) var entries: [Entry] = []
  /// The names of types by number.
  private(set) var types: [String] = []
  private let scheme: TagScheme
  private var typeNumbers: [[UInt8]: Int] = [:]
  /// Indices of entries, −1 where free; the size is a power of two.
  private var slots = [Int](repeating: -1, count: 256)

  init(scheme: TagScheme) { self.scheme = scheme }

  /// The index of a label's entry.
  mutating func index(of label: borrowing Span<UInt8>) -> Int {
    var slot = Self.hash(label) & (slots.count - 1)
    while slots[slot] >= 0 {
      let index = slots[slot]
      if entries[index].bytes.count == label.count, label.starts(with: entries[index].bytes) { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = entries.count
    add(label.indices.map { label[$0] })
    return entries.count - 1
  }

  private mutating func add(_ bytes: [UInt8]) {
    let (role, prefix) = scheme.parse(bytes)
    let (shape, shapePrefix) = TagEvidence.Prefix.of(bytes)
    let type = role == .outside ? -1 : number(of: Array(bytes[prefix...]))
    entries.append(
      Entry(
        bytes: bytes, tag: MentionDecoder.CodedTag(role, type: type), prefix: shape,
        evidenceType: shape == .outside ? -1 : number(of: Array(bytes[shapePrefix...])),
        isCompound: bytes.contains(UInt8(ascii: ","))
          && bytes.split(separator: UInt8(ascii: ",")).allSatisfy { TagEvidence.Prefix.of($0).prefix != .bare }))
    guard entries.count * 2 > slots.count else { return }
    slots = [Int](repeating: -1, count: slots.count * 2)
    for (index, entry) in entries.enumerated() {
      var slot = Self.hash(entry.bytes.span) & (slots.count - 1)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = index
    }
  }

  /// FNV-1a, folded.
  private static func hash(_ label: borrowing Span<UInt8>) -> Int {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for index in label.indices { hash = (hash ^ UInt64(label[index])) &* 0x100_0000_01B3 }
    return Int(truncatingIfNeeded: hash ^ (hash >> 32))
  }

  private mutating func number(of type: [UInt8]) -> Int {
    if let number = typeNumbers[type] { return number }
    typeNumbers[type] = types.count
    types.append(String(decoding: type, as: UTF8.self))
    return types.count - 1
  }
}
