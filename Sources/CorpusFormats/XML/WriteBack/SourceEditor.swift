import Annotations

/// A cursor over the documents of a file that knows how to change their mentions where they stand.
protocol SourceEditor {
  /// What becomes of the next document, or `nil` after the last.
  ///
  /// `revise` is asked with the document as the file has it. Edits lie behind those of the documents before.
  mutating func next(_ revise: (Document) throws -> Document?) throws -> DocumentEdits?
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

  var changes: Int { edits.added.count }

  /// Compares with what was read again: mentions as a set, by label and place.
  ///
  /// - Throws: `WriteBackProblem.differsWhenReadAgain`.
  func check(_ read: Document) throws(WriteBackProblem) {
    func fail(_ detail: String) -> WriteBackProblem {
      .differsWhenReadAgain(document: document.id, detail: detail)
    }
    guard read.id == document.id else { throw fail("its id is '\(read.id)'") }
    guard read.text == document.text else { throw fail("its text differs") }
    let wanted = Self.keys(document.mentions)
    let found = Self.keys(read.mentions)
    guard wanted != found else { return }
    for (left, right) in zip(wanted, found) where left != right {
      throw fail("expected \(left.label) at bytes \(left.fragments), found \(right.label) at \(right.fragments)")
    }
    throw fail("\(found.count) mentions, expected \(wanted.count)")
  }

  private struct Key: Hashable {
    var label: String
    var fragments: [Range<Int>]
  }

  private static func keys(_ mentions: [Mention]) -> [Key] {
    mentions.map { Key(label: $0.label, fragments: $0.fragments) }.sorted { left, right in
      let (a, b) = (left.fragments, right.fragments)
      if a == b { return left.label < right.label }
      return a.lexicographicallyPrecedes(b) { ($0.lowerBound, $0.upperBound) < ($1.lowerBound, $1.upperBound) }
    }
  }
}

/// The bytes of the new file, made as they are asked for, and what they should say.
final class EditedSource {
  private var editor: any SourceEditor
  private var rewriter: SourceRewriter
  private let revise: (Document) throws -> Document?
  private var ready: [UInt8] = []
  private var expected: [DocumentEdits] = []
  private var hasEnded = false

  init(editor: any SourceEditor, rewriter: SourceRewriter, revise: @escaping (Document) throws -> Document?) {
    (self.editor, self.rewriter, self.revise) = (editor, rewriter, revise)
  }

  /// What the next document should be.
  func takeExpected() -> DocumentEdits? { expected.isEmpty ? nil : expected.removeFirst() }

  /// Appends some bytes; 0 at the end.
  func read(into buffer: inout [UInt8]) throws -> Int {
    while ready.isEmpty, try readOn() {}
    buffer += ready
    defer { ready.removeAll(keepingCapacity: true) }
    return ready.count
  }

  /// Makes some more bytes; `false` after the last.
  func readOn() throws -> Bool {
    if !hasEnded, let next = try editor.next(revise) {
      try rewriter.apply(next.edits, to: &ready)
      try rewriter.copy(to: next.sourceEnd, output: &ready)
      expected.append(next)
      return true
    }
    hasEnded = true
    return try rewriter.copyPiece(output: &ready)
  }
}
