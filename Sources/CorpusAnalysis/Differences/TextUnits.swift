/// The words of a text, and its other characters but white space, one by one.
enum TextUnits {
  static func ranges(_ text: [UInt8], _ range: Range<Int>) -> [Range<Int>] {
    let range = range.clamped(to: 0..<text.count)
    var units: [Range<Int>] = []
    var index = range.lowerBound
    var isOpen = false
    while index < range.upperBound {
      let read = text.scalar(at: index)
      let end = min(index + read.width, range.upperBound)
      let isWord = isWord(read.value)
      if isWord, isOpen, let last = units.popLast() {
        units.append(last.lowerBound..<end)
      } else if isWord || !read.scalar.isBlank {
        units.append(index..<end)
      }
      isOpen = isWord
      index = end
    }
    return units
  }

  /// From the first unit of a range to its last; empty, at the range's start, if there is none.
  static func hull(_ text: [UInt8], _ range: Range<Int>) -> Range<Int> {
    let units = ranges(text, range)
    guard let first = units.first, let last = units.last else { return range.lowerBound..<range.lowerBound }
    return first.lowerBound..<last.upperBound
  }

  /// Whether an offset lies inside a character or a word.
  static func isInside(_ text: [UInt8], _ offset: Int) -> Bool {
    guard offset > 0, offset < text.count else { return false }
    if text[offset] & 0xC0 == 0x80 { return true }
    var before = offset - 1
    while before > 0, offset - before < 4, text[before] & 0xC0 == 0x80 { before -= 1 }
    return isWord(text.scalar(at: before).value) && isWord(text.scalar(at: offset).value)
  }

  private static func isWord(_ scalar: UInt32) -> Bool {
    let folded = Letters.folded(scalar)
    return folded != Letters.none && folded & Letters.alone == 0
  }
}
