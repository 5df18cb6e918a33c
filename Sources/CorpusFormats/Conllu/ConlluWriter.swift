import Annotations

/// Writes CoNLL-U: forms, and in the last column the tags (`NE=B-LOC`), or brackets where mentions overlap
/// (`Entity=(1-person`, as in GUM), and where no space stands (`SpaceAfter=No`).
///
/// Comments tell the document's id and metadata, and each sentence's text. White space between sentences is not kept.
struct ConlluWriter: DocumentWriter {
  private let file: FormOutput
  private let options: WritingOptions
  private var spelling: TaggedSpelling
  private var buffer: [UInt8] = []
  private var choice: EntityStyleChoice
  private var attributesLost = 0

  private static let brackets = EntityStyle.Brackets(
    forbidden: [UInt8(ascii: "("), UInt8(ascii: ")")], holdsAttributes: true, isForOverlap: true)

  /// Words of a sentence as they are spelt.
  private var words: [[UInt8]] = []

  /// A writer of a file at a path; one that ends with `.gz` is packed.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    file = try place.file()
    self.options = options
    spelling = TaggedSpelling(.conllu, options)
    choice = EntityStyleChoice(options, place, Self.brackets)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    let ready = choice.take(try TaggedOutput.tokenized(document, .conllu, options))
    guard let last = ready.last else { return try output(document).records }
    for document in ready.dropLast() { _ = try writeNow(document) }
    return try writeNow(last)
  }

  private func output(_ document: Document) throws -> TaggedOutput {
    try TaggedOutput(
      document, .conllu, options, forbidden: [UInt8(ascii: "|")], brackets: choice.bracketsInUse)
  }

  private mutating func writeNow(_ document: Document) throws -> [SpanRecord] {
    let output = try output(document)
    attributesLost += output.cells?.attributesLost ?? 0
    buffer.removeAll(keepingCapacity: true)
    comment("newdoc id", document.id)
    if let cells = output.cells { comment("global.Entity", cells.fields.joined(separator: "-")) }
    for attribute in document.metadata { comment(TokenizedAssembly.metadata + attribute.key, attribute.value) }
    for (index, sentence) in output.sentences.enumerated() {
      comment("sent_id", "\(document.id)-\(index + 1)")
      append(sentence, of: output)
    }
    // A document without sentences ends its comments all the same.
    if output.sentences.isEmpty { buffer.append(0x0A) }
    try file.write(buffer)
    return output.records
  }

  mutating func finish() throws {
    for document in choice.close() { _ = try writeNow(document) }
    try file.commit()
  }

  var remarks: [String] {
    let lost = "\(attributesLost) attributes of mentions are not kept: brackets cannot hold them"
    return spelling.remarks + (attributesLost == 0 ? [] : [lost])
  }

  private mutating func comment(_ key: String, _ value: String) {
    buffer += "# \(key) = ".utf8
    for byte in value.utf8 { buffer.append(byte == 0x0A || byte == 0x0D ? .space : byte) }
    buffer.append(0x0A)
  }

  private mutating func append(_ sentence: Projection.Sentence, of output: TaggedOutput) {
    let tokens = output.document.tokens[sentence.tokens]
    let labels = spelling.labels(of: sentence)
    let text = output.document.text
    buffer += "# text = ".utf8
    var end = tokens.first?.lowerBound ?? 0
    var forms: [[UInt8]] = []
    for (token, word) in zip(tokens, output.words(of: sentence)) {
      // Between tokens there is white space, and now and then text that no token covers: it stays in the comment.
      for byte in text[end..<max(end, token.lowerBound)] { buffer.append(byte < 0x20 ? .space : byte) }
      var form: [UInt8] = []
      spelling.append(word, to: &form)
      buffer += form
      forms.append(form)
      end = max(end, token.upperBound)
    }
    buffer.append(0x0A)
    for (index, (token, label)) in zip(tokens, labels).enumerated() {
      buffer += "\(index + 1)\t".utf8
      buffer += forms[index]
      buffer += "\t_\t_\t_\t_\t_\t_\t_\t".utf8
      let next = sentence.tokens.lowerBound + index + 1
      let touches = next < sentence.tokens.upperBound && output.document.tokens[next].lowerBound == token.upperBound
      var misc: [UInt8] = []
      if let cells = output.cells {
        if let cell = cells.cell(sentence.tokens.lowerBound + index) { misc += "Entity=".utf8 + cell }
      } else if label.count != 1 || label[0] != UInt8(ascii: "O") {
        misc += "NE=".utf8 + label
      }
      if touches { misc += (misc.isEmpty ? "SpaceAfter=No" : "|SpaceAfter=No").utf8 }
      buffer += misc.isEmpty ? [UInt8(ascii: "_")] : misc
      buffer.append(0x0A)
    }
    buffer.append(0x0A)
  }
}
