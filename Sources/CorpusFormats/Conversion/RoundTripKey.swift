import Annotations

/// Places of a text that do not count white space, so that two renderings of one text can be compared.
struct SolidText {
  /// The text's bytes without ASCII white space, no-break spaces and other Unicode spaces.
  private(set) var bytes: [UInt8] = []
  /// For each byte of the text, and its end, how many solid bytes stand before it.
  private var before: [Int32] = []

  /// - Parameter ignoresUnderscores: whether `_` counts as white space, for forms in which it stands for some.
  init(_ text: [UInt8], ignoresUnderscores: Bool = false) {
    bytes.reserveCapacity(text.count)
    before.reserveCapacity(text.count + 1)
    let span = text.span
    var index = 0
    while index < span.count {
      let isFiller = ignoresUnderscores && span[index] == UInt8(ascii: "_")
      let length = isFiller ? 1 : PythonWhitespace.length(at: index, in: span)
      if length > 0 {
        for _ in 0..<length { before.append(Int32(clamping: bytes.count)) }
        index += length
      } else {
        before.append(Int32(clamping: bytes.count))
        bytes.append(span[index])
        index += 1
      }
    }
    before.append(Int32(clamping: bytes.count))
  }

  /// The solid place of a byte offset.
  func place(_ offset: Int) -> Int { Int(before[min(max(offset, 0), before.count - 1)]) }
}

/// A mention as far as a round trip can be held to it.
struct RoundTripKey: Hashable, Sendable {
  /// Where it begins, in solid bytes from the beginning of the file.
  var start: Int
  /// Label, stretches and, where the form holds them, attributes.
  var content: UInt64

  init(_ mention: Mention, in text: SolidText, base: Int, attributes: Bool) {
    var hash = StableHash()
    hash.add(mention.label)
    for fragment in mention.fragments {
      hash.add(text.place(fragment.lowerBound) + base)
      hash.add(text.place(fragment.upperBound) + base)
    }
    if attributes {
      for attribute in mention.attributes {
        hash.add(attribute.key)
        hash.add(attribute.value)
      }
    }
    start = base + text.place(mention.hull.lowerBound)
    content = hash.value
  }
}

/// FNV-1a over bytes: the same in every run, unlike `Hasher`.
struct StableHash {
  private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
    value = (value ^ 0xFF) &* 0x100_0000_01B3
  }

  mutating func add(_ text: String) { add(text.utf8) }

  mutating func add(_ number: Int) {
    for shift in stride(from: 0, to: 64, by: 8) {
      value = (value ^ UInt64(truncatingIfNeeded: (number >> shift) & 0xFF)) &* 0x100_0000_01B3
    }
  }
}
