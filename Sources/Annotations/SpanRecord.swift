/// What became of one span of a source: a row of the ledger.
///
/// Readers give one for each span that they meet, writers one for each mention that they are handed. The sum of `produced`
/// over all records is the number of mentions that came out, so that a ledger can be checked against its result.
public struct SpanRecord: Hashable, Sendable {
  /// What became of it.
  public enum Fate: String, Hashable, Sendable, CaseIterable {
    /// It is there, as it was.
    case kept
    /// It is there with other borders.
    case snapped
    /// It became several.
    case split
    /// It became one with another.
    case merged
    /// It is not there.
    case dropped
  }

  /// What became of it.
  public var fate: Fate
  /// Why, unless it was kept.
  public var reason: SpanReason?
  /// More about the reason, for people.
  public var detail: String
  /// How many mentions it became: 1 if kept or snapped, 0 if dropped, and 0 for all but one of those merged.
  public var produced: Int
  /// Whether an option asked for this. A loss that nobody asked for makes a command fail.
  public var isRequested: Bool
  /// The label in the source.
  public var label: String
  /// The text of the span, as far as it is known.
  public var surface: String
  /// The line in the source, from 1; 0 if it is not known.
  public var line: Int
  /// The column in Unicode scalars, from 1; 0 if it is not known.
  public var column: Int

  /// A record from its parts.
  public init(
    _ fate: Fate, _ reason: SpanReason? = nil, detail: String = "", produced: Int? = nil, isRequested: Bool = false,
    label: String, surface: String = "", line: Int = 0, column: Int = 0
  ) {
    (self.fate, self.reason, self.detail, self.isRequested) = (fate, reason, detail, isRequested)
    self.produced = produced ?? (fate == .dropped ? 0 : 1)
    (self.label, self.surface, self.line, self.column) = (label, surface, line, column)
  }

  /// Whether something of the source is gone that nobody said could go.
  public var isUnexplainedLoss: Bool { !isRequested && fate != .kept && reason?.isHarmless != true }
}

/// Why a span is not as it was.
public struct SpanReason: RawRepresentable, Hashable, Sendable {
  /// The name in ledgers.
  public let rawValue: String

  /// A reason of a name.
  public init(rawValue: String) { self.rawValue = rawValue }

  /// It covers no text.
  public static let empty = SpanReason(rawValue: "empty-span")
  /// It ends before it begins, or outside the text.
  public static let outsideText = SpanReason(rawValue: "outside-text")
  /// Its text is not the text that the source says it covers.
  public static let surfaceDiffers = SpanReason(rawValue: "surface-differs")
  /// The text that the source says it covers stands beside the place that it names, and the span is there. Not a loss: the
  /// detail tells the shift or what was wrong with the offsets.
  public static let relocated = SpanReason(rawValue: "relocated")
  /// It overlaps another, and the target holds one mention a token.
  public static let overlap = SpanReason(rawValue: "overlap")
  /// It has several stretches, and the target holds one.
  public static let discontinuous = SpanReason(rawValue: "discontinuous")
  /// It begins or ends inside a token.
  public static let insideToken = SpanReason(rawValue: "inside-token")
  /// It goes over the end of a sentence or block, and the target cannot.
  public static let crossesBoundary = SpanReason(rawValue: "crosses-boundary")
  /// White space at its edges went outside.
  public static let edgeSpace = SpanReason(rawValue: "edge-white-space")
  /// It lies in a part of the source that is not text, or in a layer that was not asked for.
  public static let notSelected = SpanReason(rawValue: "not-selected")
  /// A label that the mapping drops, or that has no name.
  public static let label = SpanReason(rawValue: "label")
  /// Its tags break the scheme; it was repaired as the policy says.
  public static let illegalTags = SpanReason(rawValue: "illegal-tags")
  /// The same span with the same label stands there twice.
  public static let duplicate = SpanReason(rawValue: "duplicate")
  /// The target cannot hold something of it: attributes, an id, such a label, such a character.
  public static let notRepresentable = SpanReason(rawValue: "not-representable")

  /// Reasons after which nothing of the source's meaning is missing.
  var isHarmless: Bool { Self.harmless.contains(self) }

  private static let harmless: Set<SpanReason> = [.edgeSpace, .notSelected, .duplicate, .illegalTags, .relocated]
}

/// The sums of a ledger.
public struct LedgerTotals: Hashable, Sendable {
  /// A line of the sums.
  public struct Key: Hashable, Sendable {
    /// What became of the spans.
    public var fate: SpanRecord.Fate
    /// Why.
    public var reason: SpanReason?
    /// Whether an option asked for it.
    public var isRequested: Bool
  }

  /// Spans by fate and reason.
  public private(set) var counts: [Key: Int] = [:]
  /// Spans that were met.
  public private(set) var spans = 0
  /// Mentions that came of them.
  public private(set) var produced = 0
  /// Spans that are gone or changed though nobody said they could.
  public private(set) var unexplained = 0

  /// Nothing yet.
  public init() {}

  /// Adds records. Most spans are kept: those are counted first and looked up once.
  public mutating func add(_ records: [SpanRecord]) {
    var (kept, produced) = (0, 0)
    var last: Int?
    for index in records.indices {
      if records[index].fate == .kept, records[index].reason == nil, !records[index].isRequested {
        (kept, produced, last) = (kept + 1, produced + records[index].produced, index)
      } else {
        add(records[index])
      }
    }
    if let last { add(records[last], times: kept, produced: produced) }
  }

  /// Adds one record.
  public mutating func add(_ record: SpanRecord) { add(record, times: 1, produced: record.produced) }

  /// Adds as many records of the same fate and reason, which produced so many mentions together.
  public mutating func add(_ record: SpanRecord, times: Int, produced: Int) {
    counts[Key(fate: record.fate, reason: record.reason, isRequested: record.isRequested), default: 0] += times
    spans += times
    self.produced += produced
    if record.isUnexplainedLoss { unexplained += times }
  }

  /// Spans that met this fate.
  public func count(_ fate: SpanRecord.Fate) -> Int {
    counts.reduce(0) { $0 + ($1.key.fate == fate ? $1.value : 0) }
  }

  /// The sums of two ledgers.
  public static func += (left: inout LedgerTotals, right: LedgerTotals) {
    left.counts.merge(right.counts, uniquingKeysWith: +)
    left.spans += right.spans
    left.produced += right.produced
    left.unexplained += right.unexplained
  }
}
