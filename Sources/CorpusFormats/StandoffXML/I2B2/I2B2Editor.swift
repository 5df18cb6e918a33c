import Annotations

/// Changes the tags of an i2b2 2014 file where they stand.
struct I2B2Editor: SourceEditor {
  private var parser: I2B2Parser
  private let reading: ReadingOptions
  private let writing: WritingOptions
  private let inputName: String
  private var isDone = false

  init(_ scanner: XMLScanner, name: String, reading: ReadingOptions, writing: WritingOptions) {
    parser = I2B2Parser(scanner, learnsStyle: true)
    (self.reading, self.writing, inputName) = (reading, writing, name)
  }

  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits? {
    guard !isDone else { return nil }
    isDone = true
    try parser.parse()
    let id = fileDocumentId(inputName)
    let resolution = try I2B2Resolution(parser.record, reading, file: parser.scanner.fileName, id: id)
    var revision = StandoffRevision(resolution.read.document)
    guard let changes = try revision.changes(revise, writing.projection) else { return revision.result() }
    // Offsets that are wrong as a whole are understood by all tags together. Where those that are left would be
    // understood otherwise, they are corrected.
    for correctsOffsets in [false, true] {
      var attempt = revision
      var edit = I2B2Revision(parser, reading, resolution, correctsOffsets: correctsOffsets)
      edit.apply(changes, &attempt)
      let result = attempt.result()
      let again = try? I2B2Resolution(edit.record, reading, file: "", id: id)
      let isRight = again.map { DocumentTrace($0.read.document) == DocumentTrace(result.document) } ?? false
      if correctsOffsets || isRight { return result }
    }
    return revision.result()
  }
}

/// The edits that give a record other tags.
private struct I2B2Revision {
  /// The record as it becomes.
  private(set) var record: I2B2Record
  private let parser: I2B2Parser
  private let resolution: I2B2Resolution
  private let labelKey: String?
  private var offsets: I2B2Offsets
  private let correctsOffsets: Bool
  private var ids: StandoffIds

  init(_ parser: I2B2Parser, _ reading: ReadingOptions, _ resolution: I2B2Resolution, correctsOffsets: Bool) {
    (self.parser, self.resolution, self.correctsOffsets) = (parser, resolution, correctsOffsets)
    record = parser.record
    labelKey = reading.standoff.labelKey
    offsets =
      correctsOffsets
      ? I2B2Offsets(record, unit: reading.standoff.unit ?? .codePoint) : I2B2Offsets(record, resolution)
    ids = StandoffIds(record.tags.lazy.compactMap { $0.value("id") }, prefix: "P")
  }

  mutating func apply(_ changes: MentionChanges, _ revision: inout StandoffRevision) {
    var gone = Set<Int>()
    for (place, step) in changes.steps.enumerated() {
      let number = resolution.origins[place]
      let tag = record.tags[number]
      switch step {
      case .keep: correct(number, resolution.read.document.mentions[place].hull, &revision)
      case .relabel(let index):
        requireName(index, &revision)
        relabel(number, to: revision.wanted[index].label, &revision)
        correct(number, revision.wanted[index].hull, &revision)
      case .replace(let index):
        let (new, markup) = tagAndMarkup(index, id: tag.value("id") ?? ids.next(), &revision)
        record.tags[number].name = new.name
        record.tags[number].attributes = new.attributes
        replace(tag.source, with: markup, &revision)
      case .remove:
        revision.edits.remove(tag.lead.lowerBound..<tag.source.upperBound)
        gone.insert(number)
      }
    }
    record.tags = record.tags.indices.filter { !gone.contains($0) }.map { record.tags[$0] }
    var added: [UInt8] = []
    for index in changes.added {
      let wish = revision.wanted[index].id
      let (new, markup) = tagAndMarkup(index, id: wish.map { ids.take(unused: $0) } ?? ids.next(), &revision)
      record.tags.append(new)
      added += parser.record.lead + markup
    }
    if !added.isEmpty { insert(added, &revision) }
  }

  private func replace(_ range: Range<Int>, with markup: [UInt8], _ revision: inout StandoffRevision) {
    revision.edits.replace(range, with: parser.scanner.encoding.encoded(markup))
  }

  /// Puts tags behind the last one.
  private func insert(_ markup: [UInt8], _ revision: inout StandoffRevision) {
    let source = parser.record
    func put(_ range: Range<Int>, _ before: String, _ after: String) {
      replace(range, with: Array(before.utf8) + markup + Array(after.utf8), &revision)
    }
    if let last = source.tags.last {
      put(last.source.upperBound..<last.source.upperBound, "", "")
    } else if source.tagsSource.isEmpty {
      put(source.textEnd..<source.textEnd, "\n<TAGS>", "\n</TAGS>")
    } else if source.tagsAreEmpty {
      put(source.tagsStart, "<TAGS>", "\n</TAGS>")
    } else {
      put(source.tagsStart.upperBound..<source.tagsStart.upperBound, "", "")
    }
  }

