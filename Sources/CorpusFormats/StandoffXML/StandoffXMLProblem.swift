/// What can be wrong inside a file of BioC, GATE, UIMA or i2b2; thrown as `Located<StandoffXMLProblem>`.
public enum StandoffXMLProblem: Error, Hashable, Sendable {
  /// The file's element is another one.
  case root(found: String, expected: String, format: CorpusFormat)
  /// A number that is none, is negative, or is too large; `what` is "the offset of the passage" or the like.
  case number(String, what: String)
  /// Something that must be there is not; `what` is "an <offset>", `owner` "<passage>".
  case missing(what: String, owner: String)
  /// An id that stands twice where it must be unique.
  case duplicateId(String, what: String)
  /// A span whose text is another than the source says, where such spans stop the reading.
  case surfaceDiffers(expected: String, found: String)
  /// A packed export where one of its files is expected.
  case packed
  /// A view that the file does not have.
  case noView(String, known: [String])
  /// Something that the form cannot hold, in the document of this id.
  case notRepresentable(String, document: String)
}

extension StandoffXMLProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .root(let found, let expected, let format):
      "the file's element is <\(found)>, expected <\(expected)>; is this a file of the form '\(format.rawValue)'?"
    case .number(let text, let what):
      "\(what) is '\(text)', expected a whole number from 0 on"
    case .missing(let what, let owner): "\(owner) has no \(what); is the file whole?"
    case .duplicateId(let id, let what): "\(what) '\(id)' stands twice; ids must be unique, give one of them another"
    case .surfaceDiffers(let expected, let found):
      "the span should cover '\(expected)' but covers '\(found)'; correct the file, or let such spans be dropped"
    case .packed:
      "this is a ZIP archive, expected UIMA XMI; unpack it (an INCEpTION export holds one more archive for each "
        + "document) and name the .xmi files inside"
    case .noView(let name, let known):
      "the file has no view '\(name)' (it has: \(known.joined(separator: ", ")))"
    case .notRepresentable(let what, let document): "document '\(document)': \(what)"
    }
  }
}
