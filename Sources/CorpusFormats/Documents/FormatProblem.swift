/// Why a form of documents cannot serve.
public enum FormatProblem: Error, Hashable, Sendable {
  /// A form that is only written.
  case notReadable(CorpusFormat)
  /// A form that is only read.
  case notWritable(CorpusFormat)
  /// A form whose end depends on all documents, where pieces are wanted.
  case notRendered(CorpusFormat)
  /// A document without tokens, for a form that is made of tokens, and nobody who makes some.
  case noTokens(CorpusFormat, document: String)
  /// A document that is no single sentence, in a file whose documents were not marked so far.
  case unmarkedDocument(id: String, sentences: Int)
}

extension FormatProblem: CustomStringConvertible {
  /// What was asked for and what is possible.
  public var description: String {
    switch self {
    case .notReadable(let format): "documents in the form '\(format.rawValue)' can be written but not read"
    case .notWritable(let format): "documents in the form '\(format.rawValue)' can be read but not written"
    case .notRendered(let format):
      "documents cannot be written in the form '\(format.rawValue)' one by one: it names at its end what all of them have; "
        + "write 'gloss' and convert that with `gloss convert`"
    case .noTokens(let format, let document):
      "the document '\(document)' has no tokens, and the form '\(format.rawValue)' is made of tokens; give a tokenizer"
    case .unmarkedDocument(let id, let sentences):
      "the document '\(id)' has \(sentences) sentences, where each document before it has one, so that the file marks no "
        + "documents; say whether it shall (marks_documents: true), or that their borders may go (false)"
    }
  }
}
