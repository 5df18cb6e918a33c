public import Scoring

/// How well scores hold, in text.
public enum CalibrationReport {
  /// A kind of score, with the reliability of its values before and after calibration.
  public struct Row: Hashable, Sendable {
    /// What is scored.
    public var name: String
    /// As the model has them.
    public var raw: Reliability
    /// At the temperature alone.
    public var tempered: Reliability
    /// As they are written.
    public var calibrated: Reliability

    /// A row from its parts.
    public init(name: String, raw: Reliability, tempered: Reliability, calibrated: Reliability) {
      (self.name, self.raw, self.tempered, self.calibrated) = (name, raw, tempered, calibrated)
    }
  }

  /// An operating point on other data than it was computed on.
  public struct Point: Hashable, Sendable {
    /// The type of the mentions.
    public var label: String
    /// The precision that was asked for.
    public var target: Double
    /// Where the score begins to count.
    public var threshold: Double
    /// Mentions where the point was computed, and how many of them are right.
    public var known: (mentions: Int, right: Int) { (knownMentions, knownRight) }
    private var knownMentions: Int
    private var knownRight: Int
    /// Mentions here.
    public var mentions: Int
    /// How many of them are right.
    public var right: Int
    /// How many there are to be found.
    public var gold: Int

    /// A point from its parts.
    public init(
      label: String, target: Double, threshold: Double, known: (mentions: Int, right: Int), mentions: Int, right: Int,
      gold: Int
    ) {
      (self.label, self.target, self.threshold) = (label, target, threshold)
      (knownMentions, knownRight) = (known.mentions, known.right)
      (self.mentions, self.right, self.gold) = (mentions, right, gold)
    }
  }

  /// The expected calibration errors, in percent with 2 decimals, "–" where nothing was counted; ends with LF.
  public static func text(_ rows: [Row]) -> String {
    var table = TextTable([
      "scores", "count", "right %", "mean %", "ECE % raw", "temperature", "calibrated", "Brier raw", "calibrated",
    ])
    for row in rows {
      table.add(
        [row.name, "\(row.raw.count)", percent(row.raw.accuracy), percent(row.raw.meanConfidence)]
          + [row.raw, row.tempered, row.calibrated].map { percent($0.expectedError) }
          + [row.raw, row.calibrated].map { fixed($0.brier, decimals: 4, undefined: "–") })
    }
    return table.text
  }

  /// The bins that hold something, in percent; ends with LF.
  public static func bins(_ reliability: Reliability) -> String {
    var table = TextTable(["score from", "to", "count", "mean %", "right %"])
    let width = 1 / Double(reliability.bins.count)
    for (index, bin) in reliability.bins.enumerated() where bin.count > 0 {
      table.add([
        fixed(Double(index) * width, decimals: 3, undefined: ""),
        fixed(Double(index + 1) * width, decimals: 3, undefined: ""), "\(bin.count)", percent(bin.meanConfidence),
        percent(bin.accuracy),
      ])
    }
    return table.text
  }

  /// What became of operating points: precision with its exact two-sided 90 % interval, and recall; ends with LF.
  public static func text(_ points: [Point]) -> String {
    var table = TextTable(["type", "target", "score", "before", "here", "precision %", "from", "to", "recall %", "met"])
    for point in points {
      let isCounted = point.mentions > 0
      let low = BinomialBound.lower(right: point.right, of: point.mentions, confidence: 0.95)
      let high = BinomialBound.upper(right: point.right, of: point.mentions, confidence: 0.95)
      let precision = isCounted ? Double(point.right) / Double(point.mentions) : nil
      let verdict =
        precision.map { $0 >= point.target ? "yes" : high >= point.target ? "within the interval" : "no" }
        ?? "no mention"
      table.add([
        point.label, fixed(point.target, decimals: 2, undefined: ""),
        fixed(point.threshold, decimals: 4, undefined: ""),
        "\(point.known.right)/\(point.known.mentions)", "\(point.right)/\(point.mentions)", percent(precision),
        percent(isCounted ? low : nil), percent(isCounted ? high : nil),
        percent(point.gold > 0 ? Double(point.right) / Double(point.gold) : nil), verdict,
      ])
    }
    return table.text
  }

  private static func percent(_ value: Double?) -> String {
    fixed(value.map { $0 * 100 }, decimals: 2, undefined: "–")
  }
}
