import Annotations

/// The way from the mentions that elements of a document are to those that should be there.
struct InlineRevision {
  /// A mention to bring into the file.
  struct Wanted {
    var mention: Mention
    var record: Int
    /// What is in the file of it in the end; `nil` if it is not there.
    var written: [Mention]?
  }

  let document: Document
  let source: InlineSource
  let profile: MarkupProfile
  let policy: ProjectionPolicy
  /// How new mentions are spelled.
  var spelling: InlineSpelling
  /// The attribute that the ids of new mentions go to.
  var keepsIdsAs: String?
  /// Whether of mentions that cross one another some are dropped as the policy says; else they become pieces.
  var crossingFollowsPolicy = false
  var edits = SourceEdits()
  var records: [SpanRecord] = []
  var wanted: [Wanted] = []
  var removed: Set<Int> = []
  var insertions: [InlineInsertion] = []
  var ids: StandoffIds
  /// Where rows end with a line end.
  let lineEnds: Set<Int>

  init(
    _ document: Document, _ source: InlineSource, _ profile: MarkupProfile, encoding: XMLEncoding, isSGML: Bool,
    _ policy: ProjectionPolicy
  ) {
    (self.document, self.source, self.profile, self.policy) = (document, source, profile, policy)
    spelling = InlineSpelling(
      rules: profile.mentions, encoding: encoding, isSGML: isSGML, customs: InlineSpelling.customs(of: source))
    ids = StandoffIds([], prefix: "m")
    for id in source.ids { ids.reserve(id) }
    lineEnds = Set(source.rows.lazy.filter(\.endsLine).map(\.source.upperBound))
  }

  /// What the file becomes with the mentions of `revised`.
  ///
  /// - Throws: `WriteBackProblem.textDiffers`; `DocumentFault` for mentions that do not lie in the text.
  mutating func result(_ revised: Document?) throws -> DocumentEdits {
    let revised = revised ?? document
    guard revised.text == document.text else { throw WriteBackProblem.textDiffers(document: document.id) }
    if revised.mentions == document.mentions { return unchanged() }
    if let fault = DocumentFault(of: revised) { throw fault }
    for mention in revised.mentions { want(mention) }
    if crossingFollowsPolicy { dropCrossing() }
    let changes = MentionChanges(from: document.mentions, to: wanted.map { $0.mention })
    var added = changes.added
    var kept = keptNumbers(changes)
    for (index, step) in changes.steps.enumerated() {
      switch step {
      case .keep:
        if let number = kept[document.mentions[index].key]?.popLast() {
          wanted[number].written = [document.mentions[index]]
        }
      case .remove: remove(index)
      case .relabel(let number), .replace(let number):
        if !relabel(index, number) {
          remove(index)
          added.append(number)
        }
      }
    }
    add(added.sorted())
    return finished()
  }

  /// The wanted mentions that the file has, by place and label.
  private func keptNumbers(_ changes: MentionChanges) -> [Mention: [Int]] {
    var others = Set(changes.added)
    for case .relabel(let number) in changes.steps { others.insert(number) }
    for case .replace(let number) in changes.steps { others.insert(number) }
    var kept: [Mention: [Int]] = [:]
    for number in wanted.indices.reversed() where !others.contains(number) {
      kept[wanted[number].mention.key, default: []].append(number)
    }
    return kept
  }

  private func unchanged() -> DocumentEdits {
    var result = DocumentEdits(document: document)
    result.sourceEnd = source.end
    result.spans = document.mentions.map {
      SpanRecord(.kept, label: $0.label, surface: document.surface(of: $0))
    }
    return result
  }

  private func finished() -> DocumentEdits {
    var document = document
    document.mentions = wanted.flatMap { $0.written ?? [] }
    var result = DocumentEdits(document: document)
    (result.edits, result.sourceEnd, result.spans) = (edits, source.end, records)
    return result
  }
}

// MARK: What is asked for

