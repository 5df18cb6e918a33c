import Annotations
import Diagnostics

/// The documents of a CoNLL-U file, with entities in its last column: tags such as `NE=B-LOC`, or brackets as
/// `Entity=(1-person`.
///
/// Text is the tokens as `SpaceAfter=No` has them, or the `# text` where the tokens fit it. The words of a multiword token
/// are tokens if they stand in it side by side (`we` and `'ll` in `we'll`); else the multiword token is one token.
struct ConlluDocuments: DocumentReader {
  private var lines: LineReader
  private let shape: ConlluShape
  private var assembly: TokenizedAssembly
  private var fields: [Range<Int>] = []
  private var hasEnded = false
  /// Whether the token before has a space behind it.
  private var hasSpace = true
  /// A multiword token whose words are coming.
  private var multiword: Multiword?
  private var multiwords = 0
  private var emptyNodes = 0
  /// Multiword tokens whose words are no parts of their text.
  private var merged = 0
  /// The entities of the row at hand: the layer, and where the value stands.
  private var entities: [(layer: Int, value: Range<Int>)] = []

  private struct Multiword {
    var id: String
    var form: [UInt8]
    /// The number of its last word.
    var last: Int
    var line: Int
    var spaceAfter: Bool
    var words: [[UInt8]] = []
    /// Brackets of its words, to be read when its tokens are known.
    var cells: [(word: Int, layer: Int, cell: [UInt8], place: Place)] = []
  }

  /// The documents of lines that nobody has read from yet, and that refuse what is not UTF-8.
  ///
  /// - Parameter input: what stands before `#` in the ids of documents without a name.
  /// - Throws: `FileError<FileProblem>` when reading fails; `Located<CorpusProblem>` for UTF-16.
  init(lines: LineReader, input: String, options: ReadingOptions = ReadingOptions()) throws {
    self.lines = lines
    shape = ConlluShape(try self.lines.peek(ColumnDocuments.sampleSize), options.columns)
    let names = shape.keys.enumerated().map {
      $0 == 0 ? options.layer : String(decoding: $1.name, as: UTF8.self).lowercased()
    }
    assembly = TokenizedAssembly(
      input: input, documents: options.columns.documents, hasDocuments: shape.hasDocuments, layerNames: names,
      decoder: MentionDecoder(scheme: shape.scheme, repair: options.columns.repair))
    assembly.tokenOfWord = []
  }

  var name: String { lines.name }
  var bytesRead: Int { lines.bytesRead }

  /// The next document, or `nil` after the last.
  ///
  /// - Throws: `Located<CorpusProblem>` for a malformed row; `FileError<FileProblem>` when reading fails.
  mutating func next() throws -> ReadDocument? {
    while !hasEnded {
      guard try lines.advance() else {
        hasEnded = true
        try endSentence()
        return try assembly.finish()
      }
      switch Self.lineKinds.kind(of: lines.buffer.span.extracting(lines.line)) {
      case .row, .documentStart: try addRow()
      case .blank:
        try endSentence()
        if let read = try assembly.blank() { return read }
      case .comment:
        try lines.validate()
        let comment = ColumnComment(lines.buffer[lines.line])
        guard comment.beginsDocument else {
          assembly.note(comment)
          continue
        }
        try endSentence()
        if let read = try assembly.mark(id: comment.documentID, line: lines.number) { return read }
      }
    }
    return nil
  }

  private static let lineKinds = ColumnLine(commentPrefixes: [[ColumnLine.hash]])

  private mutating func endSentence() throws {
    if let multiword {
      throw Located(CorpusProblem.multiword(multiword.id), at: Place(file: name, line: multiword.line))
    }
    hasSpace = true
  }

