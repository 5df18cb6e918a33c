/// The tokens that mentions cover where a form lets them lie as they like: within one another, across one another and across
/// sentences, and in several stretches.
public struct TokenStretches: Sendable {
  /// A mention as it is written.
  public struct Piece: Hashable, Sendable {
    /// The mention's place in its layer.
    public var mention: Int
    /// Indices of `Document.tokens`: ascending, apart from one another, none of them empty.
    public var stretches: [Range<Int>]
  }

  /// In the order of the layer; several of one mention only where the policy asks for it.
  public private(set) var pieces: [Piece] = []
  /// One record for each mention of the layer, in its order.
  public private(set) var records: [SpanRecord] = []

  /// The stretches of a layer's mentions; borders are snapped and stretches chosen as the policy says, if it says so.
  ///
  /// - Parameter layer: `nil`: no mentions.
  public init(_ document: Document, layer: AnnotationLayer?, policy: ProjectionPolicy) {
    guard let mentions = layer?.mentions, !mentions.isEmpty else { return }
    let count = document.tokens.count
    let placing = TokenPlacing(
      document, sentences: [0..<count], homes: [Int](repeating: 0, count: count), policy: policy)
    for (index, mention) in mentions.enumerated() {
      var outcome = ProjectionOutcome()
      var found: [TokenPlacing.Candidate] = []
      if mention.isDiscontinuous, policy.discontinuous == nil {
        for fragment in mention.fragments {
          placing.place(Mention(label: mention.label, range: fragment), index, &outcome, &found)
        }
        outcome.wanted = 1
        let stretches = Self.joined(found.map(\.tokens))
        if !stretches.isEmpty { pieces.append(Piece(mention: index, stretches: stretches)) }
        outcome.produced = stretches.isEmpty ? 0 : 1
      } else {
        placing.place(mention, index, &outcome, &found)
        outcome.produced = found.count
        pieces += found.map { Piece(mention: index, stretches: [$0.tokens]) }
      }
      records.append(outcome.record(of: mention, in: document))
    }
  }

  /// Whether two of them share a token.
  public var overlap: Bool {
    let all = pieces.flatMap(\.stretches).sorted { $0.lowerBound < $1.lowerBound }
    return zip(all, all.dropFirst()).contains { $0.upperBound > $1.lowerBound }
  }

  /// Whether one of them has several stretches.
  public var isDiscontinuous: Bool { pieces.contains { $0.stretches.count > 1 } }

  /// Stretches that share a token, because a border was moved, become one.
  private static func joined(_ stretches: [Range<Int>]) -> [Range<Int>] {
    var joined: [Range<Int>] = []
    for stretch in stretches.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, last.upperBound > stretch.lowerBound {
        joined[joined.count - 1] = last.lowerBound..<max(last.upperBound, stretch.upperBound)
      } else {
        joined.append(stretch)
      }
    }
    return joined
  }
}