extension InlineRevision {
  /// Brings a mention into the shape that the form can hold.
  private mutating func want(_ mention: Mention) {
    var written = WrittenMention(mention, in: document, policy)
    let isTied = profile.tiesPieces && mention.isDiscontinuous
    if isTied {
      written.ranges = mention.fragments
      written.record = SpanRecord(.kept, label: mention.label, surface: written.record.surface)
    }
    let before = written.ranges
    written.ranges = written.ranges.compactMap { fitted($0, &written.record) }
    guard !mention.label.isEmpty else { return drop(written.record, .label, "no label") }
    guard !written.ranges.isEmpty else {
      if written.record.fate == .dropped { return records.append(written.record) }
      return drop(written.record, .empty, "it covers no text")
    }
    if before != written.ranges, written.record.fate == .kept {
      (written.record.fate, written.record.reason) = (.snapped, .edgeSpace)
    }
    records.append(written.record)
    if isTied {
      var tied = mention
      tied.fragments = InlineStretches.joined(written.ranges, in: document.text)
      if tied.fragments.count < written.ranges.count, records[records.count - 1].fate == .kept {
        records[records.count - 1].fate = .snapped
        records[records.count - 1].reason = .edgeSpace
        records[records.count - 1].detail = "white space alone between its stretches"
      }
      wanted.append(Wanted(mention: tied, record: records.count - 1))
    } else {
      for range in written.ranges {
        var part = mention
        part.fragments = [range]
        if range != written.ranges.first { part.id = nil }
        wanted.append(Wanted(mention: part, record: records.count - 1))
      }
    }
  }

  /// A stretch without white space at its ends; in rows, of whole tokens.
  private func fitted(_ range: Range<Int>, _ record: inout SpanRecord) -> Range<Int>? {
    guard var stretch = InlinePlacement.trimmed(range, in: document.text) else { return nil }
    guard profile.layout == .rows else { return stretch }
    let touched = document.tokens[InlineStretches.touched(document.tokens, by: stretch)]
    guard let first = touched.first, let last = touched.last else { return nil }
    if first.lowerBound == stretch.lowerBound, last.upperBound == stretch.upperBound { return stretch }
    let isRequested = policy.border != nil
    switch policy.border ?? .expand {
    case .expand: stretch = first.lowerBound..<last.upperBound
    case .strict:
      record = SpanRecord(
        .dropped, .insideToken, isRequested: isRequested, label: record.label, surface: record.surface)
      return nil
    case .contract:
      let whole = touched.filter { $0.lowerBound >= stretch.lowerBound && $0.upperBound <= stretch.upperBound }
      guard let first = whole.first, let last = whole.last else {
        record = SpanRecord(
          .dropped, .insideToken, isRequested: isRequested, label: record.label, surface: record.surface)
        return nil
      }
      stretch = first.lowerBound..<last.upperBound
    }
    record = SpanRecord(
      .snapped, .insideToken, isRequested: isRequested, label: record.label, surface: record.surface)
    return stretch
  }

  private mutating func drop(_ record: SpanRecord, _ reason: SpanReason, _ detail: String) {
    records.append(SpanRecord(.dropped, reason, detail: detail, label: record.label, surface: record.surface))
  }

  mutating func drop(
    _ number: Int, _ detail: String, _ reason: SpanReason = .notRepresentable, isRequested: Bool = false
  ) {
    let record = wanted[number].record
    records[record].produced = max(0, records[record].produced - 1)
    if records[record].produced == 0 {
      (records[record].fate, records[record].reason) = (.dropped, reason)
      records[record].isRequested = isRequested
    }
    records[record].detail = detail
  }
}

// MARK: Mentions that the file has

extension InlineRevision {
  private mutating func remove(_ index: Int) {
    for mention in source.mentions[index] {
      let element = source.elements[mention.element]
      guard element.end >= 0 else { continue }
      let (start, end) = (source.tags[element.start], source.tags[element.end])
      if mention.isStandoff {
        edits.remove(start.source.lowerBound..<end.source.upperBound)
      } else {
        let id = mention.attributes.first { $0.name == "xml:id" }?.value
        if let id, source.targets.contains(id), !end.source.isEmpty {
          // Something else names it: it becomes an element that says nothing but its id.
          var seg = XMLOutput()
          seg.raw("<\(source.prefix)seg")
          seg.attribute("xml:id", id)
          seg.raw(">")
          edits.replace(start.source, with: encoded(seg.take()))
          edits.replace(end.source, with: encoded(Array("</\(source.prefix)seg>".utf8)))
          continue
        }
        removed.insert(mention.element)
        for tag in [start, end] { edits.remove(tag.source.lowerBound..<(tag.lineEnd ?? tag.source.upperBound)) }
      }
    }
  }

