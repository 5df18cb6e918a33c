import Kernels
public import Taggers
import Tokenization

/// Tags a stream of documents; results come in the order of the documents.
///
/// A document's results are the same to the last bit in any company, with any number of workers, with and without the cache.
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
    /// How labels are chosen, what scores are, and which mentions stay.
    public var policy = ScorePolicy()
    /// Bytes that posteriors of windows may take that were met before, so that equal sentences are computed once; 0: none.
    public var cacheBytes = 64 << 20
    /// Whether results carry their words and tags, for those who write them.
    public var keepsSentences = true

    /// The defaults.
    public init() {}
  }

  /// Running totals.
  public struct Totals: Hashable, Sendable, Codable {
    /// Documents that are done.
    public var documents = 0
    /// Words of these documents.
    public var words = 0
    /// Sub-tokens of all windows, of those too whose results were remembered.
    public var subTokens = 0
    /// Sub-tokens whose results were remembered.
    public var rememberedSubTokens = 0
    /// Mentions by label.
    public var mentions: [String: Int] = [:]
    /// Mentions that were left out because of their scores.
    public var leftOut = 0

    /// Nothing yet.
    public init() {}
  }

  /// Where time went, in seconds, and on what.
  public struct Times: Hashable, Sendable {
    /// The calling thread's waiting for the workers.
    public var waiting = 0.0
    /// The workers' computing, as a mean of them.
    public var computing = 0.0
    /// Sub-tokens that were computed again in fp32.
    public var secondSubTokens = 0

    /// None yet.
    public init() {}
  }

  /// What comes next.
  public enum Item: Sendable {
    /// A document.
    case document(SourceDocument)
    /// Something that passes by, to keep its place in the order; `weight` is what it takes of what may be read ahead, in
    /// sub-tokens.
    case other(weight: Int)
  }

  let model: TaggerModel
  let computer: BatchComputer
  private(set) var options: Options
  let pool: Workers<EngineChain.Workspace>
  let finder: MentionFinder
  let segmenter = Segmenter()

  /// A tagger for a model.
  public init(_ model: TaggerModel, options: Options) {
    let computer = BatchComputer(model, options)
    (self.model, self.computer, self.options) = (model, computer, options)
    pool = Workers(count: options.workers) { _ in EngineChain.Workspace(computer.chain) }
    finder = MentionFinder(labels: model.labels, policy: options.policy)
  }

  /// The same tagger, reading ahead and remembering so much.
  public func reading(ahead chunkTokens: Int, remembering cacheBytes: Int) -> BulkTagger {
    var tagger = self
    (tagger.options.chunkTokens, tagger.options.cacheBytes) = (chunkTokens, cacheBytes)
    return tagger
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
    var times = Times()
    return try tag(
      times: &times, next: { try next().map(Item.document) }, isReady: { true },
      deliver: { document, totals in
        if let document { try deliver(document, totals) }
      }, pause: {})
  }

  /// The same for a source that may keep us waiting, and has things that only pass by.
  ///
  /// - Parameters:
  ///   - times: receives where time went.
  ///   - next: the next item, or `nil`. What it throws ends the run at once.
  ///   - isReady: whether `next` would not wait. If it would, all that was read is handed out first.
  ///   - deliver: called for each item in order; `nil` for one that passes by. What it throws ends the run.
  ///   - pause: called now and then: when something was handed out and when results are waited for. What it throws ends the
  ///     run.
  public func tag(
    times: inout Times, next: () throws -> Item?, isReady: () -> Bool,
    deliver: (TaggedDocument?, Totals) throws -> Void,
    pause: () throws -> Void
  ) throws -> Totals {
    let pipeline = TaggingPipeline(self)
    defer { pipeline.stop() }
    while true {
      if pipeline.holdsAnything, !isReady() { try pipeline.empty(deliver, pause) }
      guard let item = try next() else { break }
      try pipeline.take(item, deliver, pause)
    }
    try pipeline.empty(deliver, pause)
    times = pipeline.times
    return pipeline.totals
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
}
