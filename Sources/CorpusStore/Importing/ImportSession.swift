public import Annotations
public import Files
import Foundation

/// Documents on their way into a corpus.
///
///     let session = try store.beginImport(into: "news", note: note)
///     for file in files {
///       let state = try session.beginSource(SourceDescription(file: file, format: "bioc"))
///       if case .finished = state { continue }
///       while let read = try reader.next() { try session.add(read.document, spans: read.spans, line: read.line) }
///       try session.endSource()
///     }
///     let counts = try session.finish()
///
/// Documents are written on a thread of the session, some thousands in a transaction; an error there is thrown by a later
/// call. A session that is not finished (an error, `kill -9`) leaves whole transactions, and the same import repeated goes on
/// under the same change and ends with the same content.
///
/// From its begin to its end, or until it is let go, nobody else can write to the store. Not for several threads.
public final class ImportSession {
  /// The change that this import writes.
  public let change: Int
  /// Whether it goes on with an import that was interrupted.
  public let isContinued: Bool

  private let worker: ImportWorker
  private var batch = ImportBatch()
  private var ledger = LedgerTotals()
  private var tokens = 0
  private var source = Source.none
  private var (totals, totalTokens) = (LedgerTotals(), 0)
  private var isOver = false
  /// The source that is begun with the first item of it.
  private var begun: ImportSource?
  private var keepsBytes = false
  /// Hashes of the sources of this session.
  private var seen = Set<Int>()

  private enum Source {
    case none
    /// Begun; it gets its row with its first batch.
    case open(ImportSource)
    /// All of it is there; it is read again if a document is handed in.
    case finished(ImportSource)
  }

  /// A transaction ends with one of these; large enough that it costs little beside what it writes.
  var (itemLimit, byteLimit) = (8192, 8 << 20)
  /// A batch is a part of a transaction.
  private static let parts = 16
  /// What the transaction has before the batch that is filled now.
  private var (items, bytes) = (0, 0)
  /// What a row of the ledger or a document takes beside its text, roughly.
  private static let itemBytes = 200
  /// SQLite's own limit of a row is 1 GB.
  private static let documentLimit = 500_000_000

  init(_ worker: ImportWorker, change: Int, isContinued: Bool) {
    (self.worker, self.change, self.isContinued) = (worker, change, isContinued)
  }

  /// The thread is done before the right to write goes; what is not a whole transaction is taken back.
  deinit { worker.wait() }

  /// Begins a source file, and tells whether it has to be read. After `.finished` it may be left at that.
  public func beginSource(_ description: SourceDescription) throws -> SourceState {
    try check()
    if case .open = source { preconditionFailure("a source is ended before the next one begins") }
    // A file that comes twice is looked up when the first one is written.
    let isNew = seen.insert(description.hashValue).inserted
    if !isNew {
      try send()
      worker.wait()
    }
    // Where there was none before, there is none but those of this session.
    let (state, resumed) = isNew && !worker.hadSources ? (.fresh, nil) : try worker.state(of: description)
    let found = ImportSource(description: description, resumed: resumed)
    if case .finished = state { source = .finished(found) } else { source = .open(found) }
    begun = found
    return state
  }

  /// Keeps the source's bytes, packed, so that annotations can be written back into them; within a source.
  ///
  /// - Parameter reader: of the file as it is: `unpacksGzip: false`.
  /// - Throws: `FileError<FileProblem>`, and as `add` does.
  public func keepBytes(of reader: ByteReader) throws {
    try check()
    reopen()
    if case .none = source { preconditionFailure("bytes belong to a source") }
    var bytes: [UInt8] = []
    var isAtEnd = false
    while !isAtEnd {
      isAtEnd = try reader.read(into: &bytes) == 0
      while bytes.count >= SourcePieces.size || (isAtEnd && !bytes.isEmpty) {
        let piece = Array(bytes.prefix(SourcePieces.size))
        bytes.removeFirst(piece.count)
        try append(.piece(piece), bytes: piece.count)
      }
    }
    keepsBytes = true
  }

