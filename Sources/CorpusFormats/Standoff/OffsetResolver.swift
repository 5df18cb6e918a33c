import Annotations
import Diagnostics

/// Finds out what the offsets of a file count, and turns its spans into ranges of bytes.
///
/// Where a source says what its spans cover, every convention has a vote for each span that covers it; the convention with
/// the most votes is taken for a document, and among equals the one that the file had so far. Where no text is given, the
/// form's usual unit is taken.
struct OffsetResolver {
  /// Ranges and records of a document.
  struct Result {
    /// For each span its stretches; none for one that was dropped.
    var fragments: [[Range<Int>]] = []
    var records: [SpanRecord] = []
    var tokens: [Range<Int>] = []
    var sentences: [Range<Int>] = []
  }

  let file: String
  let match: SurfaceMatch
  let declared: OffsetUnit?
  /// The unit that the form's tools usually count.
  let usual: OffsetUnit
  let dropsMisfits: Bool
  /// Whether spans are kept as they are: empty ones too, and stretches neither sorted nor joined.
  let isExact: Bool

  /// Whether passages may be moved to where their texts are found.
  let movesPassages: Bool

  /// How many texts fit each convention, over all documents.
  private(set) var votes: [OffsetConvention: Int] = [:]
  /// Texts of spans and tokens that could be checked, those that fit, and spans that could not be checked.
  private(set) var checked = 0
  private(set) var fitting = 0
  private(set) var unchecked = 0
  /// Documents in which another convention fits more texts than the one that the file had so far.
  private(set) var dissenters: [OffsetConvention: Int] = [:]
  /// Whether any document that could be checked has more than ASCII.
  private(set) var isASCII = true
  /// Passages that were shifted, and their spans.
  private(set) var shifts = (passages: 0, spans: 0)
  /// Documents whose tokens or sentences do not fit.
  private(set) var brokenTokens = 0
  /// Spans outside the text that would lie inside it in UTF-16.
  private(set) var fitUTF16 = 0

  init(
    file: String, _ options: StandoffOptions, usual: OffsetUnit, match: SurfaceMatch = .text, isExact: Bool = false,
    movesPassages: Bool = true
  ) {
    (self.file, self.match, self.usual, self.isExact) = (file, match, usual, isExact)
    (declared, dropsMisfits, self.movesPassages) = (options.unit, options.dropsMisfits, movesPassages)
  }

  /// The ranges of a document's spans.
  ///
  /// - Throws: `Located<StandoffProblem>` for a span that does not fit, where such spans stop the reading.
  mutating func resolve(_ document: SourceDocument) throws -> Result {
    let text = document.text
    // Most sources are one layer, whose spans need no copy.
    let spans = document.layers.count == 1 ? document.layers[0].spans : document.layers.flatMap(\.spans)
    let index = ConventionIndex(text: text, convention(of: document, spans))
    var result = Result()
    result.fragments = spans.map { ranges($0, index, shift: 0) ?? [] }
    let shifted = shift(spans, &result.fragments, in: text, index)
    for (place, span) in spans.enumerated() {
      let record = try record(
        span, &result.fragments[place], in: text, index, shift: shifted[span.passage])
      result.records.append(record)
    }
    (result.tokens, result.sentences) = units(of: document, index)
    return result
  }
}

// MARK: What offsets count

extension OffsetResolver {
  static let units: [OffsetUnit] = [.codePoint, .utf16, .utf8]

  /// The convention that fits most texts of the file so far; among equals the usual one.
  var leader: OffsetConvention {
    let usual = OffsetConvention(unit: declared ?? usual)
    let allowed = votes.filter { declared == nil || $0.key.unit == declared }
    let best = allowed.values.max() ?? 0
    let leaders = allowed.filter { $0.value == best }.keys
    return leaders.isEmpty ? usual : preferred(leaders) ?? usual
  }

