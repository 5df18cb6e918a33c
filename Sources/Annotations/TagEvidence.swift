/// What the tags of a corpus tell of their scheme: which tags follow which, how often, and where first.
///
/// Every rule of every scheme is one about neighbours, so that one count of neighbours judges all schemes at once, in
/// memory that does not grow.
public struct TagEvidence: Hashable, Sendable {
  /// A label's prefix, whatever the scheme.
  public enum Prefix: Int, Hashable, Sendable, CaseIterable {
    /// `O`, or the edge of a sentence.
    case outside
    /// `B-`.
    case b
    /// `I-`.
    case i
    /// `E-`.
    case e
    /// `S-`.
    case s
    /// `L-`.
    case l
    /// `U-`.
    case u
    /// `M-`.
    case m
    /// None: the label is a type.
    case bare

    /// The prefix of a label, and how many of its bytes it is.
    @inlinable
    public static func of(_ label: some Collection<UInt8>) -> (prefix: Prefix, count: Int) {
      var index = label.startIndex
      guard index != label.endIndex else { return (.bare, 0) }
      let letter = label[index]
      label.formIndex(after: &index)
      let isAlone = index == label.endIndex
      if isAlone, letter == UInt8(ascii: "O") { return (.outside, 1) }
      guard isAlone || label[index] == UInt8(ascii: "-"), let prefix = of(letter: letter) else { return (.bare, 0) }
      return (prefix, isAlone ? 1 : 2)
    }

    @inlinable
    static func of(letter: UInt8) -> Prefix? {
      switch letter {
      case UInt8(ascii: "B"): .b
      case UInt8(ascii: "I"): .i
      case UInt8(ascii: "E"): .e
      case UInt8(ascii: "S"): .s
      case UInt8(ascii: "L"): .l
      case UInt8(ascii: "U"): .u
      case UInt8(ascii: "M"): .m
      default: nil
      }
    }
  }

  /// A place where tags break a scheme.
  public struct Violation: Hashable, Sendable {
    /// The place that was given with the tag: a line, or the number of a word.
    public var place: Int
    /// What is wrong there.
    public var kind: TagViolation
  }

  /// How well a scheme explains the tags.
  public struct Finding: Hashable, Sendable {
    /// The scheme.
    public var scheme: TagScheme
    /// How many times the tags break it.
    public var count: Int
    /// The first of these places, ascending.
    public var violations: [Violation]
  }

  /// How many places are kept of each pair of neighbours.
  static let placesKept = 20

  private struct Pair: Hashable, Sendable {
    var count = 0
    /// The places of both neighbours.
    var places: [[Int]] = []
  }

  private struct Neighbour: Hashable, Sendable {
    var prefix = Prefix.outside
    var type = -1
    var place = 0
  }

  private static let size = Prefix.allCases.count
  /// By the first's prefix, the second's prefix, and whether their types are equal.
  private var pairs = [Pair](repeating: Pair(), count: size * size * 2)
  private var last = Neighbour()

  /// Nothing yet.
  public init() {}

  /// Adds a word's tag. Types are numbers that the caller gives: equal numbers for what stands behind equal prefixes.
  public mutating func add(_ prefix: Prefix, type: Int, place: Int) {
    let index = (last.prefix.rawValue * Self.size + prefix.rawValue) * 2 + (last.type == type ? 1 : 0)
    pairs[index].count += 1
    if pairs[index].count <= Self.placesKept, prefix != .outside || last.prefix != .outside {
      pairs[index].places.append([last.place, place])
    }
    last = Neighbour(prefix: prefix, type: type, place: place)
  }

  /// Ends a sentence.
  public mutating func endSentence() {
    if last.prefix != .outside { add(.outside, type: -1, place: last.place) }
    last = Neighbour()
  }
}

extension TagEvidence {
  /// How many words have a tag other than `O`.
  public var taggedWords: Int {
    pairs.indices.reduce(0) { $0 + ($1 / 2 % Self.size == Prefix.outside.rawValue ? 0 : pairs[$1].count) }
  }

  /// The schemes, the best first: fewest violations, and among equals the one that most corpora have.
  public var findings: [Finding] {
    let order: [TagScheme] = [.iob2, .iob1, .bioes, .bilou, .bmes, .ioe2, .ioe1, .io]
    return order.map(finding).enumerated().sorted { ($0.element.count, $0.offset) < ($1.element.count, $1.offset) }
      .map(\.element)
  }

  /// How well one scheme explains the tags.
  public func finding(_ scheme: TagScheme) -> Finding {
    var finding = Finding(scheme: scheme, count: 0, violations: [])
    for first in Prefix.allCases {
      for second in Prefix.allCases {
        for same in [false, true] {
          let pair = pairs[(first.rawValue * Self.size + second.rawValue) * 2 + (same ? 1 : 0)]
          guard pair.count > 0 else { continue }
          for (which, kind) in Self.violations(first, second, isSameType: same, scheme) {
            finding.count += pair.count
            finding.violations += pair.places.map { Violation(place: $0[which], kind: kind) }
          }
        }
      }
    }
    finding.violations.sort { ($0.place, $0.kind.rawValue) < ($1.place, $1.kind.rawValue) }
    return finding
  }

  /// What is wrong with two neighbours, each time with which of them (0 or 1) it is wrong.
  private static func violations(
    _ first: Prefix, _ second: Prefix, isSameType: Bool, _ scheme: TagScheme
  ) -> [(Int, TagViolation)] {
    var found: [(Int, TagViolation)] = []
    let left = role(first, scheme)
    let right = role(second, scheme)
    if second != .outside, right == nil { found.append((1, .foreignLabel)) }
    let leads = (left == .begin || left == .inside) && isSameType
    let follows = (right == .inside || right == .end) && isSameType
    if !scheme.beginsFreely, right == .inside || right == .end, !leads { found.append((1, .continuesNothing)) }
    if scheme.endsMentions, left == .begin || left == .inside, !follows { found.append((0, .notEnded)) }
    if scheme == .iob1, right == .begin, !leads { found.append((1, .needlessBorder)) }
    if scheme == .ioe1, left == .end, !follows { found.append((0, .needlessBorder)) }
    return found
  }

  /// The role of a prefix in a scheme; `nil` where the scheme has no such prefix.
  private static func role(_ prefix: Prefix, _ scheme: TagScheme) -> TagRole? {
    let letters: [Prefix: Character] = [.b: "B", .i: "I", .e: "E", .s: "S", .l: "L", .u: "U", .m: "M"]
    if prefix == .outside { return .outside }
    if prefix == .bare { return scheme == .io ? .inside : nil }
    return letters[prefix].flatMap { $0.asciiValue }.flatMap(scheme.role)
  }
}
