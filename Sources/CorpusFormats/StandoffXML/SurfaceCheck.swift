import Annotations

/// Whether spans cover what their source says they cover.
enum SurfaceCheck {
  /// Whether a range of a text is `surface`: the same bytes, but any white space for any other, since many tools write a
  /// line break as a space.
  static func matches(_ text: [UInt8], _ range: Range<Int>, _ surface: ArraySlice<UInt8>) -> Bool {
    guard range.count == surface.count else { return false }
    var index = range.lowerBound
    for wanted in surface {
      let byte = text[index]
      if byte != wanted, !(byte.isXMLSpace && wanted.isXMLSpace) { return false }
      index += 1
    }
    return true
  }

  /// Whether stretches of a text are `surface` together, in the order of the text or in their own: one after another with
  /// white space, dots or nothing between, or as a whole with what lies between them in the text.
  static func matches(_ text: [UInt8], _ fragments: [Range<Int>], _ surface: [UInt8]) -> Bool {
    if fragments.count == 1 { return matches(text, fragments[0], surface[...]) }
    let sorted = fragments.sorted { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    return matches(text, inOrder: sorted, surface) || sorted != fragments && matches(text, inOrder: fragments, surface)
  }

  private static func matches(_ text: [UInt8], inOrder fragments: [Range<Int>], _ surface: [UInt8]) -> Bool {
    guard let first = fragments.first, let last = fragments.last else { return false }
    var rest = surface[...]
    var isJoined = true
    for fragment in fragments {
      while !rest.isEmpty, !matches(text, fragment, rest.prefix(fragment.count)), let byte = rest.first,
        byte.isXMLSpace || byte == 0x2E
      {
        rest.removeFirst()
      }
      guard matches(text, fragment, rest.prefix(fragment.count)) else {
        isJoined = false
        break
      }
      rest.removeFirst(fragment.count)
    }
    if isJoined, rest.isEmpty { return true }
    return first.lowerBound <= last.upperBound && matches(text, first.lowerBound..<last.upperBound, surface[...])
  }

  /// Where `surface` stands as whole words in a part of a text, the nearest to `start`; `nil` if nowhere, or if two are
  /// equally near.
  static func nearest(_ surface: ArraySlice<UInt8>, in text: [UInt8], within part: Range<Int>, to start: Int)
    -> Range<Int>?
  {
    var best: Range<Int>?
    var isTied = false
    for found in occurrences(of: surface, in: text, within: part) {
      let distance = abs(found.lowerBound - start)
      if let known = best {
        let least = abs(known.lowerBound - start)
        isTied = distance == least || isTied && distance > least
        if distance < least { best = found }
      } else {
        best = found
      }
    }
    return isTied ? nil : best
  }

  /// All places of `surface` as whole words in a part of a text.
  static func occurrences(of surface: ArraySlice<UInt8>, in text: [UInt8], within part: Range<Int>) -> [Range<Int>] {
    guard let first = surface.first, part.count >= surface.count else { return [] }
    var found: [Range<Int>] = []
    let part = part.clamped(to: 0..<text.count)
    var index = part.lowerBound
    while index + surface.count <= part.upperBound {
      if text[index] == first {
        let range = index..<index + surface.count
        if matches(text, range, surface), isWhole(text, range) { found.append(range) }
      }
      index += 1
    }
    return found
  }

  /// Whether no ASCII word goes on over an end of a range; scripts without spaces have no such words.
  private static func isWhole(_ text: [UInt8], _ range: Range<Int>) -> Bool {
    func isWord(_ index: Int) -> Bool {
      let byte = text[index]
      return byte &- 0x30 < 10 || (byte | 0x20) &- 0x61 < 26
    }
    let (low, high) = (range.lowerBound, range.upperBound)
    if low > 0, isWord(low), isWord(low - 1) { return false }
    return !(high < text.count && high > low && isWord(high - 1) && isWord(high))
  }
}