  /// The likeliest of several: line breaks as they are, and the usual unit.
  private func preferred(_ conventions: some Collection<OffsetConvention>) -> OffsetConvention? {
    for lineBreaks in [OffsetConvention.LineBreaks.asTheyAre, .lineFeedAsTwo, .pairAsOne] {
      for unit in [declared ?? usual] + Self.units {
        let convention = OffsetConvention(unit: unit, lineBreaks: lineBreaks)
        if conventions.contains(convention) { return convention }
      }
    }
    return nil
  }

  /// The convention of a document's offsets.
  private mutating func convention(of document: SourceDocument, _ spans: [SourceSpan]) -> OffsetConvention {
    let text = document.text
    func isCheckable(_ span: SourceSpan) -> Bool { span.surface != nil && !span.stretches.isEmpty }
    var checks = spans.allSatisfy(isCheckable) ? spans : spans.filter(isCheckable)
    unchecked += spans.count - checks.count
    for (token, surface) in zip(document.tokens, document.tokenTexts) where surface != nil {
      checks.append(SourceSpan(label: "", stretches: [token], surface: surface))
    }
    let leader = leader
    guard !checks.isEmpty else { return leader }
    let fits = fitting(checks, in: text)
    let isFirst = checked == 0
    checked += checks.count
    for (convention, count) in fits { votes[convention, default: 0] += count }
    let allowed = fits.filter { declared == nil || $0.key.unit == declared }
    let best = allowed.values.max() ?? 0
    fitting += best
    if allowed[leader] == best { return leader }
    let winner = preferred(allowed.filter { $0.value == best }.keys) ?? leader
    if !isFirst { dissenters[winner, default: 0] += 1 }
    return winner
  }

  /// How many spans cover what they should, by convention.
  private mutating func fitting(_ checks: [SourceSpan], in text: [UInt8]) -> [OffsetConvention: Int] {
    let hasOnlyASCII = !text.contains { $0 >= 0x80 }
    if !hasOnlyASCII { isASCII = false }
    var fits: [OffsetConvention: Int] = [:]
    func count(_ lineBreaks: OffsetConvention.LineBreaks) {
      var known: Int?
      for unit in Self.units {
        let convention = OffsetConvention(unit: unit, lineBreaks: lineBreaks)
        if known == nil || !hasOnlyASCII {
          let index = ConventionIndex(text: text, convention)
          known = checks.count { self.fits($0, in: text, index) }
        }
        fits[convention] = known
      }
    }
    count(.asTheyAre)
    var (hasPair, hasLineFeed) = (false, false)
    for (index, byte) in text.enumerated() where byte == 0x0A {
      if index > 0, text[index - 1] == 0x0D { hasPair = true } else { hasLineFeed = true }
    }
    let areAllThere = fits.values.max() == checks.count
    for (isThere, lineBreaks) in [(hasLineFeed, OffsetConvention.LineBreaks.lineFeedAsTwo), (hasPair, .pairAsOne)] {
      if !isThere {
        for unit in Self.units {
          fits[OffsetConvention(unit: unit, lineBreaks: lineBreaks)] = fits[OffsetConvention(unit: unit)]
        }
      } else if !areAllThere {
        count(lineBreaks)
      }
    }
    return fits
  }

  private func fits(_ span: SourceSpan, in text: [UInt8], _ index: ConventionIndex, shift: Int = 0) -> Bool {
    guard let surface = span.surface, let ranges = ranges(span, index, shift: shift) else { return false }
    return match.holds(text, ranges, surface)
  }

  private func ranges(_ span: SourceSpan, _ index: ConventionIndex, shift: Int) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    for stretch in span.stretches {
      let (start, startOverflows) = stretch.start.addingReportingOverflow(shift)
      let (end, endOverflows) = stretch.end.addingReportingOverflow(shift)
      guard !startOverflows, !endOverflows, let range = index.bytes(start, end) else { return nil }
      ranges.append(range)
    }
    return ranges.isEmpty ? nil : ranges
  }
}

