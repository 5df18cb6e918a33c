import CorpusStore

/// Which documents of which store a use case is about.
public struct CorpusSelection: Hashable, Sendable {
  /// The store's file.
  public var store: String
  /// The corpus in it.
  public var corpus: String
  /// A snapshot's name or a change's number; `nil`: as it is now.
  public var state: String?
  /// The split; `none` stands for documents without one.
  public var split: String?
  /// A pattern for ids, as a shell has it.
  public var ids: String?
  /// A pattern for the path of the source file.
  public var source: String?
  /// At least one mention has this label.
  public var label: String?
  /// A layer that is there.
  public var layer: String?
  /// A layer that is not there.
  public var withoutLayer: String?
  /// At most so many.
  public var limit: Int?

  /// All documents of a corpus.
  public init(store: String, corpus: String = "default") { (self.store, self.corpus) = (store, corpus) }

  /// The store, for reading.
  func open(_ access: CorpusStore.Access = .read) throws -> CorpusStore {
    try CorpusStore(path: store, access: access)
  }

  /// The question that the store understands.
  func query(in store: CorpusStore) throws -> DocumentQuery {
    var query = DocumentQuery(corpus: corpus, at: try Self.state(state, of: corpus, in: store))
    query.split = split.map { $0 == "none" ? .none : .named($0) }
    (query.idPattern, query.sourcePattern, query.label) = (ids, source, label)
    (query.layer, query.withoutLayer, query.limit) = (layer, withoutLayer, limit)
    return query
  }

  /// The state that a name or number stands for: a snapshot's name goes before a number.
  static func state(_ name: String?, of corpus: String, in store: CorpusStore) throws -> CorpusState {
    guard let name, name != "live" else { return .live }
    if let number = Int(name), try !store.snapshots(of: corpus).contains(where: { $0.name == name }) {
      return .change(number)
    }
    return .snapshot(name)
  }
}
