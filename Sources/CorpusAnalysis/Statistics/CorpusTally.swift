public import Annotations

/// Counts of a corpus, added document by document; memory does not grow with the corpus.
///
/// Two of them can be merged, so that several workers may count. What comes out does not depend on the order of the
/// documents as long as no label has more distinct surfaces than are kept.
public struct CorpusTally: Sendable {
  /// What is counted and how much of it is kept.
  public struct Options: Sendable {
    /// The layer that counts; `nil`: the first of each document.
    public var layer: String?
    /// Distinct surfaces of a label that are counted exactly; beyond it there is an estimate.
    public var surfaceLimit = 50_000
    /// Most frequent surfaces of a label that are told.
    public var topCount = 10
    /// Examples of a label that are told.
    public var exampleCount = 3
    /// Labels that are told apart; further ones are counted together as "…".
    public var labelLimit = 1_000
    /// Splits that are told apart; further ones are counted together as "…".
    public var splitLimit = 50
    /// β of the effective-number weights, in 0...1.
    public var beta = 0.9999
    /// Gives documents that came without tokens some; `nil`: words and single other characters, and no sentences.
    public var tokenizer: DocumentTokenizer?
    /// How overlapping mentions and others become one tag a token.
    public var projection = ProjectionPolicy()

    /// The defaults.
    public init() {}
  }

  private let options: Options
  private var splits: NameTable
  private var parts: [PartTally] = []

  /// Nothing counted yet.
  public init(_ options: Options = Options()) {
    self.options = options
    splits = NameTable(limit: options.splitLimit)
  }

  /// Counts a document.
  public mutating func add(_ document: Document) { parts[part(of: document.split)].add(document, options) }

  /// Adds what another one counted with the same options.
  public mutating func merge(_ other: CorpusTally) {
    for (number, part) in other.parts.enumerated() {
      let name = other.splits.names[number]
      parts[self.part(of: name)].merge(part, options)
    }
  }

  /// The number of a split's part. Documents without a split stand under the empty name.
  private mutating func part(of split: String?) -> Int {
    let number = splits.number(of: split ?? "")
    while parts.count <= number { parts.append(PartTally(options)) }
    return number
  }

  /// What was counted.
  public var figures: CorpusFigures {
    let total = parts.reduce(into: PartTally(options)) { $0.merge($1, options) }
    let named = zip(splits.names, parts).filter { !$0.0.isEmpty }
    let rest = zip(splits.names, parts).first { $0.0.isEmpty }
    let splits = named.sorted { SplitOrder.precedes($0.0, $1.0) }.map { $1.figures(name: $0, options) }
    return CorpusFigures(
      total: total.figures(name: nil, options),
      splits: splits.isEmpty ? [] : splits + (rest.map { [$0.1.figures(name: nil, options)] } ?? []),
      beta: options.beta)
  }
}
