import Annotations
public import CorpusFormats
import Files
import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Results as a file, or a pair of files, for each document in a folder: brat, TEI, GATE and others.
///
/// Each file appears whole. Names are made of ids; documents of one name are numbered. A log of the names lies in the folder until
/// the end (`.gloss-names`), by which a run that goes on finds out what is to be thrown away.
public final class FolderSink: TagSink {
  private let folder: String
  private let form: DocumentRendering
  private let layer: String
  private var names = NameSet()
  private var log: SinkLog?

  /// A sink of a folder, which is made if it does not exist; other files in it stay.
  ///
  /// - Throws: `FormatProblem` for a form that cannot be written document by document.
  public init(
    _ folder: String, _ format: CorpusFormat, layer: String, options: WritingOptions = WritingOptions()
  ) throws {
    guard format.isFolder else { throw FormatProblem.notRendered(format) }
    form = try DocumentRendering(format, FormRendering.options(options, format, layer), isUniform: true)
    (self.folder, self.layer) = (folder, layer)
  }

  /// Form, offsets, layer and folder.
  public var identity: String {
    "folder 1 \(form.format.rawValue) \(form.options.unit?.rawValue ?? "") \(layer) \(folder)"
  }

  private var logPath: String { path(".gloss-names") }

  /// Removes the files of documents that come again.
  public func resume(from state: [UInt8]?) throws {
    let length = state.flatMap { Int(String(decoding: $0, as: UTF8.self)) } ?? 0
    try FilePath.makeFolder(folder)
    names = NameSet()
    var later: [String] = []
    try SinkLog.lines(of: logPath, before: length) { line, isKept in
      let entry = String(decoding: line, as: UTF8.self)
      let (name, endings) = Self.parts(entry)
      guard isKept else {
        later += endings.map { name + $0 }
        return
      }
      _ = names.insert(name)
    }
    for name in later where !name.contains("..") { AppendedFile.remove(path(name)) }
    log = try SinkLog(path: logPath, keeping: length)
  }

  /// Writes the files of a document.
  public func append(_ outcome: TagOutcome) throws -> TagOutcome {
    guard case .tagged(let document) = outcome else { return outcome }
    let piece: DocumentRendering.Piece
    do {
      piece = try form.rendered(document.document(layer: layer, withWords: form.format.isTokenized))
    } catch {
      return .failed(FailedDocument(id: document.id, origin: document.source.origin, reason: "\(error)"))
    }
    guard let first = piece.files.first else { return outcome }
    var name = first.name
    var number = 2
    while !names.insert(name) {
      name = "\(first.name)~\(number)"
      number += 1
    }
    try log?.append(Array(([name] + piece.files.map(\.ending)).joined(separator: "\t").utf8))
    for file in piece.files { try write(file.bytes, to: name + file.ending) }
    return outcome
  }

  /// Waits until the disk has all files; the state is the length of the log.
  public func commit() throws -> [UInt8] {
    // One call for all files; each on its own would wait for the disk as often as there are documents.
    sync()
    return Array("\(log?.length ?? 0)".utf8)
  }

  /// Writes what stands beside the documents' files, and removes the log.
  public func finish() throws {
    let one = TaggedDocument(
      source: SourceDocument(id: "x", text: [0x61]), mentions: [TaggedMention(label: "x", bytes: 0..<1, score: 1)])
    for file in try form.closing(like: one.document(layer: layer, withWords: false)) {
      try write(file.bytes, to: file.name + file.ending)
    }
    AppendedFile.remove(logPath)
  }

  /// A name in the log and the endings behind it; names hold no tabs, which are not safe.
  private static func parts(_ entry: String) -> (name: String, endings: [String]) {
    let parts = entry.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
    return (parts.first ?? "", Array(parts.dropFirst()))
  }

  private func path(_ name: String) -> String { folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)" }

  private func write(_ bytes: [UInt8], to name: String) throws {
    let (target, part) = (path(name), path(".gloss-part"))
    if name.utf8.contains(UInt8(ascii: "/")) { try FilePath.makeFolder(FilePath.folder(of: target)) }
    do {
      try Data(bytes).write(to: URL(filePath: part))
    } catch {
      AppendedFile.remove(part)
      throw FileError(FileProblem(error, during: .write), file: target)
    }
    // `commit` waits for the disk, once for all.
    try AppendedFile.move(part, to: target, waits: false)
  }
}
