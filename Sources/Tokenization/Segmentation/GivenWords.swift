/// Words that somebody else has found: what stands between the blanks and tabs of a line.
public enum GivenWords {
  /// The words of a line as ranges of its UTF-8 bytes. Only blanks and tabs part words: a no-break space is part of one.
  public static func words(in line: borrowing Span<UInt8>) -> [Range<Int>] {
    var words: [Range<Int>] = []
    var start: Int?
    for index in line.indices {
      let isBlank = line[index] == 0x20 || line[index] == 0x09
      if let first = start, isBlank {
        words.append(first..<index)
        start = nil
      } else if start == nil, !isBlank {
        start = index
      }
    }
    if let first = start { words.append(first..<line.count) }
    return words
  }

  /// A line as the one sentence that it is; none for a line without words.
  public static func sentences(in line: [UInt8]) -> [[Range<Int>]] {
    let words = words(in: line.span)
    return words.isEmpty ? [] : [words]
  }
}
