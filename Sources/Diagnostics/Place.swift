/// A place in a file that a person wrote.
public struct Place: Hashable, Sendable, CustomStringConvertible {
  /// The path as the user gave it, or a name such as `<command line>`.
  public var file: String
  /// The line, from 1.
  public var line: Int
  /// The column in Unicode scalars, from 1.
  public var column: Int

  /// A place from its parts.
  public init(file: String, line: Int, column: Int = 1) {
    (self.file, self.line, self.column) = (file, line, column)
  }

  /// `file:line:column`, the form that editors and terminals make clickable.
  public var description: String { "\(file):\(line):\(column)" }
}
