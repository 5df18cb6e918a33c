import Annotations
import Diagnostics

/// The fields of a line of a standoff file, and their places.
struct StandoffLine {
  let file: String
  let number: Int
  let text: String
  /// Between tabs.
  let fields: [Substring]

  init(_ text: String, file: String, number: Int) {
    // A file with CRLF leaves a CR at the end of its lines.
    self.text = text.utf8.last == 0x0D ? String(text.unicodeScalars.dropLast()) : text
    (self.file, self.number) = (file, number)
    fields = self.text.utf8.split(separator: 0x09, omittingEmptySubsequences: false).map { Substring($0) }
  }

  /// A problem at a field.
  func problem(expected: String, field: Int = 0) -> Located<StandoffProblem> {
    let before =
      field < fields.count
      ? fields.prefix(field).reduce(0) { $0 + $1.unicodeScalars.count + 1 } : text.unicodeScalars.count
    let found = field < fields.count ? String(fields[field].prefix(60)) : "the end of the line"
    return Located(
      .line(found: found, expected: expected), at: Place(file: file, line: number, column: before + 1),
      excerpt: text.utf8.count <= 1 << 16 ? text : nil)
  }
}

extension Int {
  /// The number that digits spell, with a sign or not; one that is too large is the largest. `nil` for anything else.
  init?(saturating text: some StringProtocol) {
    var digits = text.utf8[...]
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits = digits.dropFirst() }
    guard !digits.isEmpty else { return nil }
    var value = 0
    for digit in digits {
      guard digit >= 0x30, digit <= 0x39 else { return nil }
      let (product, tooMuch) = value.multipliedReportingOverflow(by: 10)
      let (sum, tooMany) = product.addingReportingOverflow(Int(digit - 0x30))
      value = tooMuch || tooMany ? .max : sum
    }
    self = isNegative ? -value : value
  }
}

extension String {
  /// The text with every tab and line break as a space, for forms whose fields cannot hold them.
  var inOneField: String {
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      scalars.append((0x09...0x0D).contains(scalar.value) ? " " : scalar)
    }
    return String(scalars)
  }

  /// Whether a tab or line break is in it.
  var hasBreak: Bool { utf8.contains { (0x09...0x0D).contains($0) } }
}
