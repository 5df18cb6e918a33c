/// What is counted for one label.
struct LabelTally: Sendable {
  var mentions = 0
  var documents = 0
  /// Tokens inside its mentions; a token of several of them counts once.
  var tokens = 0
  /// Sums over mentions.
  var tokenLengths = 0
  var characterLengths = 0
  /// Tags that begin and continue, of one tag a token.
  var begins = 0
  var insides = 0
  var surfaces: SurfaceTally
  var examples: ExampleSample

  init(_ options: CorpusTally.Options) {
    surfaces = SurfaceTally(limit: options.surfaceLimit)
    examples = ExampleSample(size: options.exampleCount)
  }

  mutating func merge(_ other: LabelTally) {
    mentions += other.mentions
    documents += other.documents
    tokens += other.tokens
    tokenLengths += other.tokenLengths
    characterLengths += other.characterLengths
    begins += other.begins
    insides += other.insides
    surfaces.merge(other.surfaces)
    examples.merge(other.examples)
  }
}

/// A sample of places that depends on what there is, not on the order in which it comes: those with the smallest hashes.
struct ExampleSample: Sendable {
  private let size: Int
  private var kept: [(hash: UInt64, quotation: Quotation)] = []

  init(size: Int) { self.size = max(size, 0) }

  /// Whether a place of this hash would be kept, so that only those are quoted.
  func takes(_ hash: UInt64) -> Bool { kept.count < size || hash < kept.last?.hash ?? 0 }

  mutating func add(_ hash: UInt64, _ quotation: Quotation) {
    guard takes(hash) else { return }
    let place = kept.firstIndex { hash < $0.hash } ?? kept.count
    kept.insert((hash, quotation), at: place)
    if kept.count > size { kept.removeLast() }
  }

  mutating func merge(_ other: ExampleSample) {
    for example in other.kept { add(example.hash, example.quotation) }
  }

  var quotations: [Quotation] { kept.map(\.quotation) }
}
