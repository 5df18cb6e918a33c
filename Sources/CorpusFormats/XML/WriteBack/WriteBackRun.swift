import Annotations

/// The documents of a file on their way into the edited file, and what that file must say afterwards.
struct WriteBackRun {
  private var editor: any SourceEditor
  private var rewriter: SourceRewriter
  private var expected: [DocumentTrace] = []

  init(_ editor: any SourceEditor, _ rewriter: SourceRewriter) { (self.editor, self.rewriter) = (editor, rewriter) }

  /// Whether the editor asks for all documents before it gives the first.
  var revisesAllAtOnce: Bool { editor.revisesAllAtOnce }

  /// Takes the next document through `revise` and appends the file up to its end to `output`; `nil` after the last.
  mutating func next(
    _ revise: (Document) throws -> Document?, into output: inout [UInt8]
  ) throws -> XMLWriteBack.Outcome? {
    guard let next = try editor.next(revise) else { return nil }
    try rewriter.apply(next.edits, to: &output)
    try rewriter.copy(to: next.sourceEnd, output: &output)
    expected.append(DocumentTrace(next.document))
    return XMLWriteBack.Outcome(id: next.document.id, spans: next.spans, changes: next.edits.added.count)
  }

  /// Appends a piece of what follows the last document; `false` at the end.
  mutating func rest(into output: inout [UInt8]) throws -> Bool { try rewriter.copyPiece(output: &output) }

  /// Reads the edited file again and compares: ids and texts, and of the mentions the set of labels and places.
  ///
  /// - Throws: `WriteBackProblem.differsWhenReadAgain`.
  func check(_ reader: any DocumentReader) throws {
    var reader = reader
    var left = expected[...]
    while let document = try reader.next()?.document {
      func fail(_ detail: String) -> WriteBackProblem { .differsWhenReadAgain(document: document.id, detail: detail) }
      guard let wanted = left.popFirst() else { throw fail("one document too many") }
      let found = DocumentTrace(document)
      guard wanted.text == found.text else { throw fail("its id or its text differs") }
      guard wanted.count == found.count else { throw fail("\(found.count) mentions, expected \(wanted.count)") }
      guard wanted == found else { throw fail("a mention has another label or place") }
    }
    guard left.isEmpty else {
      throw WriteBackProblem.differsWhenReadAgain(document: "", detail: "\(left.count) documents are missing")
    }
  }
}

/// What a document must say when it is read again, in 24 bytes: its id, its text, and its mentions in any order.
struct DocumentTrace: Hashable {
  private(set) var text: UInt64
  private(set) var mentions: UInt64
  private(set) var count: Int

  init(_ document: Document) {
    var hash = StableHash()
    hash.add(document.id)
    hash.add(document.text)
    text = hash.value
    mentions = document.mentions.reduce(0) { sum, mention in
      var hash = StableHash()
      hash.add(mention.label)
      for fragment in mention.fragments {
        hash.add(fragment.lowerBound)
        hash.add(fragment.upperBound)
      }
      // FNV's last steps are weak, and a sum should not undo one another's bits.
      let value = (hash.value ^ (hash.value >> 32)) &* 0x9E37_79B9_7F4A_7C15
      return sum &+ (value ^ (value >> 29))
    }
    count = document.mentions.count
  }
}
