import Annotations
import Kernels
import Synchronization
import Taggers
import Tokenization

/// Adds up what the workers spend.
private final class WorkMeter: Sendable {
  private let total = Mutex(Duration.zero)

  func add(_ duration: Duration) { total.withLock { $0 += duration } }

  var sum: Duration { total.withLock { $0 } }
}

/// A run of the tagger: what is read ahead, what the workers have, what is handed out.
///
/// Documents are read into parts of a fixed number of sub-tokens; a long document lies in several. While the workers compute
/// one part, the next is read and the one before is decoded.
final class TaggingPipeline {
  /// Where a window's posteriors come from.
  private enum Source {
    /// The workers: its number among the part's windows.
    case computed(Int)
    /// The cache: their place among what the part remembers.
    case remembered(Range<Int>)
  }

  /// A sentence that waits for its labels.
  private struct Sentence {
    var words: [Range<Int>]
    var windows: Range<Int>
  }

  /// What lies in one part of a document, or something that passes by.
  private struct Piece {
    /// Set where it begins.
    var item: BulkTagger.Item?
    var sentences: [Sentence] = []
    var isLast = false
  }

  /// What is read ahead together.
  private struct Part {
    var pieces: [Piece] = []
    var sources: [Source] = []
    var windows: [EncodedWindow] = []
    var keys: [WindowKey: Int] = [:]
    var remembered: [Float] = []
    var tokens = 0
    /// The weight of what only passes by, and of texts.
    var passing = 0
    var chunk: WindowChunk?
  }

  typealias Deliver = (TaggedDocument?, BulkTagger.Totals) throws -> Void

  private let tagger: BulkTagger
  private let encoder: SentenceEncoder
  private let queue = BatchQueue()
  private var cache: WindowCache
  private var part = Part()
  private var before: Part?
  private var current: TaggedDocument?
  /// Sub-tokens of the part that is read: few at first, so that results come soon and workers need not wait, then twice as many
  /// with each part.
  private var budget: Int
  private static let firstBudget = 64
  private(set) var totals = BulkTagger.Totals()
  private var waiting = Duration.zero
  private var secondSubTokens = 0
  private let meter = WorkMeter()

  init(_ tagger: BulkTagger) {
    self.tagger = tagger
    let longest = tagger.computer.chain.first.longestWindow
    encoder = SentenceEncoder(
      tagger.model.tokenizer, maxLength: min(tagger.options.windowLength ?? longest, longest))
    cache = WindowCache(bytes: tagger.options.cacheBytes)
    budget = min(tagger.options.chunkTokens, Self.firstBudget)
    let computer = tagger.computer
    _ = tagger.pool.start { [queue, meter] _, workspace in
      while let batch = queue.pop() {
        let start = ContinuousClock.now
        computer.compute(batch, workspace) { queue.pushFirst($0) }
        meter.add(start.duration(to: .now))
      }
    }
  }

  /// Where time went so far.
  var times: BulkTagger.Times {
    var times = BulkTagger.Times()
    times.waiting = StageSeconds.of(waiting)
    times.computing = StageSeconds.of(meter.sum) / Double(tagger.pool.count)
    times.secondSubTokens = secondSubTokens
    return times
  }

  /// Lets the workers go; batches that nobody took yet are forgotten.
  func stop() {
    queue.clear()
    queue.close(workers: tagger.pool.count)
  }

  /// Whether something was read that is not handed out yet.
  var holdsAnything: Bool { before != nil || !part.pieces.isEmpty }

  /// Reads an item, and hands out what is done.
  func take(_ item: BulkTagger.Item, _ deliver: Deliver, _ pause: () throws -> Void) throws {
    part.pieces.append(Piece(item: item))
    switch item {
    case .document(let document):
      // What has no words takes memory, too.
      part.passing += document.text.count / 32
      try read(document, deliver, pause)
    case .other(let weight): part.passing += weight
    }
    part.pieces[part.pieces.count - 1].isLast = true
    // An item counts for one, so that an endless run of empty ones is not read ahead whole.
    if part.tokens + part.passing + part.pieces.count >= budget { try close(deliver, pause) }
  }

  /// Hands out everything that was read.
  func empty(_ deliver: Deliver, _ pause: () throws -> Void) throws {
    if !part.pieces.isEmpty { try close(isLast: true, deliver, pause) }
    if let before { try finish(before, deliver, pause) }
    before = nil
    try pause()
  }

