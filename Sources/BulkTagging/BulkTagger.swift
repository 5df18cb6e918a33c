import Annotations
import Kernels
import Synchronization
public import Taggers
import Tokenization

/// Tags a stream of documents; results come in the order of the documents.
public struct BulkTagger: Sendable {
  /// How the work is cut up.
  public struct Options: Sendable {
    /// Threads.
    public var workers = 1
    /// Sub-tokens a batch at most, unless a single window has more.
    public var batchTokens = 1024
    /// Sub-tokens that are read ahead and sorted by length.
    public var chunkTokens = 65_536
    /// Sub-tokens of a window at most, special tokens included; `nil`: what the encoder takes.
    public var windowLength: Int?
    /// Whether each document is one sentence whose words stand between blanks, rather than raw text.
    public var pretokenized = false
    /// How label paths are chosen.
    public var decoding = TagDecoder.Method.viterbi

    /// The defaults.
    public init() {}
  }

  /// Running totals.
  public struct Totals: Sendable {
    /// Documents that are done.
    public var documents = 0
    /// Words of these documents.
    public var words = 0
    /// Sub-tokens that the encoder saw.
    public var subTokens = 0
    /// Mentions by label.
    public var mentions: [String: Int] = [:]
  }

  private let model: TaggerModel
  private let engine: TaggingEngine
  private let options: Options
  private let pool: Workers<TaggingEngine.Workspace>
  private let decoder: TagDecoder
  private let segmenter = Segmenter()

  /// A tagger for a model.
  public init(_ model: TaggerModel, options: Options) {
    let engine = model.engine
    (self.model, self.engine, self.options) = (model, engine, options)
    pool = Workers(count: options.workers) { _ in TaggingEngine.Workspace(engine) }
    decoder = TagDecoder(labels: model.labels, method: options.decoding)
  }

  /// A sentence that waits for its labels.
  private struct Pending: Sendable {
    var words: [Range<Int>]
    var windows: Range<Int>
    var ids: [Int] = []
    var scores: [Float] = []
  }

  private struct Open {
    var document: SourceDocument
    var sentences: [Pending]
  }

  /// Tags all documents of a source.
  ///
  /// - Parameters:
  ///   - next: the next document, or `nil`.
  ///   - deliver: called with each result, in order; what it throws ends the run.
  public func tag(
    next: () throws -> SourceDocument?, deliver: (TaggedDocument, Totals) throws -> Void
  ) throws -> Totals {
    let encoder = SentenceEncoder(
      model.tokenizer, maxLength: min(options.windowLength ?? engine.longestWindow, engine.longestWindow))
    var totals = Totals()
    var atEnd = false
    while !atEnd {
      var open: [Open] = []
      var windows: [EncodedWindow] = []
      var tokens = 0
      while tokens < options.chunkTokens {
        guard let document = try next() else {
          atEnd = true
          break
        }
        var sentences: [Pending] = []
        let found =
          options.pretokenized ? GivenWords.sentences(in: document.text) : segmenter.sentences(in: document.text)
        for words in found {
          let own = encoder.windows(of: words, in: document.text.span)
          sentences.append(Pending(words: words, windows: windows.count..<windows.count + own.count))
          for window in own { tokens += window.ids.count }
          windows += own
        }
        open.append(Open(document: document, sentences: sentences))
      }
      let results = try run(windows)
      totals.subTokens += tokens
      for document in open { try finish(document, windows, results, &totals, deliver) }
    }
    return totals
  }

  /// The posteriors of every window's scored words, in the order of the windows.
  private func run(_ windows: [EncodedWindow]) throws -> [[Float]] {
    let batches = Self.batches(windows, budget: options.batchTokens)
    let next = Atomic<Int>(0)
    let columns = model.labels.count
    let parts = try pool.all { _, workspace in
      var part: [(window: Int, probabilities: [Float])] = []
      while true {
        let index = next.add(1, ordering: .relaxed).oldValue
        guard index < batches.count else { return part }
        engine.run(PackedBatch(batches[index].lazy.map { windows[$0] }), workspace)
        var probabilities = workspace.logits
        CrossEntropyKernel.softmax(&probabilities)
        var row = 0
        for window in batches[index] {
          let rows = windows[window].firstRows.count
          part.append((window, Array(probabilities.elements(row * columns..<(row + rows) * columns))))
          row += rows
        }
      }
    }
    var results = [[Float]](repeating: [], count: windows.count)
    for (window, probabilities) in parts.joined() { results[window] = probabilities }
    return results
  }

  /// Windows by descending length, cut into batches of at most `budget` sub-tokens.
  static func batches(_ windows: [EncodedWindow], budget: Int) -> [[Int]] {
    let order = windows.indices.sorted { (windows[$1].ids.count, $0) < (windows[$0].ids.count, $1) }
    var batches: [[Int]] = []
    var tokens = 0
    for index in order {
      let length = windows[index].ids.count
      if batches.isEmpty || tokens + length > budget {
        batches.append([])
        tokens = 0
      }
      batches[batches.count - 1].append(index)
      tokens += length
    }
    return batches
  }

  /// Decodes a document's sentences and hands the result out.
  private func finish(
    _ open: Open, _ windows: [EncodedWindow], _ results: [[Float]], _ totals: inout Totals,
    _ deliver: (TaggedDocument, Totals) throws -> Void
  ) throws {
    var result = TaggedDocument(
      id: open.document.id, text: open.document.text, mentions: [], words: 0, wordsScored: 0, windows: 0)
    for sentence in open.sentences {
      let probabilities =
        sentence.windows.count == 1
        ? results[sentence.windows.lowerBound] : sentence.windows.flatMap { results[$0] }
      let (ids, scores) = decoder.decode(probabilities[...])
      result.words += sentence.words.count
      result.wordsScored += ids.count
      result.windows += sentence.windows.count
      for mention in WordMention.decode(ids.map { model.labels.names[$0] }) {
        guard let first = mention.words.first, let last = mention.words.last else { continue }
        let score = mention.words.reduce(1.0) { $0 * Double(scores[$1]) }
        result.mentions.append(
          TaggedMention(
            label: mention.type,
            bytes: sentence.words[first].lowerBound..<sentence.words[last].upperBound, score: score))
        totals.mentions[mention.type, default: 0] += 1
      }
    }
    totals.documents += 1
    totals.words += result.words
    try deliver(result, totals)
  }
}
