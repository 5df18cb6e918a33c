/// A corpus and its size.
public struct CorpusSummary: Hashable, Sendable {
  /// The name.
  public var name: String
  /// Documents that are there now.
  public var documents: Int
  /// Their tokens.
  public var tokens: Int
  /// Their bytes of text.
  public var textBytes: Int
  /// Mentions of all layers.
  public var mentions: Int
  /// The last change; 0 if there is none.
  public var lastChange: Int
}

extension CorpusStore {
  /// The corpora by name. One whose documents were all removed is still listed, for it can be brought back; `purge` ends it.
  public func corpora() throws -> [CorpusSummary] { throw unfinished() }

  /// The history of a corpus, or of all, from the first change.
  public func changes(of corpus: String? = nil) throws -> [Change] { throw unfinished() }

  /// What happened to a document, from the first change.
  public func history(of document: String, in corpus: String = CorpusStore.defaultCorpus) throws -> [DocumentEvent] {
    throw unfinished()
  }

  /// Gives a state a name.
  public func makeSnapshot(
    _ name: String, of corpus: String = CorpusStore.defaultCorpus, at state: CorpusState = .live, note: ChangeNote
  ) throws -> Snapshot { throw unfinished() }

  /// The snapshots of a corpus, or of all, in the order in which they were made.
  public func snapshots(of corpus: String? = nil) throws -> [Snapshot] { throw unfinished() }

  /// Forgets a snapshot's name; the state can still be read by its change.
  public func removeSnapshot(_ name: String, of corpus: String = CorpusStore.defaultCorpus) throws {
    throw unfinished()
  }

  /// The digest of a state; see `CorpusDigest`.
  public func digest(of corpus: String = CorpusStore.defaultCorpus, at state: CorpusState = .live) throws
    -> CorpusDigest
  {
    throw unfinished()
  }

  /// Removes what is no longer live for good, or a whole corpus with its history: what cannot be undone.
  ///
  /// Snapshots and changes of purged states are gone too. Gives the file's space back to the disk.
  public func purge(_ purge: Purge, progress: (StoreProgress) -> Void = { _ in }) throws { throw unfinished() }
}

/// What is to be removed for good.
public enum Purge: Hashable, Sendable {
  /// A corpus with its history.
  case corpus(String)
  /// All states of a corpus but the live one, and all snapshots of others.
  case history(of: String)
}

/// How far a long work has come.
public struct StoreProgress: Hashable, Sendable {
  /// What is done.
  public var done: Int
  /// Of how many.
  public var total: Int
}

/// One event in a document's history.
public struct DocumentEvent: Hashable, Sendable {
  /// What happened.
  public enum Kind: String, Hashable, Sendable {
    /// It came.
    case added
    /// Its text, tokens, layers, metadata or split became others.
    case altered
    /// It went.
    case removed
  }

  /// The change.
  public var change: Change
  /// What happened.
  public var kind: Kind
  /// The source file that brought the content, if a file did.
  public var source: Int?
  /// Mentions of all layers after it.
  public var mentions: Int
}
