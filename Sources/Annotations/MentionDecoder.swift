/// What becomes of tags that break their scheme.
public enum TagRepair: String, Hashable, Sendable, CaseIterable {
  /// A tag that continues nothing begins a mention, and a mention without its last tag ends where it ends: conlleval's
  /// reading.
  case start
  /// The mention is left out.
  case drop
  /// A tag that continues nothing joins the mention right before it, which keeps its type; where there is none, and for a
  /// mention without its last tag, as `start`.
  case merge
}

/// How tags break a scheme.
public enum TagViolation: String, Hashable, Sendable, CaseIterable {
  /// A tag for a later word, where no mention of its type is open.
  case continuesNothing = "continues nothing"
  /// A mention that does not end with the scheme's last tag.
  case notEnded = "has no last tag"
  /// `B-` in IOB1 where no mention of its type stands before, or `E-` in IOE1 where none follows.
  case needlessBorder = "marks a border where the scheme has none"
  /// A label with another scheme's prefix, or without any.
  case foreignLabel = "is no tag of the scheme"
}

/// Reads mentions from the tags of a sentence: the one way in which Gloss does.
public struct MentionDecoder: Hashable, Sendable {
  /// A tag whose type is a number that the caller gave it.
  public struct CodedTag: Hashable, Sendable {
    /// What it says of its word.
    public var role: TagRole
    /// The type; no matter outside.
    public var type: Int

    /// A tag from its parts.
    public init(_ role: TagRole, type: Int) { (self.role, self.type) = (role, type) }
  }

  /// A stretch of tags that a mention was meant by.
  public struct Span: Hashable, Sendable {
    /// The type.
    public var type: Int
    /// The words, after repair.
    public var words: Range<Int>
    /// `kept`; `snapped` where it was repaired; `merged` or `dropped`: no mention comes of it.
    public var fate = SpanRecord.Fate.kept
    /// What was repaired.
    public var violation: TagViolation?

    /// Whether a mention comes of it.
    public var isMention: Bool { fate == .kept || fate == .snapped }
  }

  /// The scheme of the tags.
  public var scheme: TagScheme
  /// What becomes of tags that break it.
  public var repair: TagRepair

  /// A decoder; without a scheme the one that reads IOB1 and IOB2 alike.
  public init(scheme: TagScheme = .iob2, repair: TagRepair = .start) { (self.scheme, self.repair) = (scheme, repair) }

  /// Appends the spans of a sentence in order. Those that are no mention stand among them, for the ledger.
  public func decode(_ tags: [CodedTag], into spans: inout [Span]) {
    var state = State(spans: spans.count)
    for (word, tag) in tags.enumerated() {
      switch tag.role {
      case .outside: close(&state, at: word, &spans)
      case .begin:
        close(&state, at: word, &spans)
        state.open = Span(type: tag.type, words: word..<word)
      case .single:
        close(&state, at: word, &spans)
        state.open = Span(type: tag.type, words: word..<word)
        close(&state, at: word + 1, isEnded: true, &spans)
      case .inside, .end:
        if state.open?.type != tag.type {
          close(&state, at: word, &spans)
          state.open = Span(type: tag.type, words: word..<word)
          if !scheme.beginsFreely { state.open?.violation = .continuesNothing }
        }
        if tag.role == .end { close(&state, at: word + 1, isEnded: true, &spans) }
      }
    }
    close(&state, at: tags.count, &spans)
  }

  private struct State {
    var open: Span?
    /// The last mention among the spans, or where spans begin.
    var last: Int

    init(spans: Int) { last = spans - 1 }
  }

  private func close(_ state: inout State, at end: Int, isEnded: Bool = false, _ spans: inout [Span]) {
    guard var span = state.open else { return }
    state.open = nil
    span.words = span.words.lowerBound..<end
    if scheme.endsMentions, !isEnded, span.violation == nil { span.violation = .notEnded }
    if span.violation != nil {
      switch repair {
      case .start: span.fate = .snapped
      case .drop: span.fate = .dropped
      case .merge:
        span.fate = .snapped
        let touches = spans.indices.contains(state.last) && spans[state.last].words.upperBound == span.words.lowerBound
        if span.violation == .continuesNothing, touches, spans[state.last].isMention, span.words.lowerBound > 0 {
          span.fate = .merged
          spans[state.last].words = spans[state.last].words.lowerBound..<end
          spans[state.last].fate = .snapped
          spans[state.last].violation = spans[state.last].violation ?? .continuesNothing
        }
      }
    }
    if span.isMention { state.last = spans.count }
    spans.append(span)
  }
}
