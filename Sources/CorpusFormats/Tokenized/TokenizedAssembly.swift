import Annotations
import Diagnostics

/// Puts the documents of a file of tokens together: where they begin, what they are called, what their comments say.
struct TokenizedAssembly {
  /// What is known of a document before its first sentence.
  private struct Header {
    var id: String?
    /// The name of its first sentence.
    var sentenceID: String?
    /// Whether the file marks it, with or without an id.
    var isMarked = false
    /// Whether comments are its sentences' and no more its own.
    var isComplete = false
    var line = 0
    var metadata: [Attribute] = []
  }

  private(set) var builder: TokenizedBuilder
  var tags: SentenceTags
  /// The token of each word of the open sentence, where they differ.
  var tokenOfWord: [Int]?

  private let input: String
  private let documents: ColumnReadingOptions.Documents
  private let layerNames: [String]
  private var hasDocuments: Bool
  private var brackets: [EntityBrackets]
  /// Brackets of the open sentence.
  private var cells: [Cell] = []
  private var header = Header()
  private var rawText: [UInt8]?
  private var sentenceID: String?
  private var number = 0
  /// Whether a mark stood before everything else: then a document without rows at the end is one.
  private var beginsWithMark = false
  /// The line of the first mark, if it came as a surprise.
  private var firstMark: Int?
  private var notes = ReadingNotes()

  private struct Cell {
    var text: [UInt8]
    var layer: Int
    /// The token that it belongs to, or that an empty node stands before.
    var token: Int
    var isEmptyNode: Bool
    var place: Place
  }

  /// - Parameters:
  ///   - input: what stands before `#` in the ids of documents without a name.
  ///   - hasDocuments: whether the file marks documents, as its beginning shows.
  init(
    input: String, documents: ColumnReadingOptions.Documents, hasDocuments: Bool, layerNames: [String],
    decoder: MentionDecoder
  ) {
    (self.input, self.documents, self.hasDocuments, self.layerNames) = (input, documents, hasDocuments, layerNames)
    builder = TokenizedBuilder(layers: layerNames.count)
    tags = SentenceTags(layers: layerNames.count, decoder: decoder)
    brackets = Array(repeating: EntityBrackets(), count: layerNames.count)
  }

  private var areSentencesDocuments: Bool { documents == .sentences || (documents == .marked && !hasDocuments) }
}

// MARK: Lines

extension TokenizedAssembly {
  /// Appends a token to the open sentence.
  mutating func append(_ token: ArraySlice<UInt8>, spaced: Bool, line: Int) {
    if builder.sentenceCount == 0 {
      header.isComplete = true
      if header.line == 0 { header.line = line }
    }
    builder.append(token, spaced: spaced, line: line)
  }

  /// Adds the brackets of the last token, or of an empty node behind it.
  mutating func addBrackets(_ cell: ArraySlice<UInt8>, layer: Int, isEmptyNode: Bool = false, at place: Place) {
    guard !EntityBrackets.isNothing(cell) else { return }
    let token = builder.tokens.count - (isEmptyNode ? 0 : 1)
    cells.append(Cell(text: Array(cell), layer: layer, token: token, isEmptyNode: isEmptyNode, place: place))
  }

  /// Takes in a comment that begins no document.
  mutating func note(_ comment: ColumnComment) {
    switch comment.key {
    case "text":
      rawText = comment.value.map { Array($0.utf8) }
      header.isComplete = true
    case "sent_id":
      sentenceID = comment.value?.pythonStripped
      header.isComplete = true
    case "global.Entity":
      let fields = (comment.value?.pythonStripped ?? "").split(separator: "-").map(String.init)
      for index in brackets.indices { brackets[index].fields = fields }
    case _ where comment.endsDocument: break
    case _ where comment.key.hasPrefix("newpar"):
      notes.addComment(comment)
      header.isComplete = true
    default:
      guard header.isMarked, !header.isComplete, let value = comment.value else { return notes.addComment(comment) }
      let key = comment.key.hasPrefix(Self.metadata) ? String(comment.key.dropFirst(Self.metadata.count)) : comment.key
      header.metadata.append(Attribute(key, value))
    }
  }

  /// What stands before the keys of comments about a document.
  static let metadata = "meta::"

  /// A blank line: the end of a sentence, which may be a document.
  mutating func blank() throws -> ReadDocument? {
    try endSentence()
    return areSentencesDocuments && !builder.sentences.isEmpty ? try endDocument(next: Header()) : nil
  }

  /// A mark of a new document: what was before it is one.
  mutating func mark(id: String?, line: Int) throws -> ReadDocument? {
    try endSentence()
    switch documents {
    case .file: return nil
    case .sentences: return builder.sentences.isEmpty ? nil : try endDocument(next: Header())
    case .marked: break
    }
    let isFirst = number == 0 && builder.sentences.isEmpty && !header.isMarked
    if isFirst { beginsWithMark = true }
    let next = Header(id: id, isMarked: true, line: line)
    guard !builder.sentences.isEmpty || header.isMarked else {
      if !hasDocuments, !isFirst { firstMark = line }
      hasDocuments = true
      header = next
      return nil
    }
    let read = try endDocument(next: next)
    if !hasDocuments { firstMark = line }
    hasDocuments = true
    return read
  }

  /// The end of the file: what is left.
  mutating func finish() throws -> ReadDocument? {
    try endSentence()
    let isThere = !builder.sentences.isEmpty || (header.isMarked && beginsWithMark)
    return isThere ? try endDocument(next: Header()) : nil
  }

  private mutating func endSentence() throws {
    guard builder.sentenceCount > 0 else { return }
    if !builder.endSentence(raw: rawText) { notes.addMisfit(line: builder.lines[0]) }
    if header.sentenceID == nil { header.sentenceID = sentenceID }
    (rawText, sentenceID) = (nil, nil)
    builder.take(&tags, tokenOfWord: tokenOfWord)
    if tokenOfWord != nil { tokenOfWord = [] }
    for cell in cells {
      try brackets[cell.layer].read(cell.text, token: cell.token, isEmptyNode: cell.isEmptyNode, at: cell.place)
    }
    cells.removeAll(keepingCapacity: true)
    builder.beginSentence()
  }

  private mutating func endDocument(next: Header) throws -> ReadDocument {
    number += 1
    for layer in brackets.indices {
      for mention in try brackets[layer].take() { builder.take(mention, layer: layer) }
    }
    let digits = String(number)
    let generated = "\(input)#\(String(repeating: "0", count: max(0, 6 - digits.count)))\(digits)"
    let id = header.id ?? (areSentencesDocuments ? header.sentenceID : nil)
    let document = builder.document(id: id ?? generated, layerNames: layerNames, metadata: header.metadata)
    let read = ReadDocument(document, spans: builder.spans, line: header.line)
    header = next
    builder = TokenizedBuilder(layers: layerNames.count)
    return read
  }

  /// What people should know of the file as a whole.
  var remarks: [String] {
    var remarks = tags.remarks
    if let firstMark {
      remarks.append("documents are marked only from line \(firstMark) on: before it each sentence is one")
    }
    return remarks + notes.remarks
  }
}
