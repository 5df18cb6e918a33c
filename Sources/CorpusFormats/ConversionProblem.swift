/// What can be wrong with the choice of files to convert.
public enum ConversionProblem: Error, Hashable, Sendable {
  /// The training file is not among the files.
  case noTrainFile(String, files: [String])
  /// Two files would be written to the same place.
  case sameOutputs(String, String, output: String)
  /// The training file is empty.
  case noSentences(file: String)
}

extension ConversionProblem: CustomStringConvertible {
  /// What was found, and what to do.
  public var description: String {
    switch self {
    case .noTrainFile(let file, let files):
      "the training file '\(file)' (train_file_name) is not among the files to convert (list_of_file_names: "
        + "\(files.joined(separator: ", "))); add it there, since it gives the label ids"
    case .sameOutputs(let first, let second, let output):
      "'\(first)' and '\(second)' would both be written to \(output); rename one of them or leave it out"
    case .noSentences(let file): "\(file): the training file holds no sentence, so that no label can be learned from it"
    }
  }
}
