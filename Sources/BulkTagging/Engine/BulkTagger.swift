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

  /// Documents that are read ahead together.
  private struct Lookahead {
    var documents: [Open] = []
    var tokens = 0
    var chunk: WindowChunk
  }

  /// Tags all documents of a source. While the workers compute one part of them, the next is read and the one before is
  /// handed out; never more than three parts are in memory.
  ///
  /// - Parameters:
  ///   - next: the next document, or `nil`.
  ///   - deliver: called with each result, in order; what it throws ends the run.
  public func tag(
    next: () throws -> SourceDocument?, deliver: (TaggedDocument, Totals) throws -> Void
  ) throws -> Totals {
    let encoder = SentenceEncoder(
      model.tokenizer, maxLength: min(options.windowLength ?? engine.longestWindow, engine.longestWindow))
    let queue = BatchQueue()
    _ = pool.start { [engine, columns = model.labels.count] _, workspace in
      while let batch = queue.pop() { Self.compute(batch, engine, columns, workspace) }
    }
    defer { queue.close(workers: pool.count) }
    var totals = Totals()
    var before: Lookahead?
    defer { queue.clear() }
    // Small at first, so that the workers need not wait for the first part.
    var budget = min(options.chunkTokens, 4 * options.batchTokens)
    while let ahead = try read(next, encoder, budget: budget, queue) {
      budget = min(options.chunkTokens, 4 * budget)
      if let before { try finish(before, &totals, deliver) }
      before = ahead
    }
    if let before { try finish(before, &totals, deliver) }
    return totals
  }

  /// Reads documents of about `budget` sub-tokens and hands them to the workers; `nil` if there is none left.
  private func read(
    _ next: () throws -> SourceDocument?, _ encoder: SentenceEncoder, budget: Int, _ queue: BatchQueue
  ) throws -> Lookahead? {
    var (documents, windows, tokens): ([Open], [EncodedWindow], Int) = ([], [], 0)
    var isLast = false
    // A document counts for one, so that an endless run of empty ones is not read ahead whole.
    while tokens + documents.count < budget {
      guard let document = try next() else {
        isLast = true
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
      documents.append(Open(document: document, sentences: sentences))
    }
    guard !documents.isEmpty else { return nil }
    let batches = Self.batches(windows, budget: options.batchTokens, taperedOver: isLast ? options.workers : nil)
    let chunk = WindowChunk(windows, batches: batches.count)
    queue.push(batches.map { BatchQueue.Batch(chunk: chunk, indices: $0) })
    return Lookahead(documents: documents, tokens: tokens, chunk: chunk)
  }

  /// Runs the engine over one batch and delivers the posteriors of its scored words.
  private static func compute(
    _ batch: BatchQueue.Batch, _ engine: TaggingEngine, _ columns: Int, _ workspace: TaggingEngine.Workspace
  ) {
    let windows = batch.chunk.windows
    engine.run(PackedBatch(batch.indices.lazy.map { windows[$0] }), workspace)
    var probabilities = workspace.logits
    CrossEntropyKernel.softmax(&probabilities)
    var row = 0
    batch.chunk.deliver(
      batch.indices.map { window in
        let rows = windows[window].firstRows.count
        defer { row += rows }
        return (window, Array(probabilities.elements(row * columns..<(row + rows) * columns)))
      })
  }

  /// Windows by descending length, cut into batches of at most `budget` sub-tokens.
  ///
  /// - Parameter workers: if set, batches become smaller towards the end, so that all workers end at the same time.
  static func batches(_ windows: [EncodedWindow], budget: Int, taperedOver workers: Int? = nil) -> [[Int]] {
    let order = windows.indices.sorted { (windows[$1].ids.count, $0) < (windows[$0].ids.count, $1) }
    var batches: [[Int]] = []
    var tokens = 0
    var left = windows.reduce(0) { $0 + $1.ids.count }
    var limit = budget
    for index in order {
      let length = windows[index].ids.count
      if batches.isEmpty || tokens + length > limit {
        batches.append([])
        tokens = 0
        if let workers { limit = min(budget, max(left / (2 * workers), budget / 8)) }
      }
      batches[batches.count - 1].append(index)
      tokens += length
      left -= length
    }
    return batches
  }

  /// Waits for the results of documents and hands them out.
  private func finish(
    _ ahead: Lookahead, _ totals: inout Totals, _ deliver: (TaggedDocument, Totals) throws -> Void
  ) throws {
    let results = ahead.chunk.results()
    totals.subTokens += ahead.tokens
    for document in ahead.documents { try finish(document, results, &totals, deliver) }
  }

  /// Decodes a document's sentences and hands the result out.
  private func finish(
    _ open: Open, _ results: [[Float]], _ totals: inout Totals,
    _ deliver: (TaggedDocument, Totals) throws -> Void
  ) throws {
    var result = TaggedDocument(source: open.document)
    for sentence in open.sentences {
      let probabilities =
        sentence.windows.count == 1
        ? results[sentence.windows.lowerBound] : sentence.windows.flatMap { results[$0] }
      let (ids, scores) = decoder.decode(probabilities[...])
      result.words += sentence.words.count
      result.wordsScored += ids.count
      result.windows += sentence.windows.count
      let tags = ids.map { model.labels.names[$0] }
      result.sentences.append(TaggedDocument.Sentence(words: sentence.words, tags: tags))
      for mention in WordMention.decode(tags) {
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
