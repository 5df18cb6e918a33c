/// What can be wrong with the parts of a model that a user brings.
public enum ModelProblem: Error, Hashable, Sendable {
  /// An encoder configuration that cannot be computed.
  case configuration(file: String, String)
  /// A tensor that the configuration calls for and the file lacks.
  case missingTensor(name: String, file: String, configuration: String)
  /// A tensor of another shape than the configuration says.
  case tensorShape(name: String, file: String, expected: [Int], found: [Int])
  /// Encoder tensors that the configuration has no place for.
  case unexpectedTensors(names: [String], file: String)
  /// A vocabulary and an embedding table of different sizes.
  case vocabularySize(vocabulary: Int, table: Int, folder: String)
  /// A part of a model folder that is not there.
  case missingFile(folder: String, expected: String)
  /// A model configuration inside an archive that cannot be used.
  case modelConfiguration(file: String, String)
}

extension ModelProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .configuration(let file, let what): return "\(file): \(what)"
    case .missingTensor(let name, let file, let configuration):
      return "\(file): there is no tensor '\(name)', which \(configuration) calls for; "
        + "the weights and the configuration belong to different models"
    case .tensorShape(let name, let file, let expected, let found):
      return "\(file): tensor '\(name)' has the shape \(found), expected \(expected); "
        + "the weights and the configuration belong to different models"
    case .unexpectedTensors(let names, let file):
      let shown = names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
      return "\(file): the configuration has no place for \(shown); it may name too few layers"
    case .vocabularySize(let vocabulary, let table, let folder):
      return "\(folder): the vocabulary has \(vocabulary) entries, the word embeddings only \(table) rows; "
        + "they belong to different models"
    case .missingFile(let folder, let expected):
      return "\(folder): expected \(expected) in this folder, found none"
    case .modelConfiguration(let file, let what): return "\(file): \(what)"
    }
  }
}
