import Annotations

/// Changes the tags of an i2b2 2014 file where they stand.
struct I2B2Editor: SourceEditor {
  private var parser: I2B2Parser
  private let reading: ReadingOptions
  private let writing: WritingOptions
  private let inputName: String
  private var isDone = false

  init(_ scanner: XMLScanner, name: String, reading: ReadingOptions, writing: WritingOptions) {
    parser = I2B2Parser(scanner)
    (self.reading, self.writing, inputName) = (reading, writing, name)
  }

  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits? {
    guard !isDone else { return nil }
    isDone = true
    try parser.parse()
    let resolution = try I2B2Resolution(
      parser.record, reading, file: parser.scanner.fileName, id: fileDocumentId(inputName))
    var revision = StandoffRevision(resolution.read.document)
    if let changes = try revision.changes(revise, writing.projection) {
      apply(changes, resolution, &revision)
    }
    return revision.result()
  }

  private func apply(_ changes: MentionChanges, _ resolution: I2B2Resolution, _ revision: inout StandoffRevision) {
    let record = parser.record
    let encoding = parser.scanner.encoding
    let document = resolution.read.document
    var ids = StandoffIds(record.tags.lazy.compactMap { $0.value("id") }, prefix: "P")
    var offsets = I2B2Offsets(record, resolution)
    func markup(_ index: Int, id: String) -> (name: String, bytes: [UInt8]) {
      if reading.standoff.labelKey == nil, !XMLOutput.isName(revision.wanted[index].label) {
        revision.rename(index, to: I2B2Mention.otherElement)
      }
      let mention = prepared(revision.wanted[index])
      let tag = I2B2Mention(
        mention, id: id, range: offsets(mention.hull), text: document.surface(of: mention))
      revision.lack(index, tag.missing)
      var output = XMLOutput()
      record.style.append(tag.attributes, name: tag.element, to: &output)
      if !record.style.isSelfClosing { output.raw("</\(tag.element)>") }
      return (tag.element, output.bytes)
    }
    for (place, step) in changes.steps.enumerated() {
      let tag = record.tags[resolution.origins[place]]
      switch step {
      case .keep: continue
      case .relabel(let index):
        if reading.standoff.labelKey == nil, !XMLOutput.isName(revision.wanted[index].label) {
          revision.rename(index, to: I2B2Mention.otherElement)
        }
        relabel(tag, to: revision.wanted[index].label, &revision)
      case .replace(let index):
        let id = tag.value("id") ?? ids.next()
        revision.edits.replace(tag.source, with: encoding.encoded(markup(index, id: id).bytes))
      case .remove: revision.edits.remove(tag.lead.lowerBound..<tag.source.upperBound)
      }
    }
    var added: [UInt8] = []
    for index in changes.added {
      let wish = revision.wanted[index].id
      added += record.lead + markup(index, id: wish.map { ids.take(unused: $0) } ?? ids.next()).bytes
    }
    guard !added.isEmpty else { return }
    if let last = record.tags.last {
      revision.edits.insert(encoding.encoded(added), at: last.source.upperBound)
    } else if record.tagsSource.isEmpty {
      let element = Array("\n<TAGS>".utf8) + added + Array("\n</TAGS>".utf8)
      revision.edits.insert(encoding.encoded(element), at: record.textEnd)
    } else if record.tagsAreEmpty {
      let element = Array("<TAGS>".utf8) + added + Array("\n</TAGS>".utf8)
      revision.edits.replace(record.tagsStart, with: encoding.encoded(element))
    } else {
      revision.edits.insert(encoding.encoded(added), at: record.tagsStart.upperBound)
    }
  }

  /// Changes the label alone: the element's name, with a `TYPE` that repeats it, or the value of the attribute.
  private func relabel(_ tag: I2B2Record.Tag, to label: String, _ revision: inout StandoffRevision) {
    let encoding = parser.scanner.encoding
    var value = XMLOutput()
    value.value(label.utf8, quote: nil)
    if let key = reading.standoff.labelKey {
      if let place = tag.attributes.firstIndex(where: { $0.key == key }) {
        revision.edits.replace(tag.values[place], with: encoding.encoded(value.bytes))
      }
      return
    }
    let name = encoding.encoded(Array(label.utf8))
    revision.edits.replace(tag.nameSource, with: name)
    if !tag.isSelfClosing { revision.edits.replace(tag.endNameSource, with: name) }
    if let place = tag.attributes.firstIndex(where: { $0.key == "TYPE" && $0.value == tag.name }) {
      revision.edits.replace(tag.values[place], with: encoding.encoded(value.bytes))
    }
  }

  /// A new mention where labels are an attribute: its element is that of other tags of the label.
  private func prepared(_ mention: Mention) -> Mention {
    guard let key = reading.standoff.labelKey,
      !mention.attributes.contains(where: { $0.key == I2B2Resolution.element })
    else { return mention }
    let known = parser.record.tags.first { $0.value(key) == mention.label }?.name
    var mention = mention
    mention.attributes.append(
      Attribute(
        I2B2Resolution.element, known ?? I2B2Mention.categories[mention.label] ?? mention.label))
    if key != "TYPE" { mention.attributes.append(Attribute(I2B2Resolution.key, key)) }
    return mention
  }
}

/// Offsets as the tags of a record count them.
private struct I2B2Offsets {
  private var index: ConventionIndex
  private var shift: Int?

  init(_ record: I2B2Record, _ resolution: I2B2Resolution) {
    index = ConventionIndex(text: record.text, resolution.convention)
    // All may be off by the same distance, which new ones must be too to be understood.
    var shifts = Set<Int>()
    for (mention, origin) in zip(resolution.read.document.mentions, resolution.origins) {
      guard let start = record.tags[origin].value("start"), let start = Int(offset: Array(start.utf8)) else { continue }
      shifts.insert(start - index.offset(ofByte: mention.hull.lowerBound))
    }
    shift = shifts.count == 1 ? shifts.first : nil
  }

  mutating func callAsFunction(_ range: Range<Int>) -> (start: Int, end: Int) {
    let shift = shift ?? 0
    return (index.offset(ofByte: range.lowerBound) + shift, index.offset(ofByte: range.upperBound) + shift)
  }
}