  private mutating func addRow() throws {
    RowSplitting.split(lines.buffer, lines.line, at: .tab, into: &fields)
    let row: ConlluRow
    do {
      row = try ConlluRow(lines.buffer, fields, line: lines.line)
    } catch {
      throw lines.located(error.problem, at: error.byte)
    }
    try lines.validate()
    let spaceAfter = readMisc(row)
    switch row.kind {
    case .word(let number): try addWord(row, number, spaceAfter: spaceAfter)
    case .multiword(let words):
      if let multiword { throw lines.located(.multiword(multiword.id), at: lines.line.lowerBound) }
      multiwords += 1
      multiword = Multiword(
        id: String(decoding: lines.buffer[fields[0]], as: UTF8.self), form: Array(lines.buffer[row.form]),
        last: words.upperBound - 1, line: lines.number, spaceAfter: spaceAfter)
    case .emptyNode:
      emptyNodes += 1
      for (layer, value) in entities where shape.keys[layer].isBrackets {
        assembly.addBrackets(
          lines.buffer[value], layer: layer, isEmptyNode: true, at: lines.place(at: value.lowerBound))
      }
    }
  }

  private mutating func addWord(_ row: ConlluRow, _ number: Int, spaceAfter: Bool) throws {
    let word = assembly.tokenOfWord?.count ?? 0
    assembly.tokenOfWord?.append(assembly.builder.sentenceCount)
    if multiword == nil {
      assembly.append(lines.buffer[row.form], spaced: hasSpace, line: lines.number)
      hasSpace = spaceAfter
    } else {
      multiword?.words.append(Array(lines.buffer[row.form]))
    }
    for (layer, value) in entities {
      let place = lines.place(at: value.lowerBound)
      if !shape.keys[layer].isBrackets {
        assembly.tags.add(lines.buffer, value, layer: layer, word: word, line: lines.number, column: place.column)
      } else if let words = multiword?.words.count {
        multiword?.cells.append((words - 1, layer, Array(lines.buffer[value]), place))
      } else {
        assembly.addBrackets(lines.buffer[value], layer: layer, at: place)
      }
    }
    guard let multiword, number >= multiword.last else { return }
    guard number == multiword.last else { throw lines.located(.multiword(multiword.id), at: lines.line.lowerBound) }
    end(multiword, lastWord: word)
  }

  /// Appends the tokens of a multiword token whose words are all there.
  private mutating func end(_ multiword: Multiword, lastWord: Int) {
    let firstWord = lastWord - multiword.words.count + 1
    let isConcatenation = Array(multiword.words.joined()) == multiword.form
    if !isConcatenation { merged += 1 }
    for (index, word) in multiword.words.enumerated() {
      if isConcatenation || index == 0 {
        let token = isConcatenation ? word : multiword.form
        assembly.append(token[...], spaced: index == 0 && hasSpace, line: multiword.line)
      }
      assembly.tokenOfWord?[firstWord + index] = assembly.builder.sentenceCount - 1
      for cell in multiword.cells where cell.word == index {
        assembly.addBrackets(cell.cell[...], layer: cell.layer, at: cell.place)
      }
    }
    hasSpace = multiword.spaceAfter
    self.multiword = nil
  }

  /// Notes the entities of a row's last column, and tells whether a space stands behind the token.
  private mutating func readMisc(_ row: ConlluRow) -> Bool {
    entities.removeAll(keepingCapacity: true)
    var spaceAfter = true
    let buffer = lines.buffer
    ConlluRow.entries(buffer, row.misc) { key, value in
      if key.elementsEqual(Self.spaceAfter), buffer[value].elementsEqual(Self.no) { spaceAfter = false }
      for (layer, wanted) in shape.keys.enumerated() where key.elementsEqual(wanted.name) && !value.isEmpty {
        entities.append((layer, value))
      }
    }
    return spaceAfter
  }

  private static let spaceAfter = Array("SpaceAfter".utf8)
  private static let no = Array("No".utf8)

  var remarks: [String] {
    var remarks = ["of the columns, the form and the last are kept"]
    let keys = shape.keys.map { String(decoding: $0.name, as: UTF8.self) }
    remarks.append("entities are read from \(keys.joined(separator: ", "))")
    if multiwords > 0 {
      let rest = merged == 0 ? "" : ", in \(merged) of them one that their words share"
      remarks.append("\(multiwords) multiword tokens: their words are the tokens\(rest)")
    }
    if emptyNodes > 0 { remarks.append("\(emptyNodes) empty nodes not kept") }
    return remarks + assembly.remarks
  }
}
