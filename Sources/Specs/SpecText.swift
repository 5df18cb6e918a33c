import Diagnostics

/// The decoding of a spec file's bytes, before any YAML.
enum SpecText {
  /// The text without byte-order mark.
  ///
  /// - Throws: bytes that are not UTF-8, control characters, a file with nothing but blanks and comments.
  static func decode(_ bytes: [UInt8], file: String) throws(Located<SpecProblem>) -> (text: String, source: SourceText)
  {
    guard let decoded = String(validating: bytes, as: UTF8.self) else { throw invalidByte(bytes, file: file) }
    var scalars = Array(decoded.unicodeScalars)
    if scalars.first == "\u{FEFF}" { scalars.removeFirst() }
    let source = SourceText(name: file, lines: lines(scalars))
    var (line, column) = (1, 1)
    for (index, scalar) in scalars.enumerated() {
      if isForbidden(scalar) {
        throw Origin.file(source, line: line, column: column).locate(.forbiddenCharacter(scalar.value))
      }
      if isBreak(scalar, before: index + 1 < scalars.count ? scalars[index + 1] : nil) {
        (line, column) = (line + 1, 1)
      } else {
        column += 1
      }
    }
    var text = ""
    text.unicodeScalars.append(contentsOf: scalars)
    return (text, source)
  }

  /// The lines as libyaml counts them: LF, CR, CRLF, NEL, LS and PS end a line.
  static func lines(_ scalars: [Unicode.Scalar]) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    for (index, scalar) in scalars.enumerated() {
      if isBreak(scalar, before: index + 1 < scalars.count ? scalars[index + 1] : nil) {
        lines.append(String(line))
        line = String.UnicodeScalarView()
      } else if scalar != "\r" {
        line.append(scalar)
      }
    }
    lines.append(String(line))
    return lines
  }

  private static func isBreak(_ scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> Bool {
    switch scalar {
    case "\n", "\u{85}", "\u{2028}", "\u{2029}": true
    case "\r": next != "\n"
    default: false
    }
  }

  /// What libyaml's reader refuses; found here first, since it names only a byte offset.
  static func isForbidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x20...0x7E, 0x85, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: false
    default: true
    }
  }

  private static func invalidByte(_ bytes: [UInt8], file: String) -> Located<SpecProblem> {
    let isUTF16 = bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF])
    let repaired = String(decoding: bytes, as: UTF8.self)
    var (line, column) = (1, 1)
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
      if scalar == "\u{FEFF}", line == 1, column == 1 { continue }
      (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
    }
    let lines = repaired.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    return Located(
      .notUTF8(startsLikeUTF16: isUTF16), at: Place(file: file, line: line, column: column),
      excerpt: isUTF16 || !lines.indices.contains(line - 1) ? nil : String(lines[line - 1]))
  }
}