  /// Gives the elements of a mention another label and other attributes; `false` if they cannot have them.
  private mutating func relabel(_ index: Int, _ number: Int) -> Bool {
    let (old, new) = (document.mentions[index], wanted[number].mention)
    guard old.fragments == new.fragments else { return false }
    var changes: [(InlineSource.MentionElement, InlineSpelling.Respelling?)] = []
    for element in source.mentions[index] {
      guard source.elements[element.element].end >= 0 else { return false }
      guard old.label != new.label else {
        changes.append((element, nil))
        continue
      }
      guard !element.isStandoff, let respelling = spelling.respelling(element, to: new.label) else { return false }
      changes.append((element, respelling))
    }
    guard !changes.isEmpty else { return false }
    for (element, respelling) in changes {
      var attributes: [(index: Int?, name: String, value: String)] = []
      if let attribute = respelling?.attribute { attributes.append(attribute) }
      if let name = respelling?.name { rename(element, to: name) }
      if old.attributes != new.attributes, element.element == source.mentions[index].first?.element {
        attributes += changed(element, new, except: attributes.first?.name)
      }
      write(attributes, of: element)
    }
    wanted[number].written = [new]
    return true
  }

  /// Attributes that the mention has and the element has not, or not so.
  private func changed(
    _ element: InlineSource.MentionElement, _ mention: Mention, except label: String?
  ) -> [(index: Int?, name: String, value: String)] {
    mention.attributes.compactMap { attribute in
      let key = attribute.key
      guard key != "element", key != label, XMLOutput.isName(MentionRules.local(key)), !key.hasPrefix("xml") else {
        return nil
      }
      let index = element.attributes.firstIndex { $0.name == key }
      if index == element.labelAttribute, index != nil { return nil }
      if let index, element.attributes[index].value == attribute.value { return nil }
      return (index, key, attribute.value)
    }
  }

  private mutating func write(
    _ attributes: [(index: Int?, name: String, value: String)], of element: InlineSource.MentionElement
  ) {
    var added: [UInt8] = []
    for (index, name, value) in attributes {
      if let index {
        edits.replace(element.attributes[index].source, with: encoded(spelling.value(value)))
      } else {
        var output = XMLOutput()
        output.attribute(name, value)
        added += output.take()
      }
    }
    guard !added.isEmpty else { return }
    let start = source.tags[source.elements[element.element].start].source
    let name = length("<" + element.name)
    edits.insert(encoded(added), at: start.lowerBound + name)
  }

  private mutating func rename(_ mention: InlineSource.MentionElement, to name: String) {
    let element = source.elements[mention.element]
    let (start, end) = (source.tags[element.start].source, source.tags[element.end].source)
    let prefix = String(mention.name.dropLast(MentionRules.local(mention.name).count))
    let new = encoded(Array((prefix + name).utf8))
    let old = length(mention.name)
    let afterLess = start.lowerBound + length("<")
    edits.replace(afterLess..<afterLess + old, with: new)
    guard !end.isEmpty else { return }
    let afterSlash = end.lowerBound + length("</")
    edits.replace(afterSlash..<afterSlash + old, with: new)
  }

  func encoded(_ markup: [UInt8]) -> [UInt8] { spelling.encoding.encoded(markup) }

  private func length(_ text: String) -> Int {
    let bytes = Array(text.utf8)
    return spelling.encoding.sourceLength(bytes.span)
  }
}

extension Mention {
  /// Its label and place alone.
  fileprivate var key: Mention { Mention(label: label, fragments: fragments) }
}
