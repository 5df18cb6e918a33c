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
    let mentions = try GlossForm.mentions(try source.member(["mentions"], of: object).value, &source)
    var layerName = layerName
    while document.layers.contains(where: { $0.name == layerName }) { layerName += " again" }
    let found = SourceDocument(
      id: document.id, text: document.text, layers: [SourceLayer(name: layerName, kind: .model, spans: mentions)])
    let read = try found.resolved(id: name, &resolver)
    return read.document.layers.first.map { ($0, read.spans) }
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