  /// Gives a mention a label that can be an element, where labels are elements.
  private func requireName(_ index: Int, _ revision: inout StandoffRevision) {
    guard labelKey == nil, !XMLOutput.isName(revision.wanted[index].label) else { return }
    revision.rename(index, to: I2B2Mention.otherElement)
  }

  private mutating func tagAndMarkup(
    _ index: Int, id: String, _ revision: inout StandoffRevision
  ) -> (I2B2Record.Tag, [UInt8]) {
    requireName(index, &revision)
    let mention = prepared(revision.wanted[index])
    let parts = I2B2Mention(
      mention, id: id, range: offsets(mention.hull), text: resolution.read.document.surface(of: mention))
    revision.lack(index, parts.missing)
    var tag = I2B2Record.Tag(name: parts.element)
    tag.attributes = parts.attributes.map { Attribute($0.name, $0.value) }
    var output = XMLOutput(version: parser.scanner.version)
    let style = parser.record.style
    style.append(parts.attributes, name: parts.element, to: &output)
    if !style.isSelfClosing { output.raw("</\(parts.element)>") }
    return (tag, output.bytes)
  }

  /// Changes the label alone: the element's name, with a `TYPE` that repeats it, or the value of the attribute.
  private mutating func relabel(_ number: Int, to label: String, _ revision: inout StandoffRevision) {
    let tag = record.tags[number]
    let key = labelKey ?? "TYPE"
    if let place = tag.attributes.firstIndex(where: { $0.key == key && (labelKey != nil || $0.value == tag.name) }) {
      setValue(place, of: number, to: label, &revision)
    }
    guard labelKey == nil else { return }
    record.tags[number].name = label
    replace(tag.nameSource, with: Array(label.utf8), &revision)
    if !tag.isSelfClosing { replace(tag.endNameSource, with: Array(label.utf8), &revision) }
  }

  /// Corrects the offsets of a tag that stays.
  private mutating func correct(_ number: Int, _ range: Range<Int>, _ revision: inout StandoffRevision) {
    guard correctsOffsets else { return }
    let (start, end) = offsets(range)
    for (key, value) in [("start", start), ("end", end)] {
      guard let place = record.tags[number].attributes.firstIndex(where: { $0.key == key }),
        record.tags[number].attributes[place].value != "\(value)"
      else { continue }
      setValue(place, of: number, to: "\(value)", &revision)
    }
  }

  private mutating func setValue(
    _ place: Int, of number: Int, to value: String, _ revision: inout StandoffRevision
  ) {
    record.tags[number].attributes[place].value = value
    var output = XMLOutput()
    output.value(value.utf8, quote: nil)
    replace(record.tags[number].values[place], with: output.bytes, &revision)
  }

  /// A new mention where labels are an attribute: its element is that of other tags of the label.
  private func prepared(_ mention: Mention) -> Mention {
    guard let key = labelKey, !mention.attributes.contains(where: { $0.key == I2B2Resolution.element }) else {
      return mention
    }
    let known = parser.record.tags.first { $0.value(key) == mention.label }?.name
    var mention = mention
    let element = known ?? I2B2Mention.categories[mention.label] ?? mention.label
    mention.attributes.append(Attribute(I2B2Resolution.element, element))
    if key != "TYPE" { mention.attributes.append(Attribute(I2B2Resolution.key, key)) }
    return mention
  }
}

/// Offsets for the tags of a record.
private struct I2B2Offsets {
  private var index: ConventionIndex
  private var shift = 0

  /// Offsets in a unit.
  init(_ record: I2B2Record, unit: OffsetUnit) {
    index = ConventionIndex(text: record.text, OffsetConvention(unit: unit))
  }

  /// Offsets as the record's own tags count them.
  init(_ record: I2B2Record, _ resolution: I2B2Resolution) {
    index = ConventionIndex(text: record.text, resolution.convention)
    // All may be off by the same distance, which new ones must be too to be understood.
    var shifts = Set<Int>()
    for (mention, origin) in zip(resolution.read.document.mentions, resolution.origins) {
      guard let start = record.tags[origin].value("start").flatMap({ Int(offset: Array($0.utf8)) }) else { continue }
      shifts.insert(start - index.offset(ofByte: mention.hull.lowerBound))
    }
    if shifts.count == 1, let only = shifts.first { shift = only }
  }

  mutating func callAsFunction(_ range: Range<Int>) -> (start: Int, end: Int) {
    (index.offset(ofByte: range.lowerBound) + shift, index.offset(ofByte: range.upperBound) + shift)
  }
}
