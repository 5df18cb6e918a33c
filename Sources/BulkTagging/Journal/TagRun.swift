import Files
import Foundation
import Taggers

/// A run over a collection: reads, tags, writes, and keeps a journal from which it goes on after whatever ended it.
///
/// The journal lies beside the output as `OUTPUT.journal.part`, and as `OUTPUT.journal` when the run is finished: with it, the
/// next run over the same collection tags only what changed.
public final class TagRun {
  /// How a run works.
  public struct Options: Sendable {
    /// A commit comes after texts of so many bytes, or after `commitDocuments`.
    public var commitBytes = 128 << 10
    /// Documents after which a commit comes.
    public var commitDocuments = 4096
    /// Whether the first failure ends the run.
    public var isStrict = false
    /// Whether what an interrupted run did is thrown away, and nothing is taken over from a finished one.
    public var isFresh = false
    /// The part of the documents that is tagged, from 0, and how many parts there are.
    public var shard = (index: 0, count: 1)

    /// The defaults.
    public init() {}
  }

  /// What a run tells while it works.
  public struct Progress: Sendable {
    /// What is done, earlier lives of the run included.
    public var totals: RunTotals
    /// How much of the input was read, in the feed's unit.
    public var read: Int
    /// How much there is, if it is known.
    public var size: Int?
  }

  /// What came of a run.
  public struct Summary: Sendable {
    /// What is done, earlier lives of the run included.
    public var totals = RunTotals()
    /// Documents that earlier lives of the run did.
    public var resumed = 0
    /// Words that were tagged in this life.
    public var words = 0
    /// Where the time of this life went.
    public var seconds = StageSeconds()
    /// Sub-tokens of this life that were computed again in fp32, because int8 was not sure of them.
    public var secondSubTokens = 0
  }

  let tagger: BulkTagger
  let identity: RunIdentity
  let output: String?
  let sink: any TagSink
  let rendering: (any TagRendering)?
  let options: Options
  var journal: TagJournal?
  var errors: ErrorsFile?
  var earlier: [EarlierResults] = []
  var rows: [JournalRow] = []
  var rowBytes = 0
  var base = RunTotals()
  var summary = Summary()

  /// A run that writes to `sink`.
  ///
  /// - Parameters:
  ///   - output: what journal and errors file are named after; `nil`: there is none, as with standard output.
  ///   - rendering: that of `TagFiles`, so that results of an earlier run can be taken over.
  public init(
    _ tagger: BulkTagger, identity: RunIdentity, output: String?, sink: any TagSink,
    rendering: (any TagRendering)? = nil,
    options: Options = Options()
  ) {
    (self.tagger, self.identity, self.output) = (tagger, identity, output)
    (self.sink, self.rendering, self.options) = (sink, rendering, options)
  }

  /// What is in flight between the feed and the sink.
  private struct Flight {
    var digest: DocumentDigest
    var cost: Int
    var failure: FailedDocument?
    var copied: [[UInt8]]?
  }

  private struct Interruption: Error {}

  /// Runs to the end, or to what ends it; then everything up to the last commit is safe.
  ///
  /// - Parameters:
  ///   - feeds: makes the feed; asked again if the inputs of an interrupted run turn out to have changed.
  ///   - isCancelled: asked often; ends the run at the next document.
  ///   - failed: told of each failure.
  ///   - report: told of each document.
  /// - Throws: `TagProblem`, what the feed and the sink throw.
  public func run(
    _ feeds: () throws -> any DocumentFeed, isCancelled: () -> Bool, failed: (FailedDocument) -> Void,
    report: (Progress) -> Void
  ) throws -> Summary {
    var lock: FileLock?
    if let output {
      try Self.check(output, isFile: sink is TagFiles)
      lock = try FileLock.take(output + ".lock")
      if lock == nil { throw TagProblem.inUse(output) }
    }
    defer { withExtendedLifetime(lock) {} }
    var place = 0
    var feed = try feeds()
    do {
      try begin(&feed, &place, feeds)
      try tag(&feed, &place, isCancelled, failed, report)
      try finish()
    } catch is Interruption {
      if sink.commitsAnywhere { try commit() }
      throw TagProblem.interrupted(output: output, documents: base.documents + done)
    } catch let error as FileError<FileProblem> {
      guard case .noSpace = error.problem, output != nil else { throw error }
      throw TagProblem.noSpace(path: error.file, documents: committed)
    }
    return summary
  }

