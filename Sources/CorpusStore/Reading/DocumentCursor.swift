public import Annotations
import Dispatch
import Synchronization

/// A document with what the store knows of it.
public struct StoredDocument: Hashable, Sendable {
  /// The document, as it came.
  public var document: Document
  /// What the store knows of it.
  public var summary: DocumentSummary
}

/// Documents of a store, one at a time; the next ones are read on another thread meanwhile.
///
/// While it lives, the journal of the store cannot be taken in: let it go when it is not needed.
public final class DocumentCursor {
  private let pages: PageReader
  private var page: [StoredDocument] = []
  private var isAtEnd = false

  init(_ store: CorpusStore, _ query: DocumentQuery) throws {
    let transaction = try ReadTransaction(store)
    let loader = try transaction.read {
      try DocumentLoader(query, try Scope($0, corpus: query.corpus, at: query.state), $0)
    }
    pages = PageReader(transaction, loader)
    pages.readAhead()
  }

  /// The next document, or `nil` after the last.
  public func next() throws -> StoredDocument? {
    if page.isEmpty, !isAtEnd {
      page = try pages.next().reversed()
      isAtEnd = page.isEmpty
      if !isAtEnd { pages.readAhead() }
    }
    return page.popLast()
  }
}

/// Reads pages of documents ahead, one at a time, on a thread of its own.
private final class PageReader: Sendable {
  private let transaction: ReadTransaction
  private let state: Mutex<State>
  private let queue = DispatchQueue(label: "gloss.documents")

  private struct State {
    var loader: DocumentLoader
    var page: Result<[StoredDocument], any Error> = .success([])
  }

  init(_ transaction: ReadTransaction, _ loader: DocumentLoader) {
    self.transaction = transaction
    state = Mutex(State(loader: loader))
  }

  func readAhead() {
    queue.async { [self] in
      state.withLock { state in
        state.page = Result { try transaction.read { try state.loader.page($0) } }
      }
    }
  }

  /// The page that was read ahead last; waits for it.
  func next() throws -> [StoredDocument] {
    queue.sync {}
    return try state.withLock { state in
      defer { state.page = .success([]) }
      return try state.page.get()
    }
  }
}

/// Summaries of documents, one at a time.
public final class SummaryCursor {
  private let transaction: ReadTransaction
  private let filter: Filter
  private var rest: Int?
  private var page: [DocumentSummary] = []
  private var position = 0

  init(_ store: CorpusStore, _ query: DocumentQuery) throws {
    transaction = try ReadTransaction(store)
    filter = try transaction.read { try Filter(query, try Scope($0, corpus: query.corpus, at: query.state), $0) }
    rest = query.limit
  }

  /// The next, or `nil` after the last.
  public func next() throws -> DocumentSummary? {
    if page.isEmpty {
      let limit = max(0, min(rest ?? 1000, 1000))
      page = try transaction.read { try DocumentSummary.page(after: position, limit, filter, $0) }.reversed()
      let last = page.first?.position ?? position
      // Else a damaged file could lead in circles.
      guard (position + 1..<Int.max).contains(last) || page.isEmpty else {
        throw transaction.error(.damaged("documents are not in their order"))
      }
      position = last
      if let count = rest { rest = count - page.count }
    }
    return page.popLast()
  }
}
