/// Something that is wrong, or worth a look, in a corpus.
public struct Finding: Hashable, Sendable {
  /// How much it matters.
  public enum Severity: String, Hashable, Sendable, CaseIterable, Comparable {
    /// For information.
    case note
    /// Probably a mistake, or something that makes figures less worth.
    case warning
    /// Training or figures are wrong if it stays.
    case error

    /// By rising severity.
    public static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    private var rank: Int { self == .note ? 0 : self == .warning ? 1 : 2 }
  }

  /// Where it is.
  public struct Place: Hashable, Sendable {
    /// The document, its bytes, and the text there.
    public var quotation: Quotation
    /// The line in the source, from 1; `nil` if it is not known.
    public var line: Int?
    /// More about this place; empty if there is nothing to say.
    public var remark: String

    /// A place from its parts.
    public init(_ quotation: Quotation, line: Int? = nil, remark: String = "") {
      (self.quotation, self.line, self.remark) = (quotation, line, remark)
    }
  }

  /// What it is.
  public var matter: FindingMatter
  /// How often.
  public var count: Int
  /// The first places, as many as the options say.
  public var places: [Place]

  /// A finding from its parts.
  public init(_ matter: FindingMatter, count: Int, places: [Place] = []) {
    (self.matter, self.count, self.places) = (matter, count, places)
  }

  /// How much it matters.
  public var severity: Severity { matter.severity }
}
