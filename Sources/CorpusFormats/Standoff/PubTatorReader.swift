import Annotations
import Diagnostics

/// PubTator: blocks of a title, an abstract, and rows of mentions and relations.
///
/// The text is the title, a line break and the abstract; without an abstract it is the title. The fifth column of a
/// mention's row is its label, the sixth its attribute `identifier`. Relations are metadata `relation`.
struct PubTatorReader: DocumentReader {
  private var lines: LineReader
  private var resolver: OffsetResolver
  private let layer: String
  /// The line that belongs to the next block.
  private var pending: StandoffLine?
  private var relations = 0

  init(_ input: CorpusInput, _ options: ReadingOptions) throws {
    lines = try LineReader(path: input.paths.first ?? "", breaks: .lineFeed)
    layer = options.layer
    resolver = OffsetResolver(file: lines.name, options.standoff, usual: .codePoint)
  }

  var name: String { lines.name }
  var bytesRead: Int { lines.bytesRead }
  var remarks: [String] {
    resolver.remarks + (relations == 0 ? [] : ["\(counted(relations, "relation")) kept as metadata 'relation'"])
  }

  mutating func next() throws -> ReadDocument? {
    guard let first = try firstLine() else { return nil }
    guard let (id, kind, title) = Self.section(first), kind == "t" else {
      throw first.problem(expected: "a block's first line: an id, '|t|' and a title")
    }
    var abstract: Substring?
    var spans: [SourceSpan] = []
    var metadata: [Attribute] = []
    while let line = try nextLine(), !line.text.isEmpty {
      if let section = Self.section(line) {
        guard section.kind == "a", section.id == id, abstract == nil, spans.isEmpty else {
          pending = line
          break
        }
        abstract = section.text
        continue
      }
      guard line.fields[0] == id else { throw line.problem(expected: "the id of the block, '\(id)'") }
      if let span = try Self.span(line, titleLength: title.unicodeScalars.count) {
        spans.append(span)
      } else if line.fields.count >= 4 {
        metadata.append(Attribute("relation", line.fields.dropFirst().joined(separator: "\t")))
        relations += 1
      } else {
        throw line.problem(expected: "a start and an end, or the columns of a relation", field: 1)
      }
    }
    var text = Array(title.utf8)
    if let abstract, !abstract.isEmpty { text += [0x0A] + Array(abstract.utf8) }
    let document = SourceDocument(
      id: String(id), text: text, layers: [SourceLayer(name: layer, spans: spans)], metadata: metadata,
      line: first.number)
    return try document.resolved(id: String(id), &resolver)
  }

  private mutating func firstLine() throws -> StandoffLine? {
    while let line = try nextLine() {
      if !line.text.isEmpty { return line }
    }
    return nil
  }

  private mutating func nextLine() throws -> StandoffLine? {
    if let line = pending {
      pending = nil
      return line
    }
    return try lines.next().map { StandoffLine($0, file: lines.name, number: lines.number) }
  }

  /// `ID|t|title` or `ID|a|abstract`: only the first two bars count.
  private static func section(_ line: StandoffLine) -> (id: Substring, kind: Substring, text: Substring)? {
    let parts = line.text.utf8.split(separator: UInt8(ascii: "|"), maxSplits: 2, omittingEmptySubsequences: false)
      .map { Substring($0) }
    guard parts.count == 3, parts[1] == "t" || parts[1] == "a", !parts[0].utf8.contains(0x09) else { return nil }
    return (parts[0], parts[1], parts[2])
  }

  /// `ID start end text type [identifier …]`; `nil` for a row without numbers.
  private static func span(_ line: StandoffLine, titleLength: Int) throws -> SourceSpan? {
    let fields = line.fields
    guard fields.count > 2, let start = Int(saturating: fields[1]), let end = Int(saturating: fields[2]) else {
      return nil
    }
    guard fields.count > 4, !fields[4].isEmpty else {
      throw line.problem(expected: "a text and a type behind the offsets", field: min(fields.count, 4))
    }
    var span = SourceSpan(
      label: String(fields[4]), stretches: [SourceSpan.Stretch(start: start, end: end)], surface: Array(fields[3].utf8),
      passage: start <= titleLength ? 0 : 1, line: line.number, column: 1)
    for (index, field) in fields.enumerated().dropFirst(5) where !field.isEmpty {
      span.attributes.append(Attribute(PubTatorWriter.columns[index] ?? "column \(index + 1)", String(field)))
    }
    return span
  }
}
