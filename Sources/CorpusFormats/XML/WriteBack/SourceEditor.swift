import Annotations

/// A cursor over the documents of a file that knows how to change their mentions where they stand.
protocol SourceEditor {
  /// Whether `next` asks for all documents before it gives the first.
  var revisesAllAtOnce: Bool { get }

  /// What becomes of the next document, or `nil` after the last.
  ///
  /// `revise` is asked with the document as the file has it. Edits lie behind those of the documents before.
  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits?
}

extension SourceEditor {
  var revisesAllAtOnce: Bool { false }
}

/// How a document's mentions become others.
struct DocumentEdits: Sendable {
  /// What a reader must find in the file afterwards: id, text and mentions of the first layer are compared.
  var document: Document
  var edits = SourceEdits()
  /// Where the document ends in the file: what comes before it does not change any more.
  var sourceEnd = 0
  /// One for each mention that was asked for.
  var spans: [SpanRecord] = []
}