  private func read(_ document: SourceDocument, _ deliver: Deliver, _ pause: () throws -> Void) throws {
    let text = document.text
    func addSentence(_ words: [Range<Int>]) throws {
      if part.tokens >= budget {
        try close(deliver, pause)
        part.pieces.append(Piece())
      }
      add(words, encoder.windows(of: words, in: text.span))
    }
    if let words = document.words {
      for sentence in GivenSentences(words: words, sentences: document.sentences) { try addSentence(sentence) }
    } else if tagger.options.pretokenized {
      for words in GivenWords.sentences(in: text) { try addSentence(words) }
    } else {
      try tagger.segmenter.forEachSentence(in: text.span) { try addSentence($0) }
    }
  }

  private func add(_ words: [Range<Int>], _ windows: [EncodedWindow]) {
    let first = part.sources.count
    for window in windows {
      part.tokens += window.ids.count
      guard cache.isOn else {
        part.sources.append(.computed(part.windows.count))
        part.windows.append(window)
        continue
      }
      let key = WindowKey(window)
      if let known = part.keys[key] {
        totals.rememberedSubTokens += window.ids.count
        part.sources.append(.computed(known))
      } else if let found = cache.find(key, into: &part.remembered) {
        totals.rememberedSubTokens += window.ids.count
        part.sources.append(.remembered(found))
      } else {
        part.keys[key] = part.windows.count
        part.sources.append(.computed(part.windows.count))
        part.windows.append(window)
      }
    }
    part.pieces[part.pieces.count - 1].sentences.append(Sentence(words: words, windows: first..<part.sources.count))
  }

  /// Hands what was read to the workers, and what they have done to the receiver.
  private func close(isLast: Bool = false, _ deliver: Deliver, _ pause: () throws -> Void) throws {
    var closed = part
    part = Part()
    let isSmall = isLast || budget < tagger.options.chunkTokens
    let batches = BulkTagger.batches(
      closed.windows, budget: tagger.options.batchTokens, taperedOver: isSmall ? tagger.options.workers : nil)
    let chunk = WindowChunk(closed.windows, batches: batches.count)
    closed.chunk = chunk
    queue.push(batches.map { BatchQueue.Batch(chunk: chunk, indices: $0) })
    budget = min(tagger.options.chunkTokens, 2 * budget)
    if let before {
      self.before = nil
      try finish(before, deliver, pause)
    }
    before = closed
  }

  /// Waits for the results of a part, decodes and hands out.
  private func finish(_ part: Part, _ deliver: Deliver, _ pause: () throws -> Void) throws {
    guard let chunk = part.chunk else { return }
    let start = ContinuousClock.now
    let results = try chunk.results(pause)
    waiting += start.duration(to: .now)
    for (key, index) in part.keys { cache.insert(key, results[index][...]) }
    totals.subTokens += part.tokens
    secondSubTokens += chunk.secondSubTokens
    for piece in part.pieces {
      if let item = piece.item {
        current = nil
        guard case .document(let document) = item else {
          try deliver(nil, totals)
          continue
        }
        current = TaggedDocument(source: document)
      }
      for sentence in piece.sentences {
        let found = sentence.windows.map { window in
          switch part.sources[window] {
          case .computed(let index): results[index][...]
          case .remembered(let range): part.remembered[range]
          }
        }
        decode(sentence, found.count == 1 ? found[0] : Array(found.joined())[...])
      }
      guard piece.isLast, let document = current else { continue }
      current = nil
      totals.documents += 1
      totals.words += document.words
      try deliver(document, totals)
    }
    try pause()
  }

  private func decode(_ sentence: Sentence, _ posteriors: ArraySlice<Float>) {
    let found = tagger.finder.find(posteriors)
    current?.words += sentence.words.count
    current?.wordsScored += found.words
    current?.windows += sentence.windows.count
    totals.leftOut += found.leftOut
    if tagger.options.keepsSentences {
      let tags = found.path.map { tagger.model.labels.names[$0] }
      current?.sentences.append(TaggedDocument.Sentence(words: sentence.words, tags: tags))
    }
    for mention in found.mentions {
      guard let first = mention.words.first, let last = mention.words.last else { continue }
      current?.mentions.append(
        TaggedMention(
          label: mention.label, bytes: sentence.words[first].lowerBound..<sentence.words[last].upperBound,
          score: mention.score))
      totals.mentions[mention.label, default: 0] += 1
    }
  }
}
