import Foundation

/// Parts of paths, for paths that users give, and the folders that they name.
public enum FilePath {
  /// The path of the folder that a path lies in: empty for a name alone, `/` for what lies there.
  ///
  /// `NSString.deletingLastPathComponent` traps on a name of one character (Swift 6.3 on Linux).
  public static func folder(of path: String) -> String {
    var bytes = Array(path.utf8)[...]
    while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
    guard let last = bytes.lastIndex(of: slash) else { return "" }
    bytes = bytes[..<last]
    while bytes.last == slash { bytes.removeLast() }
    return bytes.isEmpty ? "/" : String(decoding: bytes, as: UTF8.self)
  }

  /// The last part of a file's path.
  public static func name(of path: String) -> String {
    let bytes = path.utf8
    guard let last = bytes.lastIndex(of: slash) else { return path }
    return String(path[bytes.index(after: last)...])
  }

  /// A file's path without its name's extension, and that: what follows the name's last dot, unless the dot begins or ends it.
  public static func parts(of path: String) -> (stem: String, ending: String) {
    let bytes = path.utf8
    let name = bytes.lastIndex(of: slash).map { bytes[bytes.index(after: $0)...] } ?? bytes[...]
    guard let dot = name.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex,
      bytes.index(after: dot) != name.endIndex
    else { return (path, "") }
    return (String(path[..<dot]), String(path[bytes.index(after: dot)...]))
  }

  /// How many bytes the file at a path has; `nil` if there is none, or if it may not be looked at.
  public static func size(of path: String) -> Int? { try? SystemCall.size(of: path) }

  /// Makes a folder, and those that it lies in, unless it is there.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public static func makeFolder(_ folder: String) throws {
    guard FileKind(of: folder) != .folder else { return }
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(FileProblem.ofFolder(folder) ?? FileProblem(error, during: .create), file: folder)
    }
  }

  private static let slash = UInt8(ascii: "/")
}
