import Files
import Foundation

extension Workbench {
  /// `download_specs`: the commented specs that the program carries, as files in a folder that is new or empty.
  public func downloadSpecs(to folder: String) throws {
    switch FileKind(of: folder) {
    case nil: break
    case .folder:
      let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
      if let name = names.sorted().first { throw WorkProblem.notEmpty(folder: folder, found: name, count: names.count) }
    case .regular, .other: throw FileError(FileProblem.notFolder(folder), file: folder)
    }
    try FilePath.makeFolder(folder)
    let files = try StandardSpecs.files.map { name, text in
      let file = try AtomicFile(URL(filePath: folder).appending(path: name).path(percentEncoded: false))
      try file.write(text)
      return file
    }
    try AtomicFile.commit(files)
    report(
      .info(
        "Default specification files for token_classification downloaded to '\(folder)'", source: "download_specs:56"))
  }
}
