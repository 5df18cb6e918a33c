/// What a run has done so far, earlier lives of it included.
public struct RunTotals: Hashable, Sendable, Codable {
  /// What was tagged.
  public var tagged = BulkTagger.Totals()
  /// Documents that could not be read or written.
  public var failed = 0
  /// Documents whose results were taken over from an earlier run, because neither they nor the model changed.
  public var unchanged = 0

  /// Nothing yet.
  public init() {}

  /// All places of the input.
  public var documents: Int { tagged.documents + failed + unchanged }

  static func + (a: RunTotals, b: BulkTagger.Totals) -> RunTotals {
    var sum = a
    sum.tagged.documents += b.documents
    sum.tagged.words += b.words
    sum.tagged.subTokens += b.subTokens
    sum.tagged.rememberedSubTokens += b.rememberedSubTokens
    sum.tagged.mentions.merge(b.mentions, uniquingKeysWith: +)
    sum.tagged.leftOut += b.leftOut
    return sum
  }
}
