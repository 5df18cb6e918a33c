/// Why annotations cannot be written back into the file that they came from.
public enum WriteBackProblem: Error, Hashable, Sendable {
  /// The text of a document is not the text that the file has.
  case textDiffers(document: String)
  /// Two changes of the same bytes: a fault of ours.
  case overlappingEdits(byte: Int)
  /// The file ends before a place that was read in it.
  case sourceChanged
  /// The new file, read again, does not have the annotations that it should: a fault of ours, or a file that two readers
  /// understand in two ways.
  case differsWhenReadAgain(document: String, detail: String)
  /// More documents were brought than the file has.
  case tooManyDocuments(next: String)
  /// A pipe, which cannot be read twice.
  case notAFile
  /// A form that is not written back.
  case format(CorpusFormat)
}

extension WriteBackProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .textDiffers(let document):
      "the text of document '\(document)' is not the one in the file; annotations can be written back only into the file "
        + "that they were made for, read with the same options"
    case .overlappingEdits(let byte):
      "two changes meet at byte \(byte) of the file; please report this, nothing was written"
    case .sourceChanged: "the file became shorter while it was being read; run again when nobody writes to it"
    case .differsWhenReadAgain(let document, let detail):
      "document '\(document)' would not come out as it should (\(detail)); please report this, nothing was written"
    case .tooManyDocuments(let next):
      "the file has no document left for '\(next)'; bring its documents once each, in its order"
    case .notAFile: "annotations cannot be written back into a pipe; name a file"
    case .format(let format):
      "'\(format.rawValue)' files are not written back; write them anew with the corpus commands"
    }
  }
}
