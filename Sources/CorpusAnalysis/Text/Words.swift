/// The words of a text as comparisons see them: runs of letters, digits and marks in lower case without accents; in scripts
/// without spaces every character. Everything else only separates.
enum Words {
  /// Appends the hash of each word of a range of a UTF-8 text.
  static func hashes(of text: [UInt8], in range: Range<Int>, into words: inout [UInt64]) {
    var hash = TextHash()
    var isOpen = false
    var index = range.lowerBound
    func close() {
      if isOpen { words.append(hash.value) }
      (hash, isOpen) = (TextHash(), false)
    }
    while index < range.upperBound {
      let read = text.scalar(at: index)
      index += read.width
      let folded = Letters.folded(read.value)
      if folded == Letters.none {
        close()
      } else if folded & Letters.alone != 0 {
        close()
        words.append(TextHash.mixed(UInt64(folded)))
      } else if folded != Letters.accent {
        isOpen = true
        hash.add(UInt8(truncatingIfNeeded: folded))
        if folded > 0x7F {
          hash.add(UInt8(truncatingIfNeeded: folded >> 8))
          hash.add(UInt8(truncatingIfNeeded: folded >> 16))
        }
      }
    }
    close()
  }

  /// The tokens of a text that came without: its words, and every other character that is no white space.
  static func tokens(of text: [UInt8]) -> [Range<Int>] {
    var tokens: [Range<Int>] = []
    var start: Int?
    var index = 0
    func close() {
      if let start { tokens.append(start..<index) }
      start = nil
    }
    while index < text.count {
      let read = text.scalar(at: index)
      let folded = Letters.folded(read.value)
      if folded != Letters.none, folded & Letters.alone == 0 {
        start = start ?? index
      } else {
        close()
        if folded != Letters.none || !read.scalar.isBlank { tokens.append(index..<index + read.width) }
      }
      index += read.width
    }
    close()
    return tokens
  }
}

extension Unicode.Scalar {
  /// White space, or a character that shows nothing: zero-width spaces, byte order marks, controls.
  var isBlank: Bool {
    if value < 0x80 { return value <= 0x20 || value == 0x7F }
    return properties.isWhitespace || (0x200B...0x200F).contains(value) || value == 0xFEFF || value == 0x2060
      || (0x80...0x9F).contains(value)
  }
}
