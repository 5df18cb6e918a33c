import Files
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// The files of documents on their way into a folder; they appear together at the end.
///
/// They wait in a folder `.NAME.gloss-…` beside the target, which goes away with the last reference unless `finish` came.
/// A target that is there keeps its other files; files of the same names are replaced.
final class DocumentFolder {
  let path: String
  private let target: URL
  private let staging: URL
  /// File names in use, without endings, in lower case: not every file system tells cases apart.
  private var names = Set<String>()
  private var files: [String] = []
  private var isFinished = false

  /// Makes the waiting folder.
  ///
  /// - Throws: `FileError<FileProblem>`: a file in the target's place, no folder to hold it, no permission, no space.
  init(_ path: String) throws {
    guard !path.isEmpty else { throw FileError(FileProblem.emptyPath, file: path) }
    self.path = path
    target = URL(filePath: Self.withoutSlash(path), directoryHint: .notDirectory).standardizedFileURL
    let parent = target.deletingLastPathComponent()
    guard FileKind(of: target.path(percentEncoded: false)) ?? .folder == .folder else {
      throw FileError(FileProblem.notFolder(path), file: path)
    }
    if let problem = FileProblem.ofFolder(Self.withoutSlash(parent.path(percentEncoded: false))) {
      throw FileError(problem, file: path)
    }
    staging = parent.appending(path: ".\(target.lastPathComponent).gloss-\(UUID().uuidString)")
    do {
      try FileManager.default.createDirectory(at: staging, withIntermediateDirectories: false)
    } catch {
      throw FileError(FileProblem(error, during: .create), file: path)
    }
  }

  deinit {
    if !isFinished { try? FileManager.default.removeItem(at: staging) }
  }

  /// Writes the files of a document, one for each ending; their name is made of its id.
  ///
  /// - Returns: the name, without an ending.
  /// - Throws: `FileError<FileProblem>`.
  @discardableResult
  func write(id: String, _ contents: [(ending: String, bytes: [UInt8])]) throws -> String {
    let name = uniqueName(id)
    for (ending, bytes) in contents {
      let file = staging.appending(path: name + ending)
      do {
        if name.utf8.contains(UInt8(ascii: "/")) {
          try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        }
        try Data(bytes).write(to: file)
      } catch {
        throw FileError(FileProblem(error, during: .write), file: path + "/" + name + ending)
      }
      files.append(name + ending)
    }
    return name
  }

  /// Puts the files into the target.
  ///
  /// - Throws: `FileError<FileProblem>`.
  func finish() throws {
    // One call for all files; each on its own would wait for the disk as often as there are documents.
    sync()
    let manager = FileManager.default
    do {
      if FileKind(of: target.path(percentEncoded: false)) == nil {
        try manager.moveItem(at: staging, to: target)
      } else {
        for file in files {
          let place = target.appending(path: file)
          try manager.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
          if FileKind(of: place.path(percentEncoded: false)) != nil { try manager.removeItem(at: place) }
          try manager.moveItem(at: staging.appending(path: file), to: place)
        }
        try? manager.removeItem(at: staging)
      }
    } catch {
      throw FileError(FileProblem(error, during: .replace), file: path)
    }
    isFinished = true
  }

  private static func withoutSlash(_ path: String) -> String {
    path.count > 1 && path.hasSuffix("/") ? withoutSlash(String(path.dropLast())) : path
  }

  /// A file name for a document: its id, with what file systems refuse replaced, and a number behind it if another
  /// document has that name.
  private func uniqueName(_ id: String) -> String {
    let base = Self.safeName(id)
    var name = base
    var number = 2
    while !names.insert(name.lowercased()).inserted {
      name = "\(base)~\(number)"
      number += 1
    }
    return name
  }

  /// The id with what file systems refuse replaced.
  static func safeName(_ id: String) -> String {
    let parts = id.split(separator: "/").map(safe).filter { !$0.isEmpty }
    return parts.isEmpty ? "document" : parts.joined(separator: "/")
  }

  private static func safe(_ part: Substring) -> String {
    var safe = String.UnicodeScalarView()
    for scalar in part.unicodeScalars {
      let isSafe = scalar.value >= 0x20 && scalar.value != 0x7F && !"\\:*?\"<>|".unicodeScalars.contains(scalar)
      safe.append(isSafe ? scalar : "_")
      // File systems allow 255 bytes; endings and numbers need some.
      if String(safe).utf8.count > 200 { break }
    }
    let name = String(safe)
    return name.hasPrefix(".") ? "_" + name.dropFirst() : name
  }
}
