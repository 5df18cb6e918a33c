public import Annotations

/// Looks through a corpus, document by document, for what spoils training and figures.
///
///     var doctor = CorpusDoctor()
///     for each document { doctor.add(document, spans: records, line: line) }
///     let findings = doctor.findings
///
/// Memory is bounded by the options; where a bound takes effect, a finding `incomplete` says so.
public struct CorpusDoctor: Sendable {
  /// What is looked for, and how much of it is kept.
  public struct Options: Sendable {
    /// The layer that counts; `nil`: the first of each document.
    public var layer: String?
    /// What counts as a duplicate.
    public var duplicates = DuplicateFinder.Options()
    /// What is compared between splits.
    public var units: Set<FindingMatter.Unit> = [.document, .sentence]
    /// The most sub-tokens that a window holds; `nil`: lengths are not looked at.
    public var window: Int?
    /// How many sub-tokens a text has; `nil`: as many as it has tokens.
    public var subtokens: (@Sendable (_ text: ArraySlice<UInt8>) -> Int)?
    /// The widest interval, on either side, with which a recall is worth telling.
    public var halfWidth = 0.1
    /// The recall for which the width is told.
    public var recall = 0.9
    /// Places that are kept of a finding.
    public var placeLimit = 5
    /// Findings of one code that are listed.
    public var findingLimit = 100
    /// Labels that are told apart; further ones are taken together as "…".
    public var labelLimit = 1_000
    /// Splits that are told apart.
    public var splitLimit = 50
    /// Distinct surfaces whose labels are compared.
    public var surfaceCapacity = 500_000
    /// Documents whose ids are compared.
    public var documentCapacity = 2_000_000

    /// The defaults.
    public init() {}
  }

  let options: Options
  var book: FindingBook
  var labels: NameTable
  var splits: NameTable
  /// Mentions by split and label.
  private var mentions: [[Int]] = []
  var surfaces: SurfaceTable
  private var leaks: [LeakTable]
  private var hasSentences = false
  private var ids: [UInt64: UInt64] = [:]
  private var unseenIDs = 0
  var longestMentions: [Int: Int] = [:]
  var longestSentence = 0

  /// Nothing seen yet.
  public init(_ options: Options = Options()) {
    self.options = options
    book = FindingBook(placeLimit: max(options.placeLimit, 0))
    labels = NameTable(limit: options.labelLimit)
    splits = NameTable(limit: options.splitLimit)
    surfaces = SurfaceTable(
      capacity: options.surfaceCapacity, documentCapacity: options.documentCapacity,
      placeLimit: min(max(options.placeLimit, 1), 3))
    leaks = FindingMatter.Unit.allCases.filter(options.units.contains).map {
      LeakTable($0, options.duplicates, placeLimit: options.placeLimit)
    }
  }

  // MARK: Looking

  /// Looks at a document.
  ///
  /// - Parameters:
  ///   - spans: what the reader said became of the spans of its source.
  ///   - line: the document's first line in its source, from 1.
  ///   - lines: the line of a byte of the document's text, where the caller knows it; goes before `line`.
  public mutating func add(
    _ document: Document, spans: [SpanRecord] = [], line: Int? = nil, lines: ((_ byte: Int) -> Int?)? = nil
  ) {
    let view = DocumentView(document: document, line: line, lines: lines)
    addTags(spans, of: document)
    let fault = DocumentFault(of: document)
    if let fault {
      book.add(.invalidDocument) { view.place(0..<0, remark: "\(fault)") }
    }
    EncodingDamage.scan(document.text) { damage, range in book.add(.damage(damage)) { view.place(range) } }
    var words: [UInt64] = []
    Words.hashes(of: document.text, in: 0..<document.text.count, into: &words)
    if words.isEmpty { book.add(.emptyDocument) { view.place(0..<0) } }
    addID(document, words, view)
    guard fault == nil else { return }
    let split = splits.number(of: document.split ?? "")
    addTexts(document, split, view)
    addLengths(document, view)
    addMentions(document, split, view)
  }

  private mutating func addTags(_ spans: [SpanRecord], of document: Document) {
    for record in spans where record.reason == .illegalTags {
      let label = label(record.label)
      book.add(.illegalTags(label: label)) {
        let quotation = Quotation(document: document.id, range: 0..<0, text: record.surface)
        return Finding.Place(quotation, line: record.line > 0 ? record.line : nil, remark: record.detail)
      }
    }
  }

  /// A label's name, or the one that labels beyond the limit share.
  mutating func label(_ name: String) -> String {
    let number = labels.number(of: name)
    return labels.names[number]
  }

  private mutating func addID(_ document: Document, _ words: [UInt64], _ view: DocumentView) {
    let id = TextHash.of(document.id.utf8)
    let text = words.reduce(1) { TextHash.mixed($0 &+ $1) }
    if let known = ids[id] {
      book.add(.duplicateID(sameText: known == text)) { view.place(0..<0) }
    } else if ids.count < options.documentCapacity {
      ids[id] = text
    } else {
      unseenIDs += 1
    }
  }

