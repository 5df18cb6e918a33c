import Specs

/// `corpus`: a corpus store in place of `data_dir`.
struct CorpusDataSpec {
  /// The store's file.
  var store: String
  /// The corpus in it.
  var name: String
  /// A snapshot's name or a change's number; `nil`: as it is now.
  var state: String?
  /// The layer with the labels; `nil`: the first.
  var layer: String?

  /// A corpus of a store as it is now, with its first layer.
  init(store: String, name: String) { (self.store, self.name) = (store, name) }

  /// `nil` where the spec names no store.
  init?(_ root: SpecSection) {
    let store = root.optionalString("corpus")
    name = root.string("corpus_name", default: "default")
    state = root.optionalString("corpus_state")
    layer = root.optionalString("corpus_layer")
    guard let store else { return nil }
    root.check(!store.isEmpty, key: "corpus", "must be the path of a corpus store, or null")
    self.store = store
  }
}

/// Where a task's data comes from: a folder of text and labels files, or a corpus store.
struct DataOrigin {
  /// The folder; for a store it is set once its documents have been written there.
  var folder: String
  /// The store.
  var corpus: CorpusDataSpec?

  /// Reads `data_dir` and `corpus`, one of which there must be.
  init(_ root: SpecSection) {
    corpus = CorpusDataSpec(root)
    if corpus == nil {
      folder = root.requiredString("data_dir")
    } else {
      let named = root.stringIfSet("data_dir")
      root.check(named == nil, key: "data_dir", "and corpus exclude each other; set one of them to null")
      folder = ""
    }
  }
}
