/// Finds the places of tokens in the text that they were cut from.
enum TokenAlignment {
  /// The tokens' places in `text`, one behind the other with only white space between; `nil` if they do not fit it.
  ///
  /// Two pointers go on together; nothing is searched for. Tokens may be or hold white space, and may be empty.
  static func ranges(of tokens: [ArraySlice<UInt8>], in text: [UInt8]) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(tokens.count)
    var position = 0
    for token in tokens {
      if !text[position...].starts(with: token) {
        position = skip(text, from: position)
        guard text[position...].starts(with: token) else { return nil }
      }
      ranges.append(position..<position + token.count)
      position += token.count
    }
    return skip(text, from: position) == text.count ? ranges : nil
  }

  private static func skip(_ text: [UInt8], from start: Int) -> Int {
    var position = start
    while position < text.count {
      let length = PythonWhitespace.length(at: position, in: text.span)
      if length == 0 { break }
      position += length
    }
    return position
  }
}
