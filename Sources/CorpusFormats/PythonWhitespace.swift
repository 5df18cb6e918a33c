/// The characters at which Python's argument-less `split()` cuts, on UTF-8 bytes.
///
/// TAB, LF, VT, FF, CR, U+001C–U+001F, space, U+0085, U+00A0, U+1680, U+2000–U+200A, U+2028, U+2029, U+202F, U+205F
/// and U+3000. NeMo splits its text and label files so; a word that holds one of them cannot be written there.
public enum PythonWhitespace {
  /// The words of a line, as `str.split()` gives them.
  public static func words(of line: String) -> [String] {
    let bytes = Array(line.utf8)
    var fields: [Range<Int>] = []
    split(bytes.span, offset: 0, into: &fields)
    return fields.map { String(decoding: bytes[$0], as: UTF8.self) }
  }

  /// How many bytes the white-space character at `index` has; 0 if there is none.
  @inline(__always)
  static func length(at index: Int, in bytes: borrowing Span<UInt8>) -> Int {
    let first = bytes[index]
    if first < 0x80 { return isASCIIWhitespace(first) ? 1 : 0 }
    guard first == 0xC2 || (0xE1...0xE3).contains(first) else { return 0 }
    return longLength(at: index, in: bytes)
  }

  @inline(__always)
  private static func isASCIIWhitespace(_ byte: UInt8) -> Bool {
    byte <= 0x20 && (byte == 0x20 || (0x09...0x0D).contains(byte) || byte >= 0x1C)
  }

  private static func longLength(at index: Int, in bytes: borrowing Span<UInt8>) -> Int {
    let left = bytes.count - index
    guard left >= 2 else { return 0 }
    let second = bytes[index + 1]
    if bytes[index] == 0xC2 { return second == 0x85 || second == 0xA0 ? 2 : 0 }
    guard left >= 3 else { return 0 }
    let third = bytes[index + 2]
    let isSpace =
      switch (bytes[index], second) {
      case (0xE1, 0x9A): third == 0x80
      case (0xE2, 0x80): (0x80...0x8A).contains(third) || third == 0xA8 || third == 0xA9 || third == 0xAF
      case (0xE2, 0x81): third == 0x9F
      case (0xE3, 0x80): third == 0x80
      default: false
      }
    return isSpace ? 3 : 0
  }

  /// Where the first white-space character lies, if there is one.
  static func first(in bytes: borrowing Span<UInt8>) -> Int? {
    for index in bytes.indices where length(at: index, in: bytes) > 0 { return index }
    return nil
  }

  /// Whether there is nothing else.
  static func fills(_ bytes: borrowing Span<UInt8>) -> Bool {
    var index = 0
    while index < bytes.count {
      let length = length(at: index, in: bytes)
      if length == 0 { return false }
      index += length
    }
    return true
  }

  /// Appends the ranges of the runs between white space, as `split()` returns them; `offset` is added to each bound.
  static func split(_ bytes: borrowing Span<UInt8>, offset: Int, into fields: inout [Range<Int>]) {
    var start = 0
    var index = 0
    while index < bytes.count {
      let length = length(at: index, in: bytes)
      if length == 0 {
        index += 1
      } else {
        if start < index { fields.append(start + offset..<index + offset) }
        index += length
        start = index
      }
    }
    if start < index { fields.append(start + offset..<index + offset) }
  }

  /// The text with every white-space character replaced.
  static func replace(in text: String, with replacement: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if scalar.isPythonWhitespace { result += replacement } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}

extension Unicode.Scalar {
  /// Whether Python's `str.isspace` holds for it.
  var isPythonWhitespace: Bool {
    switch value {
    case 0x09...0x0D, 0x1C...0x20, 0x85, 0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}

extension String {
  /// The text without white space at its ends, as Python's `strip()` takes it off.
  var pythonStripped: String {
    let scalars = unicodeScalars
    guard let start = scalars.firstIndex(where: { !$0.isPythonWhitespace }),
      let last = scalars.lastIndex(where: { !$0.isPythonWhitespace })
    else { return "" }
    return String(scalars[start...last])
  }
}
