import Annotations
import GRDB

extension CorpusStore {
  /// The documents that differ between two states, in the order of the store.
  public func difference(
    from old: CorpusState, to new: CorpusState = .live, of corpus: String = CorpusStore.defaultCorpus
  ) throws -> DifferenceCursor { try DifferenceCursor(self, corpus, old, new) }

  /// The sums over all differences between two states.
  public func differenceCounts(
    from old: CorpusState, to new: CorpusState = .live, of corpus: String = CorpusStore.defaultCorpus
  ) throws -> DifferenceCounts {
    let cursor = try difference(from: old, to: new, of: corpus)
    var counts = DifferenceCounts()
    counts.unchanged = cursor.documentsInNewState
    while let difference = try cursor.next() {
      counts.add(difference)
      if difference.kind != .removed { counts.unchanged -= 1 }
    }
    return counts
  }
}

/// Differences, one document at a time.
///
/// The revisions that hold in the one state and not in the other are read side by side, in the order of documents; what did
/// not change is not looked at.
public final class DifferenceCursor {
  private let transaction: ReadTransaction
  private var old: Side
  private var new: Side
  /// How many documents there are in the second state.
  let documentsInNewState: Int

  /// The documents of one state that are not the same in the other.
  private struct Side {
    var loader: DocumentLoader
    var page: [StoredDocument] = []
    var isAtEnd = false

    init(_ scope: Scope, not other: Scope) {
      loader = DocumentLoader(Filter(scope).adding("NOT (\(other.holds("r")))"))
    }

    mutating func first(_ transaction: ReadTransaction) throws -> StoredDocument? {
      if page.isEmpty, !isAtEnd {
        page = try transaction.read { try loader.page($0) }.reversed()
        isAtEnd = page.isEmpty
      }
      return page.last
    }
  }

  init(_ store: CorpusStore, _ corpus: String, _ oldState: CorpusState, _ newState: CorpusState) throws {
    transaction = try ReadTransaction(store)
    let (before, after, count) = try transaction.read { database in
      let after = try Scope(database, corpus: corpus, at: newState)
      let count = try database.number(
        "SELECT count(*) FROM revision r WHERE r.corpus = ? AND \(after.holds("r"))", [after.corpus])
      return (try Scope(database, corpus: corpus, at: oldState), after, count)
    }
    (old, new) = (Side(before, not: after), Side(after, not: before))
    documentsInNewState = count
  }

  /// The next, or `nil` after the last.
  public func next() throws -> DocumentDifference? {
    while true {
      let (before, after) = (try old.first(transaction), try new.first(transaction))
      let positions = [before?.summary.position, after?.summary.position].compactMap(\.self)
      guard let position = positions.min() else { return nil }
      let isOld = before?.summary.position == position
      let isNew = after?.summary.position == position
      if isOld { old.page.removeLast() }
      if isNew { new.page.removeLast() }
      let difference = DocumentDifference(from: isOld ? before?.document : nil, to: isNew ? after?.document : nil)
      // A change and its undo leave another revision of the same content.
      if let difference { return difference }
    }
  }
}
