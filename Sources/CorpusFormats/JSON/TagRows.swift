public import Annotations
import Diagnostics
import JSONText

/// What `gloss tag` wrote: mentions of documents whose texts stand elsewhere, in the same order.
///
///     var rows = try TagRows(path: "tags.jsonl")
///     let (layer, records) = try rows.layer(of: document) ?? …
public struct TagRows {
  private var source: JSONSource
  private var resolver: OffsetResolver
  private let options: ReadingOptions
  private var hasBegun = false
  /// The layer's name: the model that the header names, or the path.
  public private(set) var layerName: String

  /// The rows of the file at `path`.
  ///
  /// - Throws: `FileError<FileProblem>` for a file that cannot be opened.
  public init(path: String, _ options: ReadingOptions = ReadingOptions()) throws {
    source = try JSONSource(path: path)
    self.options = options
    resolver = OffsetResolver(file: source.name, options.standoff, usual: .codePoint, isExact: true)
    layerName = source.name
  }

  /// What people should know of the file's offsets.
  public var remarks: [String] { resolver.remarks }

  /// The next row's mentions as a layer of the document that it belongs to; `nil` after the last row.
  ///
  /// - Throws: `Located<StandoffProblem>` for a malformed row, or one of another document; `Located<JSONProblem>`;
  ///   `FileError<FileProblem>`.
  public mutating func layer(of document: Document) throws -> (layer: AnnotationLayer, records: [SpanRecord])? {
    guard let row = try nextRow() else { return nil }
    let object = try source.object(row, "a row")
    let id = try source.member(["id"], of: object).value
    let name = try source.identifier(id, "'id'")
    guard name.utf8.elementsEqual(document.id.utf8) else {
      throw source.located(.otherDocument(found: name, expected: document.id), at: id)
    }
    var layerName = layerName
    while document.layers.contains(where: { $0.name == layerName }) { layerName += " again" }
    return try layer(layerName, object, of: document)
  }

  /// What a row is about.
  public enum Row: Sendable {
    /// The mentions of a document, as a layer of it.
    case found(document: Document, layer: AnnotationLayer, records: [SpanRecord])
    /// A document that `find` does not know.
    case unknown(id: String)
    /// A document that could not be tagged.
    case failed(id: String, reason: String)
  }

  /// The next row with the document that `find` gives for its id; `nil` after the last row. Rows may come in any order.
  ///
  /// - Throws: as `layer(of:)`; what `find` throws.
  public mutating func next(_ find: (_ id: String) throws -> Document?) throws -> Row? {
    guard let row = try nextRow() else { return nil }
    let object = try source.object(row, "a row")
    let id = try source.identifier(try source.member(["id"], of: object).value, "'id'")
    if let error = object["error"], !error.isNull {
      return .failed(id: id, reason: try source.string(error, "'error'"))
    }
    guard let document = try find(id) else { return .unknown(id: id) }
    let (layer, records) = try self.layer(layerName, row, of: document)
    return .found(document: document, layer: layer, records: records)
  }

  /// Whether a file is such a file by its header.
  ///
  /// - Throws: `FileError<FileProblem>` for one that cannot be read.
  public static func areHeld(by path: String) throws -> Bool {
    let start = try FileSample(path: path).text.prefix(2000).drop { $0.isWhitespace }
    let header = start.prefix { !$0.isNewline }
    return header.hasPrefix("{") && header.contains("\"\(GlossForm.tags)\"")
  }

  private mutating func layer(
    _ name: String, _ row: JSON, of document: Document
  ) throws -> (layer: AnnotationLayer, records: [SpanRecord]) {
    let mentions = try GlossForm.mentions(try source.member(["mentions"], of: row).value, &source)
    let found = SourceDocument(
      id: document.id, text: document.text, layers: [SourceLayer(name: name, kind: .model, spans: mentions)])
    let read = try found.resolved(id: document.id, &resolver)
    return (read.document.layers.first ?? AnnotationLayer(name: name, kind: .model), read.spans)
  }

  private mutating func nextRow() throws -> JSON? {
    guard let row = try source.next() else { return nil }
    guard !hasBegun else { return row }
    hasBegun = true
    guard let header = try GlossForm.header(row, &source) else { return row }
    guard header.format == GlossForm.tags else {
      throw source.located(
        .wrongKind(what: "'format'", found: "'\(header.format)'", expected: "'\(GlossForm.tags)'"),
        at: row["format"] ?? row)
    }
    if let model = row["model"]?.string { layerName = model }
    var standoff = options.standoff
    standoff.unit = standoff.unit ?? header.unit
    resolver = OffsetResolver(file: source.name, standoff, usual: .codePoint, isExact: true)
    return try source.next()
  }
}
