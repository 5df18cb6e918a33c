/// Parts of paths, for paths that users give.
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

  private static let slash = UInt8(ascii: "/")
}
