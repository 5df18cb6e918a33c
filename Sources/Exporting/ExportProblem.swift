/// What can be wrong with an export.
public enum ExportProblem: Error, Hashable, Sendable {
  /// A model that a format cannot express.
  case cannotExpress(format: String, what: String, todo: String)
  /// A file that does not say what was written into it; the place is in the words of the format.
  case damaged(file: String, place: String, expected: String)
  /// An exported model that computes something else than the engine.
  case differs(file: String, difference: Float, largest: Float)
  /// An exported weight that is not the model's.
  case weights(file: String, name: String)
}

extension ExportProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .cannotExpress(let format, let what, let todo): "\(format) cannot express \(what); \(todo)"
    case .damaged(let file, let place, let expected):
      "\(file): error: read back after writing, \(place): expected \(expected); "
        + "check the disk and export again. The file was removed"
    case .differs(let file, let difference, let largest):
      "\(file): error: read back and computed, its logits differ by \(difference) from the engine's (at most \(largest) "
        + "is allowed); this is a mistake of Gloss, please report it. The file was removed"
    case .weights(let file, let name):
      "\(file): error: read back after writing, the weight '\(name)' is not the model's; check the disk and export again. "
        + "The file was removed"
    }
  }
}
