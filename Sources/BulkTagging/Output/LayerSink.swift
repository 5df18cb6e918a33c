public import CorpusStore

/// Results as a layer on the documents of a store: one change, undone as one, whatever interrupted it.
///
/// The layer carries the name of the model's run, so that another model's run is another layer, and those without it are the
/// documents that are new. Sources read the documents at `base`, which stays the same until the change is finished.
public final class LayerSink: TagSink {
  /// The layer's name.
  public let layer: String
  /// The state before the run.
  public let base: CorpusState
  /// The change, once it is finished; `nil` if no document was altered.
  public private(set) var change: Change?
  private let corpus: String
  private let session: LayerSession

  /// Whether an interrupted run of the same command goes on; else what a journal says of one is past.
  public var goesOn: Bool { session.isContinued }

  /// Begins, or goes on with what was interrupted. Until it is let go nobody else can write to the store.
  ///
  /// - Parameter note: a run goes on only under the same command.
  /// - Throws: `FileError<StoreProblem>`.
  public init(_ store: CorpusStore, corpus: String, layer: String, note: ChangeNote) throws {
    session = try store.beginLayer(of: corpus, note: note)
    (self.corpus, self.layer, base) = (corpus, layer, session.base)
  }

  /// Corpus, layer, and the state before the run.
  public var identity: String { "layer 1 \(corpus) \(layer) \(base)" }
  /// Results are the store's.
  public var leavesFiles: Bool { false }

  /// What came after the state stays: it is what comes again.
  public func resume(from state: [UInt8]?) throws {}

  /// Puts the layer on a document of the store.
  public func append(_ outcome: TagOutcome) throws -> TagOutcome {
    guard case .tagged(let document) = outcome else { return outcome }
    let reason: String
    switch try session.put(document.layer(layer), on: document.id, text: document.text) {
    case .put, .unchanged: return outcome
    case .missing: reason = "no document of this id is in corpus '\(corpus)'; import the documents, then tag the store"
    case .otherText: reason = "the document of this id in corpus '\(corpus)' has another text; import this one first"
    }
    return .failed(FailedDocument(id: document.id, origin: document.source.origin, reason: reason))
  }

  /// Ends a transaction; the state says nothing.
  public func commit() throws -> [UInt8] {
    try session.commit()
    return []
  }

  /// Ends the change.
  public func finish() throws { change = try session.finish() }
}
