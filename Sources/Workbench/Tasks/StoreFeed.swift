import Annotations
import BulkTagging
import CorpusStore

/// Documents of a store: all, those that fit a selection, or those that a search finds.
struct StoreFeed: DocumentFeed {
  private let store: CorpusStore
  private let selection: CorpusSelection
  private let input: InputOptions
  /// Whether results go into the store: then layers that come while the run goes on are no part of a document.
  private let isTarget: Bool
  private var cursor: DocumentCursor?
  private var found: ArraySlice<String> = []
  private(set) var done = 0
  private(set) var total: Int?

  init(_ selection: CorpusSelection, search: String?, _ input: InputOptions, _ place: TagPlace?) throws {
    (self.selection, self.input) = (selection, input)
    isTarget = place?.base != nil
    store = try selection.open(search == nil ? .read : .write)
    var query = try selection.query(in: store)
    if let base = place?.base {
      if query.state == .live { query.state = base }
      // What has the layer is done.
      query.withoutLayer = query.withoutLayer ?? place?.layer
    }
    if let search {
      found = try store.search(TextSearch(search, in: query, limit: 1 << 30)) { _ in }.hits.map(\.document.id)[...]
      total = found.count
    } else {
      total = selection.limit == nil ? try store.statistics(query).total.documents : selection.limit
      cursor = try store.documents(query)
    }
  }

  mutating func next() throws -> FeedItem? {
    let document: Document
    if let cursor {
      guard let stored = try cursor.next() else { return nil }
      document = stored.document
    } else {
      guard let id = found.popFirst() else { return nil }
      done += 1
      guard let stored = try store.document(id, in: selection.corpus) else { return try next() }
      return .document(source(stored))
    }
    done += 1
    return .document(source(document))
  }

  private func source(_ document: Document) -> SourceDocument {
    let keeps = input.pretokenized && !document.tokens.isEmpty
    return SourceDocument(
      id: document.id, text: document.text, sentences: keeps ? document.sentences : nil,
      words: keeps ? document.tokens : nil, original: isTarget ? nil : document,
      origin: SourceDocument.Origin(path: selection.store))
  }
}
