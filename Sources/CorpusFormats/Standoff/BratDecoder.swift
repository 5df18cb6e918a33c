import Annotations
import Diagnostics

/// brat's standoff form: a text and an `.ann` file of lines. One document.
///
/// `T` lines are mentions. `A`, `M`, `N` and `#` lines about them become their attributes; all other lines are kept as
/// metadata `brat` and written back.
enum BratDecoder: FolderDecoder {
  static func decode(_ input: CorpusInput, _ options: ReadingOptions) throws -> DecodedFiles {
    let name = input.paths.first ?? ""
    let content = try TextFile.read(name)
    var (bytesRead, remarks) = (content.bytesRead, [String]())
    let annotations = input.paths.count > 1 ? input.paths[1] : nil
    var file = BratFile()
    if let annotations {
      var lines = try LineReader(path: annotations, breaks: .lineFeed)
      while let line = try lines.next() {
        try file.add(StandoffLine(line, file: lines.name, number: lines.number))
      }
      bytesRead += lines.bytesRead
    }
    file.attach()
    var document = SourceDocument(text: content.text)
    document.id = TextFile.id(input.name, endings: [".txt", ".ann"])
    document.layers = [SourceLayer(name: options.layer, spans: file.spans)]
    document.metadata = file.others.map { Attribute("brat", $0) }
    document.line = 1
    func resolver() -> OffsetResolver {
      OffsetResolver(file: annotations ?? name, options.standoff, usual: .codePoint)
    }
    if content.hasMark {
      // brat takes a byte order mark for a character of the text.
      var (without, with) = (resolver(), resolver())
      _ = try? document.resolved(id: input.name, &without)
      var marked = document
      marked.text = content.marked
      _ = try? marked.resolved(id: input.name, &with)
      if with.fitting > without.fitting {
        document = marked
        remarks.append("the byte order mark is counted by the offsets: it is the first character of the text")
      }
    }
    var found = resolver()
    let read = try document.resolved(id: input.name, &found)
    remarks += found.remarks
    if annotations == nil { remarks.append("no .ann file: the document has no mentions") }
    if !file.others.isEmpty {
      let kinds = Dictionary(grouping: file.others) { String($0.prefix(1)) }
      let list = kinds.sorted { $0.key < $1.key }.map { "\($0.value.count) \($0.key)" }
      remarks.append("lines kept as metadata 'brat': \(list.joined(separator: ", "))")
    }
    return DecodedFiles(read: read, bytesRead: bytesRead, remarks: remarks)
  }
}

/// The lines of an `.ann` file.
private struct BratFile {
  private(set) var spans: [SourceSpan] = []
  /// Lines that are about no mention.
  private(set) var others: [String] = []
  private var places: [Substring: Int] = [:]
  private var notes: [(target: Substring, attribute: Attribute, line: String)] = []

  mutating func add(_ line: StandoffLine) throws {
    guard let kind = line.text.utf8.first, !line.text.utf8.allSatisfy({ $0 == 0x20 || $0 == 0x09 }) else { return }
    switch kind {
    case UInt8(ascii: "T"): try addSpan(line)
    case UInt8(ascii: "A"), UInt8(ascii: "M"):
      // A1 <tab> Negation T1 [value]
      let words = line.fields.count > 1 ? line.fields[1].utf8.split(separator: 0x20, maxSplits: 2) : []
      guard words.count >= 2 else { throw line.problem(expected: "an attribute's name and what it is about", field: 1) }
      let value = words.count > 2 ? String(Substring(words[2])) : ""
      notes.append((Substring(words[1]), Attribute(String(Substring(words[0])), value), line.text))
    case UInt8(ascii: "N"), UInt8(ascii: "#"):
      // N1 <tab> Reference T1 MeSH:D061325 <tab> name;   #1 <tab> AnnotatorNotes T1 <tab> note
      let words = line.fields.count > 1 ? line.fields[1].utf8.split(separator: 0x20, maxSplits: 2) : []
      guard words.count >= 2 else {
        others.append(line.text)
        return
      }
      let inside = words.count > 2 ? [Substring(words[2])] : []
      let value = (inside + line.fields.dropFirst(2)).joined(separator: "\t")
      notes.append((Substring(words[1]), Attribute(String(Substring(words[0])), value), line.text))
    default: others.append(line.text)
    }
  }

  /// T1 <tab> Type start end[;start end]… <tab> text
  private mutating func addSpan(_ line: StandoffLine) throws {
    guard line.fields.count > 1 else { throw line.problem(expected: "a type and offsets behind a tab", field: 1) }
    let words = line.fields[1].utf8.split(separator: 0x20, maxSplits: 1).map { Substring($0) }
    guard words.count == 2 else { throw line.problem(expected: "a type, a start and an end", field: 1) }
    var span = SourceSpan(
      label: String(words[0]), stretches: [], id: String(line.fields[0]), line: line.number, column: 1)
    for part in words[1].utf8.split(separator: UInt8(ascii: ";")) {
      let numbers = part.split(separator: 0x20).map { Int(saturating: Substring($0)) }
      guard numbers.count == 2, let start = numbers[0], let end = numbers[1] else {
        throw line.problem(expected: "a type, then a start and an end for each stretch, with ';' between", field: 1)
      }
      span.stretches.append(SourceSpan.Stretch(start: start, end: end))
    }
    if line.fields.count > 2 { span.surface = Array(line.fields[2...].joined(separator: "\t").utf8) }
    guard places.updateValue(spans.count, forKey: line.fields[0]) == nil else {
      throw line.problem(expected: "an id that no other line has")
    }
    spans.append(span)
  }

  /// Gives mentions what lines say about them; the rest stays with the other lines.
  mutating func attach() {
    for note in notes {
      if let place = places[note.target] {
        spans[place].attributes.append(note.attribute)
      } else {
        others.append(note.line)
      }
    }
  }
}
