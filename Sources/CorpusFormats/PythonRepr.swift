/// Values as Python's `repr` writes them, for the log lines and files that people compare with NeMo's.
public enum PythonRepr {
  /// A float: the fewest digits that read back as the same number; with an exponent below 1e-4 and from 1e16 on.
  public static func float(_ value: Double) -> String {
    guard value.isFinite else { return value.isNaN ? "nan" : value < 0 ? "-inf" : "inf" }
    let (digits, point) = decimalDigits(of: value.magnitude)
    let sign = value.sign == .minus ? "-" : ""
    if point > 16 || point < -3 {
      let fraction = digits.dropFirst().isEmpty ? "" : "." + String(digits.dropFirst())
      let exponent = String((point - 1).magnitude)
      let padded = exponent.count < 2 ? "0" + exponent : exponent
      return "\(sign)\(digits.prefix(1))\(fraction)e\(point > 0 ? "+" : "-")\(padded)"
    }
    if point <= 0 { return "\(sign)0.\(String(repeating: "0", count: -point))\(digits)" }
    let missing = max(point - digits.count, 0)
    let fraction = digits.dropFirst(point)
    return
      "\(sign)\(digits.prefix(point))\(String(repeating: "0", count: missing)).\(fraction.isEmpty ? "0" : fraction)"
  }

  /// A string: in single quotes, or double ones if it holds single quotes only; what cannot be printed is escaped.
  public static func string(_ text: String) -> String {
    let quote: Unicode.Scalar = text.unicodeScalars.contains("'") && !text.unicodeScalars.contains("\"") ? "\"" : "'"
    var result = String(quote)
    for scalar in text.unicodeScalars {
      switch scalar {
      case quote, "\\": result += "\\" + String(scalar)
      case "\n": result += "\\n"
      case "\r": result += "\\r"
      case "\t": result += "\\t"
      case _ where scalar.isPythonPrintable: result.unicodeScalars.append(scalar)
      default: result += escape(scalar)
      }
    }
    return result + String(quote)
  }

  /// A dictionary with integer keys and values, in the given order: `{0: 169578, 1: 7140}`.
  public static func dictionary(_ pairs: some Sequence<(Int, Int)>) -> String {
    "{" + pairs.map { "\($0): \($1)" }.joined(separator: ", ") + "}"
  }

  /// A dictionary with integer keys and float values, in the given order: `{0: 0.5, 1: 2.0}`.
  public static func dictionary(_ pairs: some Sequence<(Int, Double)>) -> String {
    "{" + pairs.map { "\($0): \(float($1))" }.joined(separator: ", ") + "}"
  }

  /// A dictionary with string keys, in the given order: `{'O': 0, 'B-LOC': 1}`.
  public static func dictionary(_ pairs: some Sequence<(String, Int)>) -> String {
    "{" + pairs.map { "\(string($0)): \($1)" }.joined(separator: ", ") + "}"
  }

  /// The shortest digits of a number without leading or trailing zeros, and where the decimal point stands among them:
  /// the value is `0.digits × 10^point`.
  private static func decimalDigits(of value: Double) -> (digits: String, point: Int) {
    // Swift's description is the shortest that reads back, as Python's; only its exponent rules differ.
    let parts = value.description.split(separator: "e")
    let exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
    let number = (parts.first ?? "0").split(separator: ".", omittingEmptySubsequences: false)
    let whole = number.first ?? "0"
    let all = whole + (number.count > 1 ? number[1] : "")
    let leadingZeros = all.prefix { $0 == "0" }.count
    guard leadingZeros < all.count else { return ("0", 1) }
    var digits = String(all.dropFirst(leadingZeros))
    while digits.last == "0" { digits.removeLast() }
    return (digits, whole.count - leadingZeros + exponent)
  }

  private static func escape(_ scalar: Unicode.Scalar) -> String {
    let (letter, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
    let digits = String(scalar.value, radix: 16)
    return "\\\(letter)" + String(repeating: "0", count: width - digits.count) + digits
  }
}

extension Unicode.Scalar {
  /// Python's `str.isprintable`.
  fileprivate var isPythonPrintable: Bool {
    if self == " " { return true }
    switch properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator, .spaceSeparator:
      return false
    default: return true
    }
  }
}
