public import Foundation

/// A new folder for one test, removed when the test is over.
public final class Workplace: Sendable {
  /// Where it is.
  public let url: URL

  /// Makes the folder.
  public init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The folder itself, without a slash at its end.
  public var path: String { url.path }

  /// The path of a file in it; of `""` the folder's own, with a slash at its end.
  public func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

  /// Writes a file, with the folders above it, and returns its path.
  @discardableResult
  public func file(_ name: String, _ bytes: some Sequence<UInt8>) throws -> String {
    let path = path(name)
    let parent = URL(filePath: path).deletingLastPathComponent()
    try FileManager.default.createDirectory(at: parent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path))
    return path
  }

  /// Writes a file of text, and returns its path.
  @discardableResult
  public func file(_ name: String, _ text: String) throws -> String { try file(name, text.utf8) }

  /// Makes a folder, and returns its path.
  @discardableResult
  public func folder(_ name: String, permissions: Int = 0o755) throws -> String {
    try FileManager.default.createDirectory(
      atPath: path(name), withIntermediateDirectories: false, attributes: [.posixPermissions: permissions])
    return path(name)
  }

  /// What a file holds.
  public func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path(name))) }

  /// What a file of text holds.
  public func text(_ name: String) throws -> String {
    try String(contentsOf: URL(filePath: path(name)), encoding: .utf8)
  }

  /// The names of everything in the folder, or in one below, hidden files as well, sorted.
  public func names(_ folder: String = "") throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: path(folder)).sorted()
  }
}

/// The message of the error that `body` throws, with the workplace's path taken out.
public func message(in place: Workplace? = nil, _ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    let text = "\(error)"
    return place.map { text.replacing($0.path(""), with: "") } ?? text
  }
}

/// Permissions mean nothing to root.
public let isRoot = NSUserName() == "root"
