/// One problem with one file as a whole, for which no line and column could be named.
public struct FileError<Problem: Error & Hashable>: Error, Hashable, CustomStringConvertible {
  /// The path as the user gave it; a member of an archive is `path(member)`.
  public var file: String
  /// What is wrong with it.
  public var problem: Problem

  /// A problem and the file that has it.
  public init(_ problem: Problem, file: String) {
    (self.file, self.problem) = (file, problem)
  }

  /// `model.tlt: error: what is wrong`.
  public var description: String { "\(file.isEmpty ? "''" : file): error: \(problem)" }
}
