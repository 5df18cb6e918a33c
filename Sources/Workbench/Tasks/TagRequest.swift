public import Annotations
public import BulkTagging
public import CorpusFormats
import Foundation
public import Taggers

/// What results are written as.
public enum TagTarget: Hashable, Sendable {
  /// JSON Lines.
  case jsonLines
  /// Texts with labels in brackets.
  case brackets
  /// A form of corpora: one file, or a folder with a file a document.
  case form(CorpusFormat)
  /// The files that documents came from, with the mentions written in.
  case original
  /// A layer of the store that documents came from.
  case store

  /// The names on the command line, besides those of `CorpusFormat`.
  public static let names = ["jsonl", "brackets", "original", "store"]

  /// The name on the command line.
  public var name: String {
    switch self {
    case .jsonLines: "jsonl"
    case .brackets: "brackets"
    case .original: "original"
    case .store: "store"
    case .form(let format): format.rawValue
    }
  }

  /// Whether the output is a folder.
  var isFolder: Bool {
    switch self {
    case .original: true
    case .form(let format): format.isFolder
    default: false
    }
  }

  /// The target of a name; `nil` if there is none of that name.
  public init?(_ name: String) {
    switch name {
    case "jsonl": self = .jsonLines
    case "brackets": self = .brackets
    case "original": self = .original
    case "store": self = .store
    default:
      guard let form = CorpusFormat(rawValue: name) else { return nil }
      self = .form(form)
    }
  }
}

/// What `tag` is asked to do.
public struct TagRequest: Sendable {
  /// The model's archive.
  public var model: String
  /// Its passphrase.
  public var key: String?
  /// Files, folders, patterns; `-` is standard input.
  public var inputs: [String]
  /// Documents of a store in place of files.
  public var selection: CorpusSelection?
  /// Words that these documents' texts have.
  public var search: String?
  /// How labels are chosen, what scores are, and which mentions stay.
  public var scores = ScoreRequest()
  /// What the documents are.
  public var input = InputOptions()
  /// Where results go; `nil`: standard output.
  public var output: String?
  /// What results are written as.
  public var target = TagTarget.jsonLines
  /// The name of the model's layer, where results are one; `nil`: the model's file name.
  public var layer: String?
  /// Whether mentions of the input files make room for the model's, where these are written in; else they stay beside them.
  public var replacesMentions = false
  /// Whether column files have the mentions' scores between word and tag.
  public var holdsScores = false
  /// Whether rows of JSON have the metadata of their documents.
  public var holdsMetadata = false
  /// What offsets count.
  public var offsets = OffsetUnit.codePoint
  /// Documents a file of the output, for several files.
  public var documentsPerFile: Int?
  /// How the run goes on, where it stops.
  public var run = TagRun.Options()
  /// Whether parts that were tagged with `run.shard` are put together; nothing is tagged.
  public var merges = false
  /// Whether documents are only counted and the time is predicted.
  public var isDryRun = false
  /// Whether each row goes to standard output by itself.
  public var isUnbuffered = false
  /// Threads; `nil`: one a core.
  public var workers: Int?
  /// Sub-tokens a batch; `nil`: the default.
  public var batchTokens: Int?
  /// In which numbers the model is computed.
  public var precision = Precision.auto
  /// Bytes that the process may take; `nil`: what it needs.
  public var memoryLimit: Int?
  /// Bytes for results of sentences that come again; `nil`: the default.
  public var cacheBytes: Int?

  /// An input that is the output, or lies in it: results would take its place, or it would be passed over as one of them.
  var overwritten: String? {
    guard let output, selection == nil else { return nil }
    func place(_ path: String) -> String { URL(filePath: path).resolvingSymlinksInPath().standardizedFileURL.path }
    let target = place(output)
    let below = self.target.isFolder ? target + "/" : nil
    return inputs.first { $0 != "-" && (place($0) == target || below.map(place($0).hasPrefix) == true) }
  }

  /// A request with everything else at its default.
  public init(model: String, inputs: [String]) { (self.model, self.inputs) = (model, inputs) }
}
