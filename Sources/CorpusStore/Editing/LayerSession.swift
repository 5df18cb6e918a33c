public import Annotations
import Files
import GRDB

/// A layer on its way onto documents of a corpus: a model's run over all of them, which may take a night.
///
///     let session = try store.beginLayer(of: "news", note: note)
///     var query = DocumentQuery(corpus: "news", at: session.base)
///     query.withoutLayer = name
///     … try session.put(layer, on: document.id, text: document.text)
///     try session.commit()
///     let change = try session.finish()
///
/// What lies between two calls of `commit` is one transaction. A session that is not finished (an error, `kill -9`) leaves what was
/// committed, and the same one begun again goes on under the same change. Putting a layer where the same one is changes
/// nothing.
///
/// From its begin to its end, or until it is let go, nobody else can write to the store. Not for several threads.
public final class LayerSession {
  /// What became of a document.
  public enum Outcome: Hashable, Sendable {
    /// It has the layer.
    case put
    /// It had the very layer.
    case unchanged
    /// There is no document of this id.
    case missing
    /// Its text is another one.
    case otherText
  }

  /// The change that this session writes.
  public var change: Int { Int(long.id) }
  /// Whether it goes on with one that was interrupted.
  public var isContinued: Bool { long.isContinued }
  /// The state before the change: what documents are read from stays the same however often the session is interrupted.
  public let base: CorpusState

  private let store: CorpusStore
  private let database: DatabaseQueue
  private let corpus: String
  private let long: LongChange
  private var lock: FileLock?
  private var transaction: DocumentRows?
  private var altered = 0

  fileprivate init(_ store: CorpusStore, corpus: String, note: ChangeNote) throws {
    (self.store, self.corpus, database) = (store, corpus, try store.writable())
    let lock = try store.file.writeLock()
    let found = try database.write { database in
      let scope = try Scope(database, corpus: corpus)
      let long = try LongChange(.layering, corpus: scope.corpus, note, database)
      let before = "SELECT coalesce(max(id), 0) FROM change WHERE corpus = ? AND id < ?"
      return (long, try database.number(before, [scope.corpus, long.id]))
    }
    (long, base) = (found.0, .change(found.1))
    self.lock = lock
  }

  deinit { rollBack() }

  /// Puts a layer on a document, in place of one of its name.
  ///
  /// - Parameter text: the text that the layer was made for; the layer is not put on another one.
  /// - Throws: `FileError<StoreProblem>`; what was not committed is gone then, and the session is over.
  public func put(_ layer: AnnotationLayer, on id: String, text: [UInt8]) throws -> Outcome {
    try run { database in
      let rows = try begin(database)
      var query = DocumentQuery(corpus: corpus)
      (query.id, query.limit) = (id, 1)
      let scope = Scope(corpus: long.corpus, name: corpus, change: nil)
      var loader = try DocumentLoader(query, scope, database)
      guard let stored = try loader.page(database).first,
        let live = try LiveRevision(of: Int64(stored.summary.position), in: scope.corpus, database)
      else { return .missing }
      var document = stored.document
      guard document.text == text else { return .otherText }
      if let index = document.layers.firstIndex(where: { $0.name.utf8.elementsEqual(layer.name.utf8) }) {
        document.layers[index] = layer
      } else {
        document.layers.append(layer)
      }
      if let fault = DocumentFault(of: document) { throw StoreProblem.invalidDocument(id: id, fault) }
      let encoded = EncodedDocument(document)
      guard live.digest != encoded.digest else { return .unchanged }
      try rows.revise(live, to: encoded, source: live.source, line: live.line)
      // A row of this change is replaced, not added.
      if live.change != long.id { altered += 1 }
      return .put
    }
  }

  /// Makes what was put durable.
  ///
  /// - Throws: `FileError<StoreProblem>`; the session is over then.
  public func commit() throws {
    try run { database in
      guard transaction != nil else { return }
      try ChangeWriter(database, corpus: long.corpus, id: long.id).count(altered)
      try database.commit()
      (transaction, altered) = (nil, 0)
    }
  }

  /// Ends the session.
  ///
  /// - Returns: the change; `nil` if nothing was altered: none is left behind then.
  public func finish() throws -> Change? {
    try commit()
    let finished = try run { database in
      try long.finish(database) ? Change(id: change, database) : nil
    }
    lock = nil
    return finished
  }

  /// The open transaction; one is begun if there is none.
  private func begin(_ database: Database) throws -> DocumentRows {
    if let transaction { return transaction }
    try database.beginTransaction(.immediate)
    let rows = try DocumentRows(database, corpus: long.corpus, change: long.id, names: NameTables())
    transaction = rows
    return rows
  }

  private func run<Result>(_ body: (Database) throws -> Result) throws -> Result {
    guard lock != nil else { throw FileError(StoreProblem.sessionOver, file: store.path) }
    do {
      return try store.attempt { try database.writeWithoutTransaction(body) }
    } catch {
      rollBack()
      throw error
    }
  }

  private func rollBack() {
    if transaction != nil { try? database.writeWithoutTransaction { try $0.rollback() } }
    (transaction, lock) = (nil, nil)
  }
}

extension CorpusStore {
  /// Begins to put a layer on documents, or goes on with what was interrupted, if it was the corpus's last change, `note.command`
  /// is the same and no snapshot holds it.
  ///
  /// - Throws: `FileError<StoreProblem>`.
  public func beginLayer(of corpus: String = CorpusStore.defaultCorpus, note: ChangeNote) throws -> LayerSession {
    try attempt { try LayerSession(self, corpus: corpus, note: note) }
  }
}