  /// Places of this life that the sink has.
  private var done = 0
  /// Places that the journal has.
  private var committed = 0
  private var flights: [Flight] = []
  private var firstFlight = 0

  /// What keeps an output from being written is said before anything is made, and of the output.
  private static func check(_ output: String, isFile: Bool) throws {
    let folder = FilePath.folder(of: output)
    if let problem = FileProblem.ofFolder(folder.isEmpty ? "." : folder) { throw FileError(problem, file: output) }
    guard isFile, let kind = FileKind(of: output), kind != .regular else { return }
    throw FileError(kind == .folder ? FileProblem.isFolder : .notRegular, file: output)
  }

  /// Goes on from the journal, or begins.
  private func begin(
    _ feed: inout any DocumentFeed, _ place: inout Int, _ feeds: () throws -> any DocumentFeed
  ) throws {
    guard let output else { return try sink.resume(from: nil) }
    errors = ErrorsFile(output + ".errors.jsonl")
    let state = RunState(
      output, identity: identity, rendering: rendering, isFresh: options.isFresh, leavesFiles: sink.leavesFiles)
    var goesOn = try state.interrupted()
    if let found = goesOn, found.isComplete {
      // All was done but for putting it into its place.
      try sink.resume(from: found.last?.state)
      try sink.finish()
      try errors?.finish(hasFailures: (found.last?.totals.failed ?? 0) > 0)
      try state.finish()
      goesOn = nil
    }
    if let found = goesOn, let last = found.last {
      if let different = try differs(&feed, &place, found.count, state) {
        guard state.canSetAside else { throw TagProblem.changedInputs(output, document: different) }
        try state.setAside()
        (feed, place) = (try feeds(), 0)
      } else {
        try sink.resume(from: last.state)
        try errors?.resume(from: last.errorBytes)
        journal = try TagJournal(state.live, keeping: found.bytes)
        base = last.totals
        (summary.resumed, committed) = (found.count, found.count)
        earlier = try state.earlier()
        return
      }
    }
    earlier = try state.earlier()
    try sink.resume(from: nil)
    try errors?.resume(from: 0)
    journal = try TagJournal(state.live, keeping: 0)
    try journal?.append(.identity(identity))
    AppendedFile.synchronizeFolder(of: state.live)
  }

  /// Reads what the interrupted run did; the number of the first document that is another now, from 1.
  private func differs(
    _ feed: inout any DocumentFeed, _ place: inout Int, _ count: Int, _ state: RunState
  ) throws -> Int? {
    var rows = try JournalRows(state.live)
    for number in 0..<count {
      guard let row = try rows?.next(), let item = try next(&feed, &place) else { return number + 1 }
      switch item {
      case .document(let document): if DocumentDigest(document) != row.digest { return number + 1 }
      case .failure(let failure): if DocumentDigest(failure) != row.digest, !row.isFailure { return number + 1 }
      }
    }
    return nil
  }

  /// The next item of this run's part.
  private func next(_ feed: inout any DocumentFeed, _ place: inout Int) throws -> FeedItem? {
    while let item = try feed.next() {
      defer { place += 1 }
      if place % options.shard.count == options.shard.index { return item }
    }
    return nil
  }

  private func tag(
    _ feed: inout any DocumentFeed, _ place: inout Int, _ isCancelled: () -> Bool, _ failed: (FailedDocument) -> Void,
    _ report: (Progress) -> Void
  ) throws {
    let clock = ContinuousClock()
    let began = clock.now
    func pause() throws {
      if isCancelled() { throw Interruption() }
      try sink.flush()
    }
    var times = BulkTagger.Times()
    let totals = try tagger.tag(
      times: &times,
      next: {
        if isCancelled() { throw Interruption() }
        let start = clock.now
        defer { summary.seconds.reading += StageSeconds.of(clock.now - start) }
        guard let item = try next(&feed, &place) else { return nil }
        return take(item)
      },
      isReady: { feed.isReady },
      deliver: { document, totals in
        let start = clock.now
        defer { summary.seconds.writing += StageSeconds.of(clock.now - start) }
        try deliver(document, totals, failed)
        report(Progress(totals: summary.totals, read: feed.done, size: feed.total))
      }, pause: pause)
    summary.totals = counted(totals)
    summary.words = totals.words
    (summary.seconds.waiting, summary.seconds.computing) = (times.waiting, times.computing)
    summary.secondSubTokens = times.secondSubTokens
    summary.seconds.whole = StageSeconds.of(clock.now - began)
  }

