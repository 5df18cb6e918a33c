/// Something among the inputs that another run of `gloss tag` wrote, as the journal beside it says.
public struct FoundOutput: Hashable, Sendable {
  /// Where it was found.
  public let path: String
  /// The name of the output that it belongs to, without its folder.
  public let output: String
  /// Whether it is read, since it was named.
  public let isRead: Bool
}

extension FoundOutput: CustomStringConvertible {
  /// What it is, and what becomes of it.
  public var description: String {
    isRead
      ? "\(path): this is what another run of gloss tag wrote (its journal lies beside it); it is read, since it was named"
      : "\(path): another run of gloss tag wrote '\(output)' and what lies beside it (\(output).journal says so); "
        + "that is left out; to read it, name it"
  }
}
