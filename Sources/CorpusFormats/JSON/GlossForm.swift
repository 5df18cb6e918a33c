import Annotations
import Diagnostics
import JSONText

/// Names in Gloss's own JSON Lines.
enum GlossForm {
  /// The header's `format` in files of documents.
  static let documents = "gloss-documents"
  /// The header's `format` in what `gloss tag` writes: mentions without texts.
  static let tags = "gloss-tags"
  static let version = 1

  /// Reads a header; `nil` if the object is none.
  static func header(_ row: JSON, _ source: inout JSONSource) throws -> (format: String, unit: OffsetUnit)? {
    guard let format = row["format"]?.string, row["text"] == nil, row["mentions"] == nil else { return nil }
    guard [documents, tags].contains(format) else {
      throw source.located(
        .wrongKind(what: "'format'", found: "'\(format)'", expected: "'\(documents)'"), at: row["format"] ?? row)
    }
    let version = try source.member(["version"], of: row).value
    guard version.integer == Self.version else {
      throw source.located(
        .wrongKind(what: "'version'", found: version.kind, expected: "\(Self.version); a newer Gloss wrote the file"),
        at: version)
    }
    let unit = try source.member(["offsets"], of: row).value
    let name = try source.string(unit, "'offsets'")
    guard let unit = OffsetUnit(rawValue: name) else {
      let known = OffsetUnit.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
      throw source.located(
        .wrongKind(what: "'offsets'", found: "'\(name)'", expected: "one of \(known)"), at: row["offsets"] ?? row)
    }
    return (format, unit)
  }

  /// The mentions of a layer.
  static func mentions(_ value: JSON, _ source: inout JSONSource) throws -> [SourceSpan] {
    try source.elements(value, "'mentions'").map { try mention($0, &source) }
  }

  private static func mention(_ value: JSON, _ source: inout JSONSource) throws -> SourceSpan {
    let place = source.place(value)
    let object = try source.object(value, "a mention")
    var span = SourceSpan(label: "", stretches: [], line: place.line, column: place.column)
    span.label = try source.string(try source.member(["label"], of: object).value, "'label'")
    if let fragments = object["fragments"] {
      for fragment in try source.elements(fragments, "'fragments'") {
        span.stretches.append(try source.pair(fragment, "a fragment"))
      }
    } else {
      span.stretches = [
        SourceSpan.Stretch(
          start: try source.integer(try source.member(["start"], of: object).value, "'start'"),
          end: try source.integer(try source.member(["end"], of: object).value, "'end'"))
      ]
    }
    if let text = object["text"] { span.surface = try source.bytes(text, "'text'") }
    if let id = object["id"] { span.id = try source.string(id, "'id'") }
    if let attributes = object["attributes"] { span.attributes = try self.attributes(attributes, &source) }
    if let score = object["score"] { span.attributes.append(Attribute("score", source.text(of: score))) }
    return span
  }

  /// `[[key, value], …]`.
  static func attributes(_ value: JSON, _ source: inout JSONSource) throws -> [Attribute] {
    try source.elements(value, "attributes").map { pair in
      let parts = try source.elements(pair, "an attribute")
      guard parts.count == 2 else {
        throw source.located(
          .wrongKind(what: "an attribute", found: "an array of \(parts.count)", expected: "[key, value]"), at: pair)
      }
      return Attribute(
        try source.string(parts[0], "the key of an attribute"), try source.string(parts[1], "the value of an attribute")
      )
    }
  }

  /// `[[start, end], …]`.
  static func stretches(_ value: JSON, _ what: String, _ source: inout JSONSource) throws -> [SourceSpan.Stretch] {
    try source.elements(value, "'\(what)'").map { try source.pair($0, "an element of '\(what)'") }
  }
}

/// Documents of Gloss's own JSON Lines; with a second file, the mentions of `gloss tag` as one more layer.
struct GlossReader: DocumentReader {
  private var source: JSONSource
  private var resolver: OffsetResolver
  private var tags: TagRows?
  private let input: CorpusInput
  private let options: ReadingOptions
  private var number = 0
  private var hasBegun = false

  init(_ input: CorpusInput, _ options: ReadingOptions) throws {
    source = try JSONSource(path: input.paths.first ?? "")
    (self.input, self.options) = (input, options)
    resolver = OffsetResolver(file: source.name, options.standoff, usual: .codePoint, isExact: true)
    if input.paths.count > 1 { tags = try TagRows(path: input.paths[1], options) }
  }

  var name: String { source.name }
  var bytesRead: Int { source.bytesRead }
  var remarks: [String] { resolver.remarks + (tags?.remarks ?? []) }

  mutating func next() throws -> ReadDocument? {
    guard var row = try source.next() else { return nil }
    if !hasBegun {
      hasBegun = true
      _ = try source.object(row, "the header")
      if let header = try GlossForm.header(row, &source) {
        guard header.format == GlossForm.documents else {
          throw source.located(
            .wrongKind(
              what: "'format'", found: "'\(header.format)'",
              expected: "'\(GlossForm.documents)': tagging results have no texts; name them behind their documents"),
            at: row["format"] ?? row)
        }
        var standoff = options.standoff
        standoff.unit = standoff.unit ?? header.unit
        resolver = OffsetResolver(file: source.name, standoff, usual: .codePoint, isExact: true)
        guard let first = try source.next() else { return nil }
        row = first
      }
    }
    number += 1
    let line = source.place(row).line
    var document = try decode(try source.object(row, "a document"))
    document.line = line
    var read = try document.resolved(id: "\(input.name)#\(number)", &resolver)
    if let layer = try tags?.layer(of: read.document) {
      read.document.layers.append(layer.layer)
      read.spans += layer.records
    }
    return read
  }

