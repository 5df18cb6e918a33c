import Annotations
public import CorpusFormats

/// Results as documents of a form that `gloss corpus export` writes too: the mentions are a layer named after the model's run.
///
/// Forms that hold several layers have those of the source before it; forms that hold one have the model's alone.
public struct FormRendering: TagRendering {
  private let form: DocumentRendering
  private let layer: String

  /// A rendering of a form that is one file, or a pair.
  ///
  /// - Parameters:
  ///   - layer: the layer's name.
  ///   - options: how documents are written; the layer and what becomes of words with white space are not asked for.
  /// - Throws: `FormatProblem` for a form that cannot be written document by document into one file.
  public init(_ format: CorpusFormat, layer: String, options: WritingOptions = WritingOptions()) throws {
    guard !format.isFolder else { throw FormatProblem.notRendered(format) }
    form = try DocumentRendering(format, Self.options(options, format, layer))
    self.layer = layer
  }

  /// Options under which nothing is lost that a form could hold.
  static func options(_ options: WritingOptions, _ format: CorpusFormat, _ layer: String) -> WritingOptions {
    var options = options
    options.layer = format == .gloss ? nil : layer
    options.spacesInWords = options.spacesInWords ?? "_"
    options.emptyWords = options.emptyWords ?? "_"
    return options
  }

  /// One file, or TAO's two.
  public var streams: [String] { form.format == .textLabels ? ["text", "labels"] : [form.format.rawValue] }

  /// Form, options and layer.
  public var identity: String {
    let options = form.options
    return
      "\(form.format.rawValue) 1 \(options.unit?.rawValue ?? "") \(options.scheme.rawValue) \(options.attributeColumn ?? "") "
      + "\(options.marksDocuments.map { "\($0)" } ?? "") \(layer)"
  }

  /// TAO's pair has names that its readers know.
  public func paths(_ path: String) -> [String] {
    form.format == .textLabels ? CorpusFormat.textLabelsPair(path) : [path]
  }

  /// The form's head.
  public func begin(_ header: TagHeader) throws -> [[UInt8]] { form.head }

  /// The comma of a JSON array.
  public var separators: [[UInt8]] { streams.map { _ in form.separator } }

  /// The document with its mentions as a layer.
  public func render(_ document: TaggedDocument) throws -> [[UInt8]] {
    let written = document.document(layer: layer, withWords: form.format.isTokenized)
    return try form.rendered(written).streams
  }

  /// The form's end.
  public func end() throws -> [[UInt8]] { form.tail }
}

extension DocumentRendering {
  /// The bytes of a document with all its mentions.
  ///
  /// - Throws: `TagOutputProblem` if one has no place in the form; what writers throw.
  func rendered(_ document: Document) throws -> Piece {
    let piece = try render(document)
    if let lost = piece.spans.first(where: { $0.fate == .dropped && !$0.isRequested }) {
      throw TagOutputProblem.mentionLost(
        label: lost.label, surface: lost.surface, reason: lost.reason?.rawValue ?? lost.detail)
    }
    return piece
  }
}

/// Why a result cannot be written.
public enum TagOutputProblem: Error, Hashable, Sendable {
  /// The form has no place for a mention.
  case mentionLost(label: String, surface: String, reason: String)
}

extension TagOutputProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .mentionLost(let label, let surface, let reason):
      "the mention '\(surface)' (\(label)) has no place in this form (\(reason)); --to gloss holds everything"
    }
  }
}
