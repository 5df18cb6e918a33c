import Diagnostics

/// What can be wrong in a file of spans that point into a text; thrown as `Located<StandoffProblem>`.
public enum StandoffProblem: Error, Hashable, Sendable {
  /// An object without a member that it must have; `found` are its members.
  case missingMember(String, found: [String])
  /// A value of another kind; `what` is "'text'" or "the label of a span".
  case wrongKind(what: String, found: String, expected: String)
  /// A member that stands twice in its object.
  case repeatedMember(String)
  /// A line that is not of the form; `what` is "a span" or "a title".
  case line(found: String, expected: String)
  /// A span that does not fit the text, where such spans stop the reading.
  case misfit(label: String, detail: String)
  /// Rows of two files that belong together tell different documents.
  case otherDocument(found: String, expected: String)
  /// A document that a form cannot hold.
  case notRepresentable(document: String, what: String)
}

extension StandoffProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .missingMember(let name, let found):
      "the object has no '\(name)'\(Suggestion.phrase(for: name, among: found)) (it has: "
        + "\(found.isEmpty ? "nothing" : found.prefix(12).joined(separator: ", ")))"
    case .wrongKind(let what, let found, let expected): "\(what) is \(found), expected \(expected)"
    case .repeatedMember(let name): "'\(name)' stands twice in one object; which one counts cannot be known"
    case .line(let found, let expected): "found '\(found)', expected \(expected)"
    case .misfit(let label, let detail):
      "the span '\(label)' does not fit the text: \(detail); correct it, or let such spans be dropped and counted"
    case .otherDocument(let found, let expected):
      "the row belongs to the document '\(found)', expected '\(expected)'; both files must have the same documents in "
        + "the same order"
    case .notRepresentable(let document, let what): "document '\(document)': \(what)"
    }
  }
}
