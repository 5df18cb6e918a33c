public import Annotations
public import CorpusFormats
import Diagnostics
import Foundation
public import Taggers

/// A labelled corpus as the encoder sees it.
public struct EncodedDataset: Sendable {
  /// One sentence.
  public struct Sentence: Sendable {
    /// What the encoder sees; more than one window if the sentence is long.
    public var windows: [EncodedWindow]
    /// The label id of each word.
    public var labels: [Int32]
    /// Its line in the text file, from 1.
    public var line: Int
  }

  /// The sentences in the order of the files.
  public private(set) var sentences: [Sentence] = []
  /// The lengths in sub-tokens with special tokens, before any windows.
  public private(set) var lengths: [Int] = []
  /// How many words there are.
  public private(set) var words = 0
  /// How many times each label occurs, in the order of first occurrence.
  public private(set) var statistics = LabelStatistics()
  /// The words of the first sentence, for logs.
  public private(set) var firstWords: [String] = []

  /// Reads and encodes a pair of files.
  ///
  /// - Parameters:
  ///   - limit: the first so many sentences; negative for all.
  ///   - labels: the known labels.
  ///   - renaming: what becomes of the labels of the file before they are looked up.
  /// - Throws: `Located<CorpusProblem>` for what does not fit together, also for a label that is not known;
  ///   `Located<DatasetProblem>` for a file without sentences.
  public init(
    textPath: String, labelsPath: String, limit: Int, labels known: LabelSet, renaming: LabelMap = .identity,
    encoder: SentenceEncoder
  ) throws {
    var corpus = try TextLabelsCorpus(textPath: textPath, labelsPath: labelsPath)
    while limit < 0 || sentences.count < limit, let sentence = try corpus.next() {
      let names = sentence.tagged.labels.map { renaming($0) }
      var labels: [Int32] = []
      labels.reserveCapacity(names.count)
      for (word, name) in names.enumerated() {
        guard let id = known.id(of: name) else {
          throw Located(
            DatasetProblem.unknownLabel(
              name, word: word + 1, nearest: Suggestion.closest(to: name, among: known.names), known: known.names),
            at: Place(file: labelsPath, line: sentence.line))
        }
        labels.append(Int32(id))
      }
      let windows = encoder.windows(of: sentence.tagged.words)
      // A sentence's length before windows: its sub-tokens, counted once, and two special tokens.
      lengths.append(Self.length(windows))
      if sentences.isEmpty { firstWords = sentence.tagged.words }
      words += labels.count
      statistics.add(names)
      sentences.append(Sentence(windows: windows, labels: labels, line: sentence.line))
    }
    if sentences.isEmpty {
      throw Located(DatasetProblem.noSentences, at: Place(file: textPath, line: 1))
    }
  }

  /// The training examples of all sentences under a loss mask.
  public func examples(_ mask: LossMask) -> [[TrainingExample]] {
    sentences.map { sentence in sentence.windows.map { mask.example($0, wordLabels: sentence.labels) } }
  }

  private static func length(_ windows: [EncodedWindow]) -> Int {
    guard windows.count > 1 else { return windows.first?.ids.count ?? 0 }
    var covered: Int32 = -1
    var length = 2
    for window in windows {
      var last = covered
      for word in window.wordOfRow where word > covered {
        length += 1
        last = max(last, word)
      }
      covered = last
    }
    return length
  }
}

/// What can be wrong with a data set beyond its form.
public enum DatasetProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// A label that the model does not know.
  case unknownLabel(String, word: Int, nearest: String?, known: [String])
  /// A file without a single sentence.
  case noSentences

  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .unknownLabel(let name, let word, let nearest, let known):
      let hint = nearest.map { "; did you mean '\($0)'?" } ?? ""
      return "the label '\(name)' of word \(word) is not in the provided mapping\(hint) (known: "
        + known.joined(separator: ", ") + "); correct it, or run dataset_convert on the training file that has it"
    case .noSentences: return "expected at least one sentence, found none"
    }
  }
}