  private mutating func addTexts(_ document: Document, _ split: Int, _ view: DocumentView) {
    if document.sentences.count > 1 { hasSentences = true }
    for index in leaks.indices {
      let ranges = leaks[index].unit == .document ? [0..<document.text.count] : document.sentences
      for range in ranges {
        let range = range.clamped(to: 0..<document.text.count)
        leaks[index].add(document.text, in: range, split: split) { view.place(range, context: 0, limit: 80) }
      }
    }
  }

  mutating func count(_ label: Int, _ split: Int) {
    while mentions.count <= split { mentions.append([]) }
    if mentions[split].count <= label {
      mentions[split] += Array(repeating: 0, count: label + 1 - mentions[split].count)
    }
    mentions[split][label] += 1
  }

  private func mentions(of label: Int, in split: Int) -> Int {
    mentions.indices.contains(split) && mentions[split].indices.contains(label) ? mentions[split][label] : 0
  }

  // MARK: Findings

  /// Everything that was found: errors first, of one code the most frequent first.
  public var findings: [Finding] {
    var all = book.findings.map(withLengths)
    all += surfaces.conflicts(labels.names) { place, surface, label in
      let quotation = Quotation(
        document: surfaces.documents[Int(place.document)], range: place.start..<place.end, text: surface)
      return Finding.Place(quotation, line: place.line > 0 ? Int(place.line) : nil, remark: label)
    }.map(withoutSurplus)
    for table in leaks where table.unit == .document || hasSentences { all += table.findings(splits.names) }
    all += rareLabels + untrainedLabels
    let counts = labels.names.indices.map { label in
      FindingMatter.LabelCount(
        label: labels.names[label], count: splits.names.indices.reduce(0) { $0 + mentions(of: label, in: $1) })
    }
    all += LabelNames.alike(counts).map { Finding($0, count: 1) }
    all += limits
    return FindingOrder.sorted(all, limit: options.findingLimit)
  }

  private func withoutSurplus(_ finding: Finding) -> Finding {
    Finding(finding.matter, count: finding.count, places: Array(finding.places.prefix(options.placeLimit)))
  }

  /// While documents come, longest lengths are not known yet.
  private func withLengths(_ finding: Finding) -> Finding {
    var finding = finding
    switch finding.matter {
    case .longMention(let label, let window, _):
      let longest = labels.existing(label).flatMap { longestMentions[$0] }
      finding.matter = .longMention(label: label, window: window, longest: longest ?? 0)
    case .longSentence(let window, _):
      finding.matter = .longSentence(window: window, longest: longestSentence)
    default: break
    }
    return finding
  }

  /// Labels are measured in the splits whose names begin with `test`, `dev` or `val`; without splits, in the whole corpus.
  private var rareLabels: [Finding] {
    let measured = splits.names.indices.filter { SplitOrder.isMeasured(splits.names[$0]) }
    let isWhole = splits.names.allSatisfy(\.isEmpty)
    let needed = Wilson.needed(share: options.recall, halfWidth: options.halfWidth)
    return (isWhole ? Array(splits.names.indices) : measured).flatMap { split -> [Finding] in
      labels.names.indices.compactMap { label in
        let count = mentions(of: label, in: split)
        guard count < needed else { return nil }
        return Finding(
          .rareLabel(
            label: labels.names[label], split: isWhole ? nil : splits.names[split], mentions: count,
            halfWidth: Wilson.halfWidth(share: options.recall, count: count), needed: needed,
            recall: options.recall), count: count)
      }
    }
  }

  private var untrainedLabels: [Finding] {
    let training = splits.names.indices.filter { SplitOrder.isTraining(splits.names[$0]) }
    guard !training.isEmpty else { return [] }
    return splits.names.indices.filter { SplitOrder.isMeasured(splits.names[$0]) }.flatMap { split -> [Finding] in
      labels.names.indices.compactMap { label in
        let count = mentions(of: label, in: split)
        guard count > 0, training.allSatisfy({ mentions(of: label, in: $0) == 0 }) else { return nil }
        return Finding(.untrainedLabel(label: labels.names[label], split: splits.names[split]), count: count)
      }
    }
  }

  private var limits: [Finding] {
    [
      (surfaces.withoutRoom, "mentions whose labels were not compared: no room for more distinct surfaces"),
      (unseenIDs, "documents whose ids were not compared: no room for more"),
    ].filter { $0.0 > 0 }.map { Finding(.incomplete(what: $0.1), count: $0.0) }
  }
}

/// A document while it is looked at, with what is known of its lines.
struct DocumentView {
  let document: Document
  let line: Int?
  let lines: ((Int) -> Int?)?

  func place(_ range: Range<Int>, context: Int = 40, limit: Int = 200, remark: String = "") -> Finding.Place {
    Finding.Place(
      Quotation(document, range, context: context, limit: limit), line: line(of: range.lowerBound), remark: remark)
  }

  func place(_ mention: Mention) -> Finding.Place {
    Finding.Place(Quotation(document, mention), line: line(of: mention.hull.lowerBound))
  }

  func line(of byte: Int) -> Int? { lines?(byte) ?? line }
}
