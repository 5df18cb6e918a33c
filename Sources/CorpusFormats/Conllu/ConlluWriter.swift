import Annotations

/// Writes CoNLL-U: forms, and in the last column the tags (`NE=B-LOC`) and where no space stands (`SpaceAfter=No`).
///
/// Comments tell the document's id and metadata, and each sentence's text. White space between sentences is not kept.
struct ConlluWriter: DocumentWriter {
  private let file: FormOutput
  private let options: WritingOptions
  private var spelling: TaggedSpelling
  private var buffer: [UInt8] = []
  /// Words of a sentence as they are spelt.
  private var words: [[UInt8]] = []

  /// A writer of a file at a path; one that ends with `.gz` is packed.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(_ place: WritingPlace, _ options: WritingOptions) throws {
    file = try place.file()
    self.options = options
    spelling = TaggedSpelling(.conllu, options)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    let output = try TaggedOutput(document, .conllu, options, forbidden: [UInt8(ascii: "|")])
    buffer.removeAll(keepingCapacity: true)
    comment("newdoc id", document.id)
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

  mutating func finish() throws { try file.commit() }

  var remarks: [String] { spelling.remarks }

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
      let isOutside = label.count == 1 && label[0] == UInt8(ascii: "O")
      if !isOutside {
        buffer += "NE=".utf8
        buffer += label
      }
      if touches { buffer += (isOutside ? "SpaceAfter=No" : "|SpaceAfter=No").utf8 }
      if isOutside, !touches { buffer.append(UInt8(ascii: "_")) }
      buffer.append(0x0A)
    }
    buffer.append(0x0A)
  }
}
