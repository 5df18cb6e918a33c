/// The three parts of the corpus.
enum Split: String, CaseIterable {
  case train, dev, test

  /// How many sentences it has.
  var sentences: Int { self == .train ? 2_000 : 400 }

  /// Where its random numbers begin, so that one part can change without the others.
  var seed: UInt64 {
    switch self {
    case .train: 20_260_101
    case .dev: 20_260_102
    case .test: 20_260_103
    }
  }
}

/// A document: an identifier and its sentences.
struct Document {
  var id: String
  var sentences: [[Piece]]
}

/// A part of the corpus with its documents.
struct Part {
  var split: Split
  var documents: [Document]

  var sentences: [[Piece]] { documents.flatMap(\.sentences) }
}
