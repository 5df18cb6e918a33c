import Annotations

/// Writes brat's pairs of `.txt` and `.ann`.
///
/// A mention over a line break becomes stretches around it, as brat itself has it. Attributes become `A` lines where their
/// value is one word, `N` lines where the source had them, else notes (`#`).
struct BratEncoder: FolderEncoder {
  static let keeps: Set<WritingNotes.Part> = []
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  static func keeps(key: String) -> Bool { key == "brat" }

  mutating func encode(_ document: Document) -> (files: [EncodedFile], records: [SpanRecord]) {
    var file = BratOutput(document, options)
    let records = (document.layer(options.layer)?.mentions ?? []).map { file.add($0) }
    for other in document.metadata where other.key == "brat" && !other.value.contains("\n") {
      file.lines.append(other.value)
    }
    let text = file.lines.map { $0 + "\n" }.joined()
    return ([(".txt", document.text), (".ann", Array(text.utf8))], records)
  }
}

private struct BratOutput {
  var lines: [String] = []
  private let document: Document
  private let offsets: UnitOffsets
  private var usedIds: Set<String>
  private var numbers: [Character: Int] = [:]

  init(_ document: Document, _ options: WritingOptions) {
    self.document = document
    offsets = UnitOffsets(document.text, options.unit ?? .codePoint)
    usedIds = Set(document.layer(options.layer)?.mentions.compactMap(\.id) ?? [])
    for other in document.metadata where other.key == "brat" {
      usedIds.insert(String(other.value.prefix { $0 != "\t" && $0 != " " }))
    }
  }

  mutating func add(_ mention: Mention) -> SpanRecord {
    let surface = document.surface(of: mention)
    var record = SpanRecord(.kept, label: mention.label, surface: surface)
    let parts = mention.fragments.map(lineParts)
    let stretches = parts.flatMap { $0 }
    guard !stretches.isEmpty else { return SpanRecord(.dropped, .empty, label: mention.label, surface: surface) }
    let isTrimmed = zip(mention.fragments, parts).contains { fragment, parts in
      parts.first?.lowerBound != fragment.lowerBound || parts.last?.upperBound != fragment.upperBound
    }
    if isTrimmed { (record.fate, record.reason) = (.snapped, .edgeSpace) }
    var missing: [String] = []
    let isOwn = mention.id.map { $0.first == "T" && $0.count > 1 && $0.dropFirst().allSatisfy(\.isASCIIDigit) } ?? false
    let id = isOwn ? mention.id ?? "" : free("T")
    if !isOwn, mention.id != nil { missing.append("its id") }
    let label = Self.word(mention.label)
    if !label.utf8.elementsEqual(mention.label.utf8) { missing.append("white space in its label") }
    let places = stretches.map { stretch in
      let (start, end) = offsets(stretch)
      return "\(start) \(end)"
    }
    let text = stretches.map { document.string($0) }.joined(separator: " ").inOneField
    lines.append("\(id)\t\(label) \(places.joined(separator: ";"))\t\(text)")
    for attribute in mention.attributes {
      if !note(attribute, on: id) { missing.append("'\(attribute.key)'") }
    }
    if !missing.isEmpty {
      record.reason = record.reason ?? .notRepresentable
      record.detail = "without " + missing.joined(separator: ", ")
    }
    return record
  }

  /// The parts of a stretch between line breaks.
  private func lineParts(_ range: Range<Int>) -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = range.lowerBound
    for index in range where document.text[index] == 0x0A || document.text[index] == 0x0D {
      if start < index { parts.append(start..<index) }
      start = index + 1
    }
    if start < range.upperBound { parts.append(start..<range.upperBound) }
    return parts
  }

  /// Writes an attribute; `false` if no line can hold it.
  private mutating func note(_ attribute: Attribute, on id: String) -> Bool {
    guard !attribute.key.isEmpty, Self.word(attribute.key).utf8.elementsEqual(attribute.key.utf8) else { return false }
    let value = attribute.value
    if value.contains("\n") || value.contains("\r") { return false }
    if attribute.key == "Reference", let colon = value.utf8.firstIndex(of: UInt8(ascii: ":")),
      !value.utf8[..<colon].contains(0x20)
    {
      lines.append("\(free("N"))\t\(attribute.key) \(id) \(value)")
    } else if !attribute.key.hasSuffix("Notes"), Self.word(value).utf8.elementsEqual(value.utf8) {
      lines.append("\(free("A"))\t\(attribute.key) \(id)\(value.isEmpty ? "" : " " + value)")
    } else {
      lines.append("\(free("#"))\t\(attribute.key) \(id)\t\(value)")
    }
    return true
  }

  private mutating func free(_ kind: Character) -> String {
    while true {
      numbers[kind, default: 0] += 1
      let id = "\(kind)\(numbers[kind] ?? 0)"
      if usedIds.insert(id).inserted { return id }
    }
  }

  /// A text without white space.
  private static func word(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isWhitespace ? "_" : $0 }))
  }
}

extension Character {
  /// Whether it is one of 0 to 9.
  fileprivate var isASCIIDigit: Bool { isASCII && isNumber }
}
