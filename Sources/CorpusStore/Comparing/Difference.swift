public import Annotations
import GRDB

/// A document that is not the same in two states; what differs about it is told by those who compare documents.
public struct DocumentDifference: Hashable, Sendable {
  /// What happened.
  public enum Kind: String, Hashable, Sendable {
    /// Only the second state has it.
    case added
    /// Only the first state has it.
    case removed
    /// Both have it.
    case altered
  }

  /// The document's id.
  public var id: String
  /// The first state; `nil` if it was added.
  public var old: Document?
  /// The second state; `nil` if it was removed.
  public var new: Document?

  /// What happened.
  public var kind: Kind { old == nil ? .added : new == nil ? .removed : .altered }
}

extension CorpusStore {
  /// The documents that differ between two states, in the order of the store.
  public func difference(
    from old: CorpusState, to new: CorpusState = .live, of corpus: String = CorpusStore.defaultCorpus
  ) throws -> DifferenceCursor { try DifferenceCursor(self, corpus, old, new) }
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
  public let documentsInNewState: Int

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
      let (first, second) = (isOld ? before?.document : nil, isNew ? after?.document : nil)
      guard let id = (second ?? first)?.id else { return nil }
      // A change and its undo leave another revision of the same content.
      if let first, let second, EncodedDocument(first).digest == EncodedDocument(second).digest { continue }
      return DocumentDifference(id: id, old: first, new: second)
    }
  }
}
