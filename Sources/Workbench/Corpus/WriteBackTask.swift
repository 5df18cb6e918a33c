import Annotations
public import CorpusFormats
import CorpusStore
import Files
import Foundation

extension Workbench {
  /// `corpus export --originals`: the files that documents came from, with the mentions that they have now and everything else
  /// byte for byte.
  ///
  /// - Parameters:
  ///   - folder: receives each file under the name that it had below what was imported.
  ///   - layer: the layer that is written; `nil`: the first.
  public func writeBack(
    _ selection: CorpusSelection, to folder: String, layer: String?, reading: ReadingOptions, allowsLoss: Bool
  ) throws {
    let store = try selection.open()
    let state = try CorpusSelection.state(selection.state, of: selection.corpus, in: store)
    var totals = LedgerTotals()
    var files = 0
    var changes = 0
    var strangers = 0
    for source in try store.sourceFiles(of: selection.corpus) where source.keptBytes != nil {
      guard let format = CorpusFormat(rawValue: source.description.format) else { continue }
      if isCancelled() { throw WorkProblem.interrupted("\(files) files were written to \(folder)") }
      let name = Self.name(source.description.path)
      let target = ExperimentFolder.join(folder, name)
      try FilePath.makeFolder(FilePath.folder(of: target))
      let original = try kept(source.id, in: store, beside: target)
      defer { try? FileManager.default.removeItem(atPath: original) }
      let input = try named(original, format, source.description.path, reading) {
        try store.document($0, in: selection.corpus, at: state) != nil
      }
      try XMLWriteBack.write(
        input, to: target, reading: reading,
        revise: { found in
          guard let stored = try store.document(found.id, in: selection.corpus, at: state) else {
            strangers += 1
            return nil
          }
          var revised = found
          revised.mentions = stored.layer(layer)?.mentions ?? []
          guard stored.text == found.text else { throw WriteBackProblem.textDiffers(document: found.id) }
          return revised
        },
        report: { outcome in
          for span in outcome.spans { totals.add(span) }
          changes += outcome.changes
        })
      files += 1
      report(
        .progress(WorkProgress(title: "writing", done: Double(files), total: nil, unit: "files", units: Double(files))))
    }
    guard files > 0 else {
      throw WorkProblem.model(
        "no original file of corpus '\(selection.corpus)' is kept in \(selection.store); import with --keep-source always"
      )
    }
    if strangers > 0 {
      report(
        .log(
          .warning, source: "export:2",
          message: "\(strangers) documents of the files are not in the corpus; their mentions stay as they are"))
    }
    report(.output("files: \(files)\nchanges: \(changes)\nmentions: \(LedgerText.line(totals))\n"))
    try Self.judge(totals, allowsLoss: allowsLoss, ledger: nil)
  }

  /// The kept bytes of a source as a temporary file beside the target.
  private func kept(_ source: Int, in store: CorpusStore, beside target: String) throws -> String {
    let path = target + ".original-\(UUID().uuidString)"
    let file = try AtomicFile(path)
    let bytes = try store.sourceBytes(of: source)
    while let piece = try bytes.next() { try file.write(piece) }
    try file.commit()
    return path
  }

  /// The file under the name that its documents were called after: what the path had below the folder of the import, which
  /// nobody noted. Its first document tells.
  private func named(
    _ original: String, _ format: CorpusFormat, _ path: String, _ reading: ReadingOptions,
    isThere: (String) throws -> Bool
  ) throws -> CorpusInput {
    let parts = path.split(separator: "/")
    for count in 1...max(1, parts.count) {
      let input = CorpusInput(format, paths: [original], name: parts.suffix(count).joined(separator: "/"))
      var reader = try input.reader(reading)
      guard let first = try reader.next() else { return input }
      if try isThere(first.document.id) { return input }
    }
    return CorpusInput(format, paths: [original], name: Self.name(path))
  }

  /// A path without what leads out of a folder.
  private static func name(_ path: String) -> String {
    let parts = path.split(separator: "/").filter { $0 != ".." && $0 != "." }
    return parts.suffix(2).joined(separator: "/")
  }
}