// MARK: Shifted passages

extension OffsetResolver {
  /// Moves the spans of each passage in which not all fit by the one shift with which all do, if there is one.
  ///
  /// - Returns: the shift of each passage that was moved, in the source's unit.
  private mutating func shift(
    _ spans: [SourceSpan], _ fragments: inout [[Range<Int>]], in text: [UInt8], _ index: ConventionIndex
  ) -> [Int: Int] {
    func isThere(_ place: Int) -> Bool {
      guard !fragments[place].isEmpty, let surface = spans[place].surface else { return false }
      return match.holds(text, fragments[place], surface)
    }
    func isPart(_ span: SourceSpan) -> Bool { span.surface?.isEmpty == false && span.leftOut == nil }
    guard movesPassages, !spans.indices.allSatisfy({ !isPart(spans[$0]) || isThere($0) }) else { return [:] }
    var passages: [Int: [Int]] = [:]
    for (place, span) in spans.enumerated() where isPart(span) {
      passages[span.passage, default: []].append(place)
    }
    var moved: [Int: Int] = [:]
    for (passage, places) in passages {
      guard !places.allSatisfy(isThere), let shift = onlyShift(places.map { spans[$0] }, in: text, index) else {
        continue
      }
      moved[passage] = shift
    }
    for (place, span) in spans.enumerated() {
      guard let shift = moved[span.passage], span.leftOut == nil else { continue }
      fragments[place] = ranges(span, index, shift: shift) ?? []
      shifts.spans += 1
    }
    shifts.passages += moved.count
    return moved
  }

  /// The one shift with which all spans cover what they should.
  private func onlyShift(_ spans: [SourceSpan], in text: [UInt8], _ index: ConventionIndex) -> Int? {
    // The longest surface stands in the fewest places.
    guard let longest = spans.max(by: { ($0.surface?.count ?? 0) < ($1.surface?.count ?? 0) }),
      let stretch = longest.stretches.first, longest.stretches.count == 1, let surface = longest.surface
    else { return nil }
    var found: Int?
    for place in Self.places(of: surface, in: text) {
      let (shift, overflows) = index.offset(ofByte: place).subtractingReportingOverflow(stretch.start)
      guard !overflows, spans.allSatisfy({ fits($0, in: text, index, shift: shift) }) else { continue }
      if found != nil { return nil }
      found = shift
    }
    return found
  }

  private static func places(of surface: [UInt8], in text: [UInt8]) -> [Int] {
    guard let first = surface.first, surface.count <= text.count else { return [] }
    let (text, wanted) = (text.span, surface.span)
    var places: [Int] = []
    for start in 0...text.count - wanted.count where text[start] == first {
      var length = 1
      while length < wanted.count, text[start + length] == wanted[length] { length += 1 }
      if length == wanted.count { places.append(start) }
    }
    return places
  }
}

// MARK: Records

