public import Annotations
public import Files

/// What can be wrong with a store, or with what was asked of it; always thrown as `FileError<StoreProblem>`.
public enum StoreProblem: Error, Hashable, Sendable {
  /// Nothing has this path, and nobody asked for a new store.
  case missing
  /// The file as a whole cannot be used.
  case file(FileProblem)
  /// A file that is no SQLite database.
  case notDatabase
  /// A SQLite database that some other program made.
  case foreignDatabase(applicationID: Int)
  /// A store of a later version of Gloss; it was not touched.
  case newerSchema(found: Int, known: Int)
  /// A store that needs a change of its schema, opened for reading.
  case olderSchema(found: Int, known: Int)
  /// The file, its folder or its disk may not be written to.
  case readOnly
  /// A file that may not be written to, with a journal that would have to be brought in first.
  case readOnlyWithJournal
  /// The disk is full.
  case noSpace
  /// Another process writes, and went on for longer than the wait.
  case busy(seconds: Double)
  /// The content breaks SQLite's rules or the store's own.
  case damaged(String)
  /// No such corpus.
  case unknownCorpus(String, known: [String])
  /// No such snapshot in the corpus.
  case unknownSnapshot(String, corpus: String, known: [String])
  /// No such change in the corpus.
  case unknownChange(Int, corpus: String, last: Int)
  /// A state whose documents were purged.
  case purgedState(Int, corpus: String)
  /// No such document in the corpus at that state.
  case unknownDocument(String, corpus: String)
  /// No such source file.
  case unknownSource(Int)
  /// The source's bytes were not kept.
  case noSourceBytes(path: String)
  /// A name that the corpus has given already.
  case snapshotExists(String, corpus: String)
  /// A name that is empty, too long or not printable.
  case unusableName(String)
  /// A document that breaks its invariants.
  case invalidDocument(id: String, DocumentFault)
  /// A document of more bytes than a store can hold.
  case documentTooLarge(id: String, bytes: Int, limit: Int)
  /// A change that cannot be undone, since later ones built on it.
  case notUndoable(change: Int, UndoObstacle)
  /// A search that cannot be read.
  case badSearch(String, reason: String)
  /// A search in text before there is an index.
  case noSearchIndex(corpus: String)
  /// A session or cursor was used after its end.
  case sessionOver
  /// Anything else, with SQLite's own code and words.
  case sqlite(code: Int, String)

  /// Why a change cannot be undone.
  public enum UndoObstacle: Hashable, Sendable {
    /// A later change altered the same documents; the first of them by id.
    case laterChange(Int, document: String)
    /// It was purged: what it replaced is gone.
    case purged
    /// It changed nothing that could be turned back.
    case nothing
  }
}
