public import CorpusFormats

/// What the documents of an input are.
public enum InputForm: Hashable, Sendable {
  /// Told by the name and the content of each file: `.jsonl` and `.ndjson` are rows of JSON, `.txt`, `.text` and `.md` texts, others
  /// what their content shows.
  case automatic
  /// A file is a text.
  case text
  /// A line is a text; its id is `path:line`.
  case lines
  /// A line is a JSON object with a text in it.
  case jsonLines
  /// A form of corpora.
  case corpus(CorpusFormat)

  /// All names on the command line.
  public static let names =
    ["auto", "text", "lines", "jsonl"] + CorpusFormat.allCases.map(\.rawValue).filter { $0 != "text" }

  /// The form of a name; `nil` if there is none of that name.
  public init?(_ name: String) {
    switch name {
    case "auto": self = .automatic
    case "text": self = .text
    case "lines": self = .lines
    case "jsonl": self = .jsonLines
    default:
      guard let form = CorpusFormat(rawValue: name) else { return nil }
      self = .corpus(form)
    }
  }

  /// The name on the command line.
  public var name: String {
    switch self {
    case .automatic: "auto"
    case .text: "text"
    case .lines: "lines"
    case .jsonLines: "jsonl"
    case .corpus(let form): form.rawValue
    }
  }
}
