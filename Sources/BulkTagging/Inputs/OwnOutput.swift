import Foundation

/// What a run writes, told by names, so that a run over the folder that it writes to does not read it.
struct OwnOutput {
  private let path: String
  private let name: String
  /// The name without its extensions, for `name-00001.jsonl`.
  private let stem: String

  init(_ output: String) {
    let url = URL(filePath: output).standardizedFileURL
    let path = url.path(percentEncoded: false)
    self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    name = url.lastPathComponent
    stem = name.split(separator: ".", omittingEmptySubsequences: false).first.map(String.init) ?? name
  }

  func wrote(_ other: String) -> Bool {
    // Few names come near, and only those are looked at in full.
    guard other.contains(stem) else { return false }
    let other = URL(filePath: other).standardizedFileURL.path(percentEncoded: false)
    if other == path || other.hasPrefix(path + "/") { return true }
    if [".part", ".journal", ".errors.jsonl", ".lock"].contains(where: { other.hasPrefix(path + $0) }) { return true }
    let numbered = path.dropLast(name.count) + stem + "-"
    guard other.hasPrefix(numbered) else { return false }
    let rest = other.dropFirst(numbered.count)
    let digits = rest.prefix { $0.isASCII && $0.isNumber }
    return digits.count >= 5 && rest.dropFirst(digits.count).hasPrefix(name.dropFirst(stem.count))
  }
}
