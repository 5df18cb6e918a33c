import Annotations

/// A document while its elements are read.
struct InlineState {
  /// A span of the source, in the order of start tags.
  struct Slot {
    var record: SpanRecord
    var mention: Mention?
    /// What `next` points to, and the element's own id.
    var next: String?
    var id: String?
    var hasPrevious = false
    var element: InlineSource.MentionElement?
    /// The elements that `next` ties to this one.
    var pieces: [InlineSource.MentionElement] = []
    /// Whether a mention within it was kept.
    var hasInner = false
    /// Whether it is an element around text, not a label for others.
    var isTextual = true
    /// The slots of mentions around it.
    var outer: Int?

    /// What became of it.
    mutating func set(
      _ fate: SpanRecord.Fate, _ reason: SpanReason?, detail: String = "", isRequested: Bool = false, surface: String
    ) {
      (record.fate, record.reason, record.detail) = (fate, reason, detail)
      (record.produced, record.isRequested, record.surface) = (fate == .dropped ? 0 : 1, isRequested, surface)
    }
  }

  /// A label for elements by their ids.
  struct Reference {
    var slot: Int
    var targets: [String]
    var isRange: Bool
  }

  /// An element whose place in the text is being found: a mention, a sentence, a token, one with an id.
  struct Place {
    var start: Int?
    /// Whether white space came after the start tag, before anything visible.
    var hasLeadingSpace = false
    var isOpen = true
  }

  /// What `choice` has come to.
  struct Choice {
    var best: Int?
    var mark: TextBuilder.Mark?
    var slots = 0
    var tokens = 0
    var sentences = 0
  }

  var id: String?
  var line: Int
  var metadata: [Attribute] = []
  var builder: TextBuilder
  var slots: [Slot] = []
  var sentences: [Range<Int>] = []
  var tokens: [(range: Range<Int>, isCharacter: Bool)] = []
  /// Elements with ids, in the order in which they ended.
  var idRanges: [(id: String, range: Range<Int>)] = []
  var references: [Reference] = []
  /// Places without visible text so far.
  var pending: [Int] = []
  var places: [Place] = []
  /// How many elements that are left out are open.
  var skips = 0
  /// How many zones are open, and whether there was one.
  var zones = 0
  var sawZone = false
  var openTokens = 0
  var openSentences = 0
  var endsInSpace = false
  var source: InlineSource?
  /// Spans between this document and the next one.
  var strays: [SpanRecord] = []

  init(line: Int, keepsSource: Bool, encoding: XMLEncoding) {
    self.line = line
    builder = TextBuilder(keepsMap: keepsSource, encoding: encoding)
    if keepsSource { source = InlineSource() }
  }

  /// Whether text that comes now belongs to the document.
  var isActive: Bool { skips == 0 && (zones > 0 || !sawZone) }

  /// Gives the places that wait the first visible character, if it has come.
  mutating func settle() {
    guard !pending.isEmpty, let first = builder.firstSolid else { return }
    for place in pending { places[place].start = first }
    pending.removeAll(keepingCapacity: true)
  }

  /// A new place that begins with the next visible character.
  mutating func openPlace() -> Int {
    settle()
    builder.watch()
    places.append(Place())
    pending.append(places.count - 1)
    return places.count - 1
  }

  /// The range of a place that ends here; `nil` if it holds nothing visible.
  mutating func closePlace(_ index: Int) -> Range<Int>? {
    settle()
    let start = places[index].start
    places[index].isOpen = false
    pending.removeAll { $0 == index }
    while places.last?.isOpen == false { places.removeLast() }
    guard let start, start < builder.solidEnd else { return nil }
    return start..<builder.solidEnd
  }

  /// Takes back what the text got since a mark; mentions since then are gone.
  mutating func rollBack(to mark: TextBuilder.Mark, slots: Int, tokens: Int, sentences: Int, because detail: String) {
    settle()
    builder.rollBack(to: mark)
    for index in slots..<max(slots, self.slots.count) where self.slots[index].isTextual {
      self.slots[index].mention = nil
      self.slots[index].record = SpanRecord(
        .dropped, .notSelected, detail: detail, label: self.slots[index].record.label,
        surface: self.slots[index].record.surface, line: self.slots[index].record.line,
        column: self.slots[index].record.column)
    }
    if self.tokens.count > tokens { self.tokens.removeSubrange(tokens...) }
    if self.sentences.count > sentences { self.sentences.removeSubrange(sentences...) }
    let length = builder.text.count
    // What ended since the mark lies behind it.
    while let last = idRanges.last, last.range.upperBound > length { idRanges.removeLast() }
    for index in places.indices where places[index].isOpen {
      if let start = places[index].start, start >= length {
        places[index].start = nil
        pending.append(index)
      }
    }
  }
}
