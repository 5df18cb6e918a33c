import Foundation

/// What a path leads to, links followed.
public enum FileKind: Hashable, Sendable {
  /// A regular file.
  case regular
  /// A folder.
  case folder
  /// A device, a pipe or a socket.
  case other

  /// What `path` leads to; `nil` if that is nothing, or if it may not be looked at.
  public init?(of path: String) {
    guard let kind = try? SystemCall.kind(of: path) else { return nil }
    self = kind
  }

  /// Whether `path` itself is a symbolic link, wherever it leads.
  public static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }
}
