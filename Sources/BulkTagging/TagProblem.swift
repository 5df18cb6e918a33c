/// What ends a run of tagging, or keeps it from beginning.
public enum TagProblem: Error, Hashable, Sendable {
  /// Somebody else is writing this output.
  case inUse(String)
  /// A run that was interrupted had another model or other options.
  case otherRun(String, differences: [String])
  /// The inputs of an interrupted run changed, and they cannot be read again from the beginning, or the output cannot take
  /// results over.
  case changedInputs(String, document: Int)
  /// A journal whose content makes no sense.
  case journal(String)
  /// The user stopped the run.
  case interrupted(output: String?, documents: Int)
  /// A document could not be read, and no failure is to be passed over.
  case strict(id: String, reason: String, documents: Int)
  /// The disk is full.
  case noSpace(path: String, documents: Int)
  /// Words that were not scored: a mistake of Gloss.
  case notScored(id: String, words: Int, scored: Int)
  /// Parts that are to be merged and do not belong together, or are not all there.
  case parts(String)
}

extension TagProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .inUse(let path): "\(path): another run is writing this output; wait for it, or name another"
    case .otherRun(let path, let differences):
      "\(path): an interrupted run of this output was begun otherwise (\(differences.joined(separator: "; "))); give the same "
        + "model and options to go on with it, or --fresh to throw away what it did"
    case .changedInputs(let path, let document):
      "\(path): document \(document) is not what the interrupted run read there; give the same inputs to go on with it, or "
        + "--fresh to throw away what it did"
    case .journal(let path):
      "\(path): the journal beside it is damaged or of another version; --fresh throws it away and starts over"
    case .interrupted(let output?, let documents):
      "interrupted after \(documents) documents, which are safe beside \(output); the same command goes on from there"
    case .interrupted(nil, let documents): "interrupted after \(documents) documents"
    case .strict(let id, let reason, let documents):
      "\(id): \(reason) (--strict stops here, after \(documents) documents; without it the run goes on)"
    case .noSpace(let path, let documents):
      "\(path): no space left on the disk; what was done up to document \(documents) is kept: free some space, and the same "
        + "command goes on from there"
    case .notScored(let id, let words, let scored):
      "\(id): scored \(scored) words of \(words); this is a mistake of Gloss, please report it"
    case .parts(let what): what
    }
  }
}