  private var copied = 0
  private var failures = 0
  /// Of these, documents that were tagged and that the sink could not take.
  private var refused = 0

  private func counted(_ totals: BulkTagger.Totals) -> RunTotals {
    var sum = base + totals
    sum.tagged.documents -= refused
    sum.failed += failures
    sum.unchanged += copied
    return sum
  }

  /// What the tagger does with an item.
  private func take(_ item: FeedItem) -> BulkTagger.Item {
    switch item {
    case .failure(let failure):
      flights.append(Flight(digest: DocumentDigest(failure), cost: 0, failure: failure))
      return .other(weight: 1)
    case .document(let document):
      // Without a journal nobody asks.
      let digest = output == nil ? DocumentDigest(first: 0, second: 0) : DocumentDigest(document)
      var flight = Flight(digest: digest, cost: document.text.count)
      for results in earlier where flight.copied == nil { flight.copied = results.row(of: digest) }
      flights.append(flight)
      guard let bytes = flight.copied else { return .document(document) }
      return .other(weight: bytes.reduce(0) { $0 + $1.count } / 16)
    }
  }

  private func deliver(
    _ document: TaggedDocument?, _ totals: BulkTagger.Totals, _ failed: (FailedDocument) -> Void
  ) throws {
    let flight = flights[firstFlight]
    // Nothing stays of it but its place.
    (flights[firstFlight].copied, flights[firstFlight].failure) = (nil, nil)
    firstFlight += 1
    if firstFlight > 4096 {
      flights.removeFirst(firstFlight)
      firstFlight = 0
    }
    var failure = flight.failure
    if let document {
      guard document.words == document.wordsScored else {
        throw TagProblem.notScored(id: document.id, words: document.words, scored: document.wordsScored)
      }
      if case .failed(let found) = try sink.append(.tagged(document)) {
        failure = found
        refused += 1
      }
    } else if let bytes = flight.copied {
      try (sink as? TagFiles)?.append(bytes: bytes)
      copied += 1
    } else if let failure, !options.isStrict {
      _ = try sink.append(.failed(failure))
    }
    if let failure {
      failures += 1
      if options.isStrict {
        try commit()
        throw TagProblem.strict(id: failure.id, reason: failure.reason, documents: base.documents + done)
      }
      failed(failure)
      try errors?.append(failure)
    }
    done += 1
    summary.totals = counted(totals)
    guard journal != nil else { return }
    let files = sink as? TagFiles
    rows.append(
      JournalRow(
        digest: flight.digest, cost: flight.cost, isFailure: failure != nil, lengths: files?.lastLengths ?? [],
        checksum: files?.lastChecksum ?? 0))
    rowBytes += flight.cost
    if rowBytes >= options.commitBytes || rows.count >= options.commitDocuments { try commit() }
  }

  /// Makes durable what the sink has, and then writes down that it is.
  private func commit() throws {
    guard let journal else { return try sink.flush() }
    guard !rows.isEmpty else { return }
    let state = try sink.commit()
    let errorBytes = try errors?.commit() ?? 0
    try journal.append(
      .commit(JournalCommit(rows: rows, state: state, errorBytes: errorBytes, totals: summary.totals)))
    committed += rows.count
    (rows, rowBytes) = ([], 0)
  }

  private func finish() throws {
    try commit()
    try journal?.append(.complete)
    try sink.finish()
    guard let output else { return }
    try errors?.finish(hasFailures: summary.totals.failed > 0)
    journal = nil
    try RunState(
      output, identity: identity, rendering: rendering, isFresh: false, leavesFiles: sink.leavesFiles
    ).finish()
  }
}
