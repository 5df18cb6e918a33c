import Files
import Foundation

/// The files that paths, folders and patterns stand for, in a fixed order: as given, inside folders by name.
public struct InputList: Sendable {
  /// A file, or what stands in the place of one.
  public enum Entry: Hashable, Sendable {
    /// A file that was named; `-` is standard input.
    case named(String)
    /// A file that was found in a folder.
    case found(String)
    /// A path that leads nowhere.
    case broken(path: String, reason: String)
  }

  /// The entries.
  public private(set) var entries: [Entry] = []
  private let own: OwnOutput?

  /// Looks at paths. A path with `*`, `?` or `[` that names no file is a pattern; `**` stands for any folders. Links to files are
  /// followed, links to folders only where they are named: so no way is endless. Names that begin with a dot are left out.
  ///
  /// - Parameter output: the run's own output; what it and earlier runs wrote there and beside is no input.
  public init(_ paths: [String], output: String? = nil) {
    own = output.map(OwnOutput.init)
    for path in paths {
      if path == "-" {
        entries.append(.named(path))
      } else if FileKind(of: path) == .folder {
        add(folder: path)
      } else if FileKind(of: path) == nil, path.contains(where: { "*?[".contains($0) }) {
        let before = entries.count
        expand(path)
        if entries.count == before { entries.append(.broken(path: path, reason: "no file matches this pattern")) }
      } else {
        entries.append(.named(path))
      }
    }
  }

  private static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw FileProblem(error, during: .read)
    }
  }

  private static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  private static func isLink(_ path: String) -> Bool {
    (try? FileManager.default.destinationOfSymbolicLink(atPath: path)) != nil
  }

  private mutating func add(folder: String) {
    do {
      for name in try Self.names(in: folder) { add(Self.joined(folder, name)) }
    } catch {
      entries.append(.broken(path: folder, reason: "\(error)"))
    }
  }

  /// Adds what was found in a folder.
  private mutating func add(_ path: String) {
    switch FileKind(of: path) {
    case .folder: if !Self.isLink(path) { add(folder: path) }
    case .regular: if own?.wrote(path) != true { entries.append(.found(path)) }
    case .other: break
    case nil:
      let reason = Self.isLink(path) ? "a symbolic link that leads nowhere" : "\(FileProblem.notPermitted(.read))"
      entries.append(.broken(path: path, reason: reason))
    }
  }

  /// Adds the files that a pattern matches.
  private mutating func expand(_ pattern: String) {
    let parts = pattern.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    expand(pattern.hasPrefix("/") ? "/" : "", parts[...])
  }

  private mutating func expand(_ folder: String, _ parts: ArraySlice<String>) {
    guard let part = parts.first else { return }
    let rest = parts.dropFirst()
    guard part.contains(where: { "*?[".contains($0) }) else {
      let path = Self.joined(folder, part)
      if rest.isEmpty { if FileKind(of: path) != nil { add(path) } } else { expand(path, rest) }
      return
    }
    if part == "**" { expand(folder, rest.isEmpty ? ["*"] : rest) }
    guard let names = try? Self.names(in: folder.isEmpty ? "." : folder) else { return }
    for name in names {
      let path = Self.joined(folder, name)
      let isFolder = FileKind(of: path) == .folder
      if part == "**" {
        if isFolder, !Self.isLink(path) { expand(path, parts) }
      } else if NamePattern(part).matches(name) {
        if rest.isEmpty { if !isFolder { add(path) } } else if isFolder { expand(path, rest) }
      }
    }
  }
}

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

/// A pattern of file names: `*` any bytes, `?` one character, `[a-z]` one of a set.
struct NamePattern {
  private let pattern: [Unicode.Scalar]

  init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

  /// Goes back to the last star only, so that no pattern takes long.
  func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    var (p, n) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, n)
        p += 1
      } else if p < pattern.count, let next = step(p, name[n]) {
        (p, n) = (next, n + 1)
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        (p, n) = (last.pattern + 1, last.name + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }

  /// Behind the element of the pattern that takes a scalar; `nil` if it does not.
  private func step(_ p: Int, _ scalar: Unicode.Scalar) -> Int? {
    if pattern[p] == "?" { return p + 1 }
    guard pattern[p] == "[", let end = pattern[(p + 1)...].dropFirst().firstIndex(of: "]") else {
      return pattern[p] == scalar ? p + 1 : nil
    }
    var set = pattern[(p + 1)..<end]
    let isNegated = set.first == "!" || set.first == "^"
    if isNegated { set = set.dropFirst() }
    var (isIn, index) = (false, set.startIndex)
    while index < set.endIndex {
      if index + 2 < set.endIndex, set[index + 1] == "-" {
        if set[index] <= scalar, scalar <= set[index + 2] { isIn = true }
        index += 3
      } else {
        if set[index] == scalar { isIn = true }
        index += 1
      }
    }
    return isIn != isNegated ? end + 1 : nil
  }
}