  /// Hands in a document of the source, or of none.
  ///
  /// - Parameters:
  ///   - spans: what became of the source's spans; those that were not kept are stored, all are counted.
  ///   - line: where it begins in the source, from 1; 0 if it is not known.
  /// - Throws: `FileError<StoreProblem>`: a document that breaks its invariants; what went wrong in the background.
  public func add(_ document: Document, spans: [SpanRecord] = [], line: Int = 0) throws {
    try check()
    if let fault = DocumentFault(of: document) { throw worker.error(.invalidDocument(id: document.id, fault)) }
    guard document.text.count <= Self.documentLimit else {
      throw worker.error(
        .documentTooLarge(id: document.id, bytes: document.text.count, limit: Self.documentLimit))
    }
    reopen()
    ledger.add(spans)
    tokens += document.tokens.count
    let records = spans.contains { $0.fate != .kept } ? spans.filter { $0.fate != .kept } : []
    try append(
      .document(EncodedDocument(document), records, line: line),
      bytes: document.text.count + (document.tokens.count / 64 + records.count + 1) * Self.itemBytes)
  }

  /// Ends the source file, and marks it as complete.
  public func endSource() throws {
    try check()
    defer { leaveSource() }
    guard case .open = source else { return }
    try append(.end(SourceSums(ledger: ledger, tokens: tokens, keptBytes: keepsBytes)), bytes: Self.itemBytes)
  }

  /// Leaves a source whose rest cannot be read: what was handed in stays, and the source is not complete.
  public func abandonSource() throws {
    try check()
    defer { leaveSource() }
    // Of one that was not begun there is nothing to leave.
    if begun == nil { try append(.leave, bytes: 0) }
  }

  /// Ends the import: waits until everything is on the disk, and marks the change as finished.
  ///
  /// - Returns: the sums over all sources of this session. If it brought nothing, not even a source file, no change is left
  ///   behind.
  @discardableResult
  public func finish() throws -> ImportCounts {
    try check()
    if case .open = source { preconditionFailure("a source is ended before the import ends") }
    try send()
    var counts = try worker.counts()
    leaveSource()
    (counts.ledger, counts.tokens) = (totals, totalTokens)
    isOver = true
    try worker.finish()
    return counts
  }

  private func leaveSource() {
    totals += ledger
    totalTokens += tokens
    (source, begun, keepsBytes, ledger, tokens) = (.none, nil, false, LedgerTotals(), 0)
  }

  /// A source of which everything is there, and which is read all the same.
  private func reopen() {
    if case .finished(let begun) = source { source = .open(begun) }
  }

  private func append(_ item: ImportBatch.Item, bytes size: Int) throws {
    if let begun {
      batch.items.append(.begin(begun))
      self.begun = nil
    }
    batch.items.append(item)
    batch.count += 1
    batch.bytes += size
    let isFull = batch.count * Self.parts >= itemLimit || batch.bytes * Self.parts >= byteLimit
    if isFull || endsTransaction { try send() }
  }

  private var endsTransaction: Bool { items + batch.count >= itemLimit || bytes + batch.bytes >= byteLimit }

  private func send() throws {
    guard !batch.items.isEmpty else { return }
    var full = batch
    batch = ImportBatch()
    items += full.count
    bytes += full.bytes
    full.endsTransaction = items >= itemLimit || bytes >= byteLimit
    if full.endsTransaction { (items, bytes) = (0, 0) }
    try worker.write(full)
  }

  private func check() throws {
    guard !isOver else { throw worker.error(.sessionOver) }
    try worker.check()
  }
}

extension CorpusStore {
  /// Begins an import into a corpus, which is made if it does not exist; or goes on with one that was interrupted, if it was
  /// the corpus's last change, `note.command` is the same and no snapshot holds it.
  public func beginImport(into corpus: String = CorpusStore.defaultCorpus, note: ChangeNote) throws -> ImportSession {
    try attempt {
      try checkName(corpus)
      let worker = try ImportWorker(self, corpus: corpus, note: note)
      return ImportSession(worker, change: Int(worker.change), isContinued: worker.isContinued)
    }
  }
}
