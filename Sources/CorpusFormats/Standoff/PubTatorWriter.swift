import Annotations

/// Writes PubTator: the text up to its first line break is the title, the rest the abstract.
struct PubTatorWriter: DocumentWriter {
  private let file: FormOutput
  private let options: WritingOptions
  private var notes = WritingNotes()
  /// What further columns of mentions' rows are called as attributes.
  static let columns = [5: "identifier", 6: "individual mentions"]

  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    (file, self.options) = (try place.file(), options)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    guard !document.id.isEmpty, !document.id.contains("|"), !document.id.hasBreak else {
      throw StandoffProblem.notRepresentable(
        document: document.id, what: "PubTator's ids are not empty and have no '|', tab or line break")
    }
    notes.add(document, options, keeps: []) { $0 == "relation" }
    let (id, offsets) = (document.id, UnitOffsets(document.text, options.unit ?? .codePoint))
    let parts = document.text.split(separator: 0x0A, maxSplits: 1, omittingEmptySubsequences: false)
    if parts.contains(where: { $0.contains { (0x09...0x0D).contains($0) } }) { notes.addChangedText() }
    var lines = zip(["t", "a"], parts + [[]]).map { kind, part in
      "\(id)|\(kind)|\(String(decoding: part, as: UTF8.self).inOneField)"
    }
    var records: [SpanRecord] = []
    for mention in document.layer(options.layer)?.mentions ?? [] {
      var written = WrittenMention(mention, in: document, options.projection)
      written.lacksAllBut(Set(Self.columns.values))
      var missing: [String] = []
      if mention.label.hasBreak { missing.append("the white space of its label") }
      for range in written.ranges {
        let surface = document.string(range)
        if surface.hasBreak { missing.append("its line breaks or tabs") }
        let (start, end) = offsets(range)
        let known = Self.columns.sorted { $0.key < $1.key }.map { column in
          mention.attributes.first { $0.key == column.value }?.value.inOneField ?? ""
        }
        var fields = ["\(id)", "\(start)", "\(end)", surface.inOneField, mention.label.inOneField] + known
        while fields.count > 6, fields.last?.isEmpty == true { fields.removeLast() }
        lines.append(fields.joined(separator: "\t"))
      }
      written.lacks(missing)
      records.append(written.record)
    }
    for relation in document.metadata
    where relation.key == "relation" && relation.value.contains("\t") && !relation.value.contains("\n") {
      lines.append("\(id)\t\(relation.value)")
    }
    try file.write(lines.joined(separator: "\n") + "\n\n")
    return records
  }

  mutating func finish() throws { try file.commit() }

  var remarks: [String] { notes.remarks }
}