  private mutating func decode(_ row: JSON) throws -> SourceDocument {
    var document = SourceDocument(text: try source.bytes(try source.member(["text"], of: row).value, "'text'"))
    if let id = row["id"] { document.id = try source.identifier(id, "'id'") }
    if let split = row["split"], !split.isNull { document.split = try source.string(split, "'split'") }
    if let tokens = row["tokens"] { document.tokens = try GlossForm.stretches(tokens, "tokens", &source) }
    if let sentences = row["sentences"] {
      document.sentences = try GlossForm.stretches(sentences, "sentences", &source)
    }
    if let metadata = row["metadata"] { document.metadata = try GlossForm.attributes(metadata, &source) }
    if let layers = row["layers"] {
      for layer in try source.elements(layers, "'layers'") {
        document.layers.append(try self.layer(try source.object(layer, "a layer")))
      }
    } else {
      let mentions = try row["mentions"].map { try GlossForm.mentions($0, &source) }
      document.layers = [SourceLayer(name: options.layer, spans: mentions ?? [])]
    }
    return document
  }

  private mutating func layer(_ value: JSON) throws -> SourceLayer {
    var layer = SourceLayer(name: try source.string(try source.member(["name"], of: value).value, "'name'"))
    if let kind = value["kind"] {
      let name = try source.string(kind, "'kind'")
      guard let known = AnnotationLayer.Kind(rawValue: name) else {
        let kinds = AnnotationLayer.Kind.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
        throw source.located(.wrongKind(what: "'kind'", found: "'\(name)'", expected: "one of \(kinds)"), at: kind)
      }
      layer.kind = known
    }
    layer.spans = try GlossForm.mentions(try source.member(["mentions"], of: value).value, &source)
    return layer
  }
}

/// Writes Gloss's own JSON Lines: a header, then an object a document, with all that a document holds.
struct GlossEncoder: JSONRowEncoder {
  static let keeps: Set<WritingNotes.Part> = [.metadata, .layers, .tokens, .split]
  let options: WritingOptions
  private let unit: OffsetUnit

  init(_ options: WritingOptions) {
    self.options = options
    unit = options.unit ?? .codePoint
  }

  func header(into output: inout JSONOutput) -> Bool {
    output.object {
      $0.member("format", GlossForm.documents)
      $0.member("version", GlossForm.version)
      $0.member("offsets", unit.rawValue)
    }
    return true
  }

  func encode(_ document: Document, into output: inout JSONOutput) throws -> [SpanRecord] {
    let offsets = UnitOffsets(document.text, unit)
    var records: [SpanRecord] = []
    output.object { output in
      output.member("id", document.id)
      output.name("text")
      output.value(document.text)
      if let split = document.split { output.member("split", split) }
      for (name, ranges) in [("sentences", document.sentences), ("tokens", document.tokens)] where !ranges.isEmpty {
        output.name(name)
        Self.write(ranges, offsets, &output)
      }
      if !document.metadata.isEmpty {
        output.name("metadata")
        Self.write(document.metadata, &output)
      }
      output.name("layers")
      output.array { output in
        for layer in document.layers where options.layer == nil || options.layer == layer.name {
          output.object { output in
            output.member("name", layer.name)
            output.member("kind", layer.kind.rawValue)
            output.name("mentions")
            output.array { output in
              for mention in layer.mentions {
                let surface = document.surface(of: mention)
                Self.write(mention, surface, offsets, &output)
                records.append(SpanRecord(.kept, label: mention.label, surface: surface))
              }
            }
          }
        }
      }
    }
    return records
  }

  private static func write(
    _ mention: Mention, _ surface: String, _ offsets: UnitOffsets, _ output: inout JSONOutput
  ) {
    let (start, end) = offsets(mention.hull)
    output.object { output in
      output.member("start", start)
      output.member("end", end)
      output.member("label", mention.label)
      output.member("text", surface)
      if mention.isDiscontinuous {
        output.name("fragments")
        write(mention.fragments, offsets, &output)
      }
      if let id = mention.id { output.member("id", id) }
      guard !mention.attributes.isEmpty else { return }
      output.name("attributes")
      write(mention.attributes, &output)
    }
  }

  private static func write(_ ranges: [Range<Int>], _ offsets: UnitOffsets, _ output: inout JSONOutput) {
    output.array { output in
      for range in ranges {
        let (start, end) = offsets(range)
        output.array {
          $0.value(start)
          $0.value(end)
        }
      }
    }
  }

  private static func write(_ attributes: [Attribute], _ output: inout JSONOutput) {
    output.array { output in
      for attribute in attributes {
        output.array {
          $0.value(attribute.key)
          $0.value(attribute.value)
        }
      }
    }
  }
}
