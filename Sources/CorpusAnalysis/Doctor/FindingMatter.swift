/// What a finding is about.
public enum FindingMatter: Hashable, Sendable {
  /// How two names of labels are alike.
  public enum Likeness: String, Hashable, Sendable {
    /// They differ in case, in separators, or in how letters are composed.
    case spelling
    /// One letter is another, is missing, or two are exchanged.
    case oneEdit = "one-edit"
    /// One is the other behind a scheme's `B-` or `I-`.
    case prefix
  }

  /// Places where the encoding of a text was damaged, or that most programs cannot show.
  public enum Damage: String, Hashable, Sendable, CaseIterable {
    /// U+FFFD, which stands for what could not be decoded.
    case replacement
    /// UTF-8 that was read as Windows-1252: "Ã©" for "é".
    case mojibake
    /// U+0080–U+009F, which Windows-1252 taken for Latin-1 leaves behind.
    case c1Control = "c1-control"
    /// U+0000–U+001F and U+007F, but TAB, LF and CR.
    case control
    /// Characters that mean something in one font only.
    case privateUse = "private-use"
    /// U+FEFF inside the text.
    case byteOrderMark = "byte-order-mark"
  }

  /// What is compared between splits.
  public enum Unit: String, Hashable, Sendable, CaseIterable {
    /// Whole documents.
    case document
    /// Sentences.
    case sentence
  }

  /// A label and how many there are.
  public struct LabelCount: Hashable, Sendable {
    /// The label.
    public var label: String
    /// How often it occurs.
    public var count: Int

    /// A label from its parts.
    public init(label: String, count: Int) { (self.label, self.count) = (label, count) }
  }

  /// Documents that break an invariant of `Document`.
  case invalidDocument
  /// Documents without any word.
  case emptyDocument
  /// Tags that break their scheme; the reader repaired them.
  case illegalTags(label: String)
  /// Documents of one id; `sameText` if their texts are the same, too.
  case duplicateID(sameText: Bool)
  /// A surface with several labels, the most frequent first.
  case labelConflict(surface: String, labels: [LabelCount])
  /// A surface that is a mention in some places and none in others.
  case unlabelled(surface: String, label: String, labelled: Int, unlabelled: Int)
  /// Texts of one split that stand word by word in another, of so many in the split.
  case leak(unit: Unit, split: String, other: String, total: Int)
  /// Texts of one split that are nearly the same as one of another.
  case nearLeak(unit: Unit, split: String, other: String, total: Int)
  /// Texts that repeat another one of their split.
  case repetition(unit: Unit, split: String?, total: Int)
  /// Mentions of more sub-tokens than a window holds.
  case longMention(label: String, window: Int, longest: Int)
  /// Sentences of more sub-tokens than a window holds.
  case longSentence(window: Int, longest: Int)
  /// So few mentions that scores say little: half of the width of an interval, and how many would be enough.
  case rareLabel(label: String, split: String?, mentions: Int, halfWidth: Double, needed: Int, recall: Double)
  /// A label that is tested but never trained.
  case untrainedLabel(label: String, split: String)
  /// Mentions that begin or end with white space.
  case edgeSpace(label: String)
  /// Mentions that begin or end with punctuation that hardly belongs to them.
  case edgePunctuation(label: String)
  /// Mentions of white space, or of nothing.
  case blankMention(label: String)
  /// Mentions of punctuation alone.
  case punctuationMention(label: String)
  /// Mentions of one label that share text.
  case selfOverlap(label: String)
  /// The same mention twice.
  case duplicateMention(label: String)
  /// Two labels whose names are alike; the rarer first.
  case similarLabels(LabelCount, LabelCount, Likeness)
  /// Damage of the encoding.
  case damage(Damage)
  /// Further findings of this code are left out.
  case more(code: String)
  /// A limit took effect: so much was not looked at.
  case incomplete(what: String)
}

extension FindingMatter {
  /// A name that stays, for programs and for people who want to ignore some.
  public var code: String {
    switch self {
    case .invalidDocument: "invalid-document"
    case .emptyDocument: "empty-document"
    case .illegalTags: "illegal-tags"
    case .duplicateID: "duplicate-id"
    case .labelConflict: "label-conflict"
    case .unlabelled: "unlabelled-surface"
    case .leak: "leak"
    case .nearLeak: "near-leak"
    case .repetition: "repetition"
    case .longMention: "long-mention"
    case .longSentence: "long-sentence"
    case .rareLabel: "rare-label"
    case .untrainedLabel: "untrained-label"
    case .edgeSpace: "edge-white-space"
    case .edgePunctuation: "edge-punctuation"
    case .blankMention: "blank-mention"
    case .punctuationMention: "punctuation-mention"
    case .selfOverlap: "self-overlap"
    case .duplicateMention: "duplicate-mention"
    case .similarLabels: "similar-labels"
    case .damage: "encoding-damage"
    case .more: "more"
    case .incomplete: "incomplete"
    }
  }

  /// All codes, in the order in which findings of one severity stand.
  public static let codes = [
    "invalid-document", "duplicate-id", "leak", "near-leak", "blank-mention", "encoding-damage", "illegal-tags",
    "edge-white-space", "punctuation-mention", "duplicate-mention", "self-overlap", "long-mention", "untrained-label",
    "rare-label", "similar-labels", "label-conflict", "empty-document", "long-sentence", "edge-punctuation",
    "unlabelled-surface", "repetition", "more", "incomplete",
  ]

  /// How much it matters.
  public var severity: Finding.Severity {
    switch self {
    case .invalidDocument, .leak, .blankMention: .error
    case .duplicateID(let sameText): sameText ? .warning : .error
    case .labelConflict(_, let labels): Self.looksLikeSlip(labels.map(\.count)) ? .warning : .note
    case .similarLabels(_, _, let likeness): likeness == .oneEdit ? .note : .warning
    case .damage(let damage): damage == .privateUse || damage == .byteOrderMark ? .note : .warning
    case .unlabelled, .repetition, .longSentence, .edgePunctuation, .more: .note
    case .emptyDocument, .illegalTags, .nearLeak, .longMention, .rareLabel, .untrainedLabel, .edgeSpace,
      .punctuationMention, .selfOverlap, .duplicateMention, .incomplete:
      .warning
    }
  }

  /// Whether all but the most frequent label are at most a fifth of at least five: a name with two meanings is more even.
  private static func looksLikeSlip(_ counts: [Int]) -> Bool {
    let (sum, most) = (counts.reduce(0, +), counts.max() ?? 0)
    return sum >= 5 && 5 * (sum - most) <= sum
  }
}
