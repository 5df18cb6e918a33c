public import Annotations

/// A document with what the store knows of it.
public struct StoredDocument: Hashable, Sendable {
  /// The document, as it came.
  public var document: Document
  /// What the store knows of it.
  public var summary: DocumentSummary
}

/// Documents of a store, one at a time.
///
/// While it lives, the journal of the store cannot be taken in: let it go when it is not needed.
public final class DocumentCursor {
  private let transaction: ReadTransaction
  private var loader: DocumentLoader
  private var page: [StoredDocument] = []

  init(_ store: CorpusStore, _ query: DocumentQuery) throws {
    transaction = try ReadTransaction(store)
    loader = try transaction.read {
      try DocumentLoader(query, try Scope($0, corpus: query.corpus, at: query.state), $0)
    }
  }

  /// The next document, or `nil` after the last.
  public func next() throws -> StoredDocument? {
    if page.isEmpty { page = try transaction.read { try loader.page($0) }.reversed() }
    return page.popLast()
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