extension OffsetResolver {
  /// What becomes of a span; empties its stretches if it is dropped.
  private mutating func record(
    _ span: SourceSpan, _ fragments: inout [Range<Int>], in text: [UInt8], _ index: ConventionIndex, shift: Int?
  ) throws -> SpanRecord {
    let found = fragments
    func covered() -> String { found.map { String(decoding: text[$0], as: UTF8.self) }.joined(separator: " ") }
    let surface = span.surface.map { String(decoding: $0, as: UTF8.self) } ?? covered()
    func record(_ fate: SpanRecord.Fate, _ reason: SpanReason? = nil, _ detail: String = "") -> SpanRecord {
      SpanRecord(
        fate, reason, detail: detail, label: span.label, surface: surface, line: span.line, column: span.column)
    }
    if let reason = span.leftOut {
      fragments = []
      return record(.dropped, reason)
    }
    let misfit: (reason: SpanReason, detail: String)?
    if fragments.isEmpty {
      misfit = (.outsideText, outside(span, index))
      if span.surface == nil, index.count < text.count { countUTF16(span, text) }
    } else if let expected = span.surface, !match.holds(text, fragments, expected) {
      misfit = (.surfaceDiffers, "covers '\(covered().prefix(80))'")
    } else {
      misfit = nil
    }
    if let misfit {
      guard dropsMisfits else {
        let detail = span.surface == nil ? misfit.detail : "it should cover '\(surface.prefix(80))'; \(misfit.detail)"
        throw Located(
          StandoffProblem.misfit(label: span.label, detail: detail),
          at: Place(file: file, line: span.line, column: max(1, span.column)))
      }
      fragments = []
      return record(.dropped, misfit.reason, misfit.detail)
    }
    if fragments.allSatisfy(\.isEmpty), !isExact {
      fragments = []
      return record(.dropped, .empty)
    }
    let joined = isExact ? fragments : Self.joined(fragments, in: text)
    let wasJoined = joined.count < fragments.count
    fragments = joined
    if let shift {
      return record(.snapped, .relocated, "moved by \(shift) with all spans of its passage")
    }
    return wasJoined ? record(.snapped, .edgeSpace, "parts with only a line break between them are one") : record(.kept)
  }

  /// Stretches in ascending order; those with nothing between them but white space with a line break become one.
  private static func joined(_ fragments: [Range<Int>], in text: [UInt8]) -> [Range<Int>] {
    guard fragments.count > 1 else { return fragments }
    var joined: [Range<Int>] = []
    for fragment in fragments.sorted(by: { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) })
    where !fragment.isEmpty {
      guard let last = joined.last, last.upperBound < fragment.lowerBound else {
        joined.append(fragment)
        continue
      }
      let gap = text[last.upperBound..<fragment.lowerBound]
      if gap.contains(0x0A), gap.allSatisfy({ $0 == 0x20 || (0x09...0x0D).contains($0) }) {
        joined[joined.count - 1] = last.lowerBound..<fragment.upperBound
      } else {
        joined.append(fragment)
      }
    }
    return joined
  }

  /// Why a span names no place of the text.
  private func outside(_ span: SourceSpan, _ index: ConventionIndex) -> String {
    for stretch in span.stretches {
      if stretch.end < stretch.start { return "ends at \(stretch.end), before it begins at \(stretch.start)" }
      if stretch.start < 0 { return "begins at \(stretch.start)" }
      if stretch.end > index.count { return "ends at \(stretch.end), the text has \(index.count)" }
      for offset in [stretch.start, stretch.end] where index.byte(offset) == nil {
        return "\(offset) lies inside a character"
      }
    }
    return "has no place"
  }

  private mutating func countUTF16(_ span: SourceSpan, _ text: [UInt8]) {
    let index = ConventionIndex(text: text, OffsetConvention(unit: .utf16))
    if ranges(span, index, shift: 0) != nil { fitUTF16 += 1 }
  }

  /// Tokens and sentences; none where they do not keep a document's order.
  private mutating func units(
    of document: SourceDocument, _ index: ConventionIndex
  ) -> (tokens: [Range<Int>], sentences: [Range<Int>]) {
    func ascending(_ stretches: [SourceSpan.Stretch]) -> [Range<Int>]? {
      var ranges: [Range<Int>] = []
      for stretch in stretches {
        guard let range = index.bytes(stretch.start, stretch.end),
          range.lowerBound >= ranges.last?.upperBound ?? 0
        else { return nil }
        ranges.append(range)
      }
      return ranges
    }
    guard let tokens = ascending(document.tokens), let sentences = ascending(document.sentences) else {
      brokenTokens += 1
      return (ascending(document.tokens) ?? [], [])
    }
    let trial = Document(id: "", text: document.text, sentences: sentences, tokens: tokens)
    if case .homelessToken? = DocumentFault(of: trial) {
      brokenTokens += 1
      return (tokens, [])
    }
    return (tokens, sentences)
  }
}
