/// How the text that a source gives for a span is compared with the text that the span covers.
enum SurfaceMatch: Hashable, Sendable {
  /// Equal, but for runs of white space: many tools write a line break as a space.
  case text
  /// Equal, but for runs of white space and letter case.
  case caseless

  /// Whether stretches of a text, with white space between, are the surface.
  func holds(_ text: [UInt8], _ fragments: [Range<Int>], _ surface: [UInt8]) -> Bool {
    if let only = fragments.first, fragments.count == 1, only.count == surface.count,
      text[only].elementsEqual(surface)
    {
      return true
    }
    var covered: [UInt8] = []
    for fragment in fragments {
      if !covered.isEmpty { covered.append(0x20) }
      covered += text[fragment]
    }
    let (left, right) = (Self.folded(covered), Self.folded(surface))
    if left == right { return true }
    guard self == .caseless else { return false }
    return String(decoding: left, as: UTF8.self).lowercased().utf8
      .elementsEqual(String(decoding: right, as: UTF8.self).lowercased().utf8)
  }

  /// Every run of white space as one space.
  static func folded(_ bytes: [UInt8]) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(bytes.count)
    for byte in bytes {
      let isSpace = byte == 0x20 || (0x09...0x0D).contains(byte)
      if !isSpace {
        folded.append(byte)
      } else if folded.last != 0x20 {
        folded.append(0x20)
      }
    }
    return folded
  }
}
