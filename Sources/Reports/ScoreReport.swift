import Annotations
public import Scoring

/// Token-level and mention-level scores as one JSON value. Every score is a fraction; undefined ones are `null`.
public struct ScoreReport: Hashable, Sendable, Codable {
  /// The scores of one class or type.
  public struct Row: Hashable, Sendable, Codable {
    /// The label or the type.
    public var name: String
    /// Its scores; `null` where undefined.
    public var scores: Scores
    /// What they come from.
    public var counts: HitCounts
  }

  /// One level's scores.
  public struct Level: Hashable, Sendable, Codable {
    /// The classes in id order, or the types by code point.
    public var rows: [Row]
    /// All items together.
    public var micro: Scores
    /// The mean over rows.
    public var macro: Scores
    /// The mean over rows weighted by support.
    public var weighted: Scores
  }

  /// Word by word, `O` included, by NeMo's formulas.
  public var tokens: Level?
  /// Mentions with exact words and type.
  public var mentions: Level?

  /// The report of what was counted; either may be missing.
  public init(tokens: TokenScores?, mentions: MentionScores?) {
    self.tokens = tokens.map { tokens in
      let rows = tokens.labels.names.enumerated().map { id, name in
        Row(name: name, scores: tokens.scores(of: id).asFractions, counts: tokens.counts[id])
      }
      return Level(
        rows: rows, micro: tokens.micro.asFractions, macro: tokens.macro.asFractions,
        weighted: tokens.weighted.asFractions)
    }
    self.mentions = mentions.map { mentions in
      let rows = mentions.types.map { type in
        Row(name: type, scores: mentions.scores(of: type), counts: mentions.counts[type] ?? HitCounts())
      }
      return Level(rows: rows, micro: mentions.micro, macro: mentions.macro, weighted: mentions.weighted)
    }
  }
}

extension Scores {
  /// Percent become fractions.
  fileprivate var asFractions: Scores {
    Scores(
      precision: precision.map { $0 / 100 }, recall: recall.map { $0 / 100 }, f1: f1.map { $0 / 100 },
      support: support)
  }
}
