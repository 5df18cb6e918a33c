/// Why a form of documents cannot serve.
public enum FormatProblem: Error, Hashable, Sendable {
  /// A form that is only written.
  case notReadable(CorpusFormat)
  /// A form that is only read.
  case notWritable(CorpusFormat)
}

extension FormatProblem: CustomStringConvertible {
  /// What was asked for and what is possible.
  public var description: String {
    switch self {
    case .notReadable(let format): "documents in the form '\(format.rawValue)' can be written but not read"
    case .notWritable(let format): "documents in the form '\(format.rawValue)' can be read but not written"
    }
  }
}
