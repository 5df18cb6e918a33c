import Diagnostics

extension StoreProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .missing: "no such file; import a corpus first, or check the path of the store"
    case .file(let problem): "\(problem)"
    case .notDatabase: "this is no SQLite database, so no corpus store; name another file"
    case .foreignDatabase(let id):
      "this is a SQLite database of some other program (application id \(id)), not a corpus store; name another file"
    case .newerSchema(let found, let known):
      "the store has schema \(found), and this version of Gloss knows schemas up to \(known); use the newer Gloss that "
        + "made it. Nothing was touched"
    case .olderSchema(let found, let known):
      "the store has schema \(found), expected \(known), and it was opened for reading only; make it writable, so that "
        + "it can be brought up to date"
    case .readOnly: "the store cannot be written to; make the file and its folder writable, or copy it elsewhere"
    case .readOnlyWithJournal:
      "the store may not be written to, and beside it lies a journal (-wal) with changes that are not in it yet; open "
        + "it once where it can be written to, or copy both files elsewhere"
    case .noSpace: "no space left on the disk; the store is as it was before the last write. Free some and run again"
    case .busy(let seconds):
      "another process is writing to the store, and did not finish within \(seconds) seconds; wait for it, then run "
        + "again"
    case .damaged(let reason): "the store is damaged: \(reason); run verify for a list, and go back to a copy"
    case .unknownCorpus(let name, let known):
      "no corpus '\(name)' in this store\(Suggestion.phrase(for: name, among: known)) "
        + "(\(known.isEmpty ? "it is empty" : "there are: \(known.joined(separator: ", "))"))"
    case .unknownSnapshot(let name, let corpus, let known):
      "no snapshot '\(name)' of corpus '\(corpus)'\(Suggestion.phrase(for: name, among: known)) "
        + "(\(known.isEmpty ? "there are none" : "there are: \(known.joined(separator: ", "))"))"
    case .unknownChange(let id, let corpus, let last):
      "no change \(id) of corpus '\(corpus)'; its last one is \(last), see its history"
    case .purgedState(let id, let corpus):
      "the state of corpus '\(corpus)' at change \(id) was purged; later ones can be read, see its history"
    case .unknownDocument(let id, let corpus): "no document '\(id)' in corpus '\(corpus)'"
    case .unknownSource(let id): "no source file of number \(id)"
    case .noSourceBytes(let path): "the bytes of '\(path)' were not kept at its import; import it again with them"
    case .snapshotExists(let name, let corpus):
      "corpus '\(corpus)' has a snapshot '\(name)' already; choose another name, or remove that one first"
    case .unusableName(let name):
      "'\(name)' cannot be a name; expected 1 to 200 printable characters without a white space at the ends"
    case .invalidDocument(let id, let fault): "document '\(id)': \(fault)"
    case .documentTooLarge(let id, let bytes, let limit):
      "document '\(id)' has \(bytes) bytes, and a store takes \(limit) at most; split it"
    case .notUndoable(let change, let obstacle): "change \(change) cannot be undone: \(obstacle)"
    case .badSearch(let query, let reason):
      "cannot read the search '\(query)': \(reason); write words, \"a phrase\", beginnings* and AND, OR, NOT between"
    case .noSearchIndex(let corpus): "corpus '\(corpus)' has no search index yet; build it first"
    case .sessionOver: "the session is over; begin another"
    case .sqlite(let code, let words): "SQLite refuses (code \(code)): \(words)"
    }
  }
}

extension StoreProblem.UndoObstacle: CustomStringConvertible {
  /// What stands in the way.
  public var description: String {
    switch self {
    case .laterChange(let id, let document):
      "change \(id) altered the same documents later ('\(document)'); undo that one first"
    case .purged: "what it replaced was purged"
    case .nothing: "it altered no document"
    }
  }
}
