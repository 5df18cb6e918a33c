import JSONText

/// Values of reports. Objects keep the order of their keys, so that reports are the same bytes in every run.
extension JSON {
  static func object(_ members: [(String, JSON)]) -> JSON {
    JSON(.object(members.map { Member(key: Array($0.0.utf8), value: $0.1) }))
  }

  static func array(_ elements: [JSON]) -> JSON { JSON(.array(elements)) }

  /// A text; `nil` becomes `null`.
  static func string(_ text: String?) -> JSON { text.map { JSON(.string(Array($0.utf8))) } ?? .null }

  /// A whole number; `nil` becomes `null`.
  static func integer(_ number: Int?) -> JSON { number.map { JSON(.integer($0)) } ?? .null }

  /// A number; `nil` and what is not finite become `null`.
  static func number(_ number: Double?) -> JSON { number.map { JSON(.number($0)) } ?? .null }

  static func boolean(_ truth: Bool) -> JSON { JSON(.bool(truth)) }

  /// `[start, end]`
  static func range(_ range: Range<Int>) -> JSON {
    array([.integer(range.lowerBound), .integer(range.upperBound)])
  }
}
