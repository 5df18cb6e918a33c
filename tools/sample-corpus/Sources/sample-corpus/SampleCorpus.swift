import Foundation

/// `sample-corpus --write DIR` makes the corpus; `sample-corpus --check DIR` tells whether DIR holds exactly it.
@main
struct SampleCorpus {
  static func main() {
    let arguments = CommandLine.arguments.dropFirst()
    guard arguments.count == 2, let mode = arguments.first, let folder = arguments.last,
      ["--write", "--check"].contains(mode)
    else { fail("usage: sample-corpus --write DIR | --check DIR", status: 64) }
    do {
      let parts = try Generator.corpus()
      let broken = problems(of: parts)
      guard broken.isEmpty else { fail(broken.joined(separator: "\n")) }
      var files = files(of: parts)
      let templates = try Generator().templates
      files.append(("SOURCE.md", sourcePage(figures: Figures(parts), templates: templates, files: files)))
      let root = URL(filePath: folder, directoryHint: .isDirectory)
      if mode == "--check" { try check(files, in: root) } else { try write(files, to: root) }
    } catch {
      fail("\(error)")
    }
  }

  /// Writes each file beside its place and renames it, so that nobody ever reads half of one.
  private static func write(_ files: [(path: String, content: String)], to root: URL) throws {
    for (path, content) in files {
      let file = root.appending(path: path)
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(content.utf8).write(to: file, options: .atomic)
    }
    say("\(files.count) files written to \(root.path(percentEncoded: false))")
  }

  private static func check(_ files: [(path: String, content: String)], in root: URL) throws {
    var different: [String] = []
    for (path, content) in files {
      let file = root.appending(path: path)
      let found = FileManager.default.contents(atPath: file.path(percentEncoded: false))
      if found == nil { different.append("\(path): missing") }
      if let found, found != Data(content.utf8) { different.append("\(path): differs from what the generator makes") }
    }
    let expected = Set(files.map(\.path))
    let present = FileManager.default.enumerator(atPath: root.path(percentEncoded: false))
    while let path = present?.nextObject() as? String {
      var isFolder: ObjCBool = false
      let full = root.appending(path: path).path(percentEncoded: false)
      guard FileManager.default.fileExists(atPath: full, isDirectory: &isFolder), !isFolder.boolValue else { continue }
      if !expected.contains(path) { different.append("\(path): not made by the generator") }
    }
    guard different.isEmpty else {
      fail(different.sorted().joined(separator: "\n") + "\nUse --write to make the corpus anew, then read the diff.")
    }
    say("\(files.count) files are exactly as the generator makes them")
  }

  private static func say(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }

  private static func fail(_ text: String, status: Int32 = 1) -> Never {
    say(text)
    exit(status)
  }
}
