import Files
import Foundation

/// Where a writer's bytes go.
enum WritingPlace {
  /// Files, or a folder, that appear at a path at the end.
  case path(String)
  /// Pieces that are taken after each document; `after` documents were written before by another writer of the same options.
  case pieces(WrittenPieces, after: Int)

  /// Documents that the place holds already.
  var documents: Int {
    if case .pieces(_, let after) = self { return after }
    return 0
  }

  /// The folder of a form with a file for each document.
  func folder() throws -> FolderOutput {
    switch self {
    case .path(let path): FolderOutput(folder: try DocumentFolder(path), pieces: nil)
    case .pieces(let pieces, _): FolderOutput(folder: nil, pieces: pieces)
    }
  }

  /// The one file of a form.
  func file() throws -> FormOutput { try file { $0 } }

  /// One of several files, of which each is asked for in turn.
  func file(_ path: (String) -> String) throws -> FormOutput {
    switch self {
    case .path(let name): return FormOutput(try AtomicFile(path(name), packing: .byName))
    case .pieces(let pieces, _): return FormOutput(pieces, stream: pieces.addStream())
    }
  }
}

/// What a writer wrote since it was last taken.
final class WrittenPieces {
  private(set) var streams: [[UInt8]] = []
  private(set) var files: [WrittenFile] = []

  func addStream() -> Int {
    streams.append([])
    return streams.count - 1
  }

  func append(_ bytes: some DataProtocol, to stream: Int) { streams[stream] += bytes }

  func append(_ file: WrittenFile) { files.append(file) }

  func take() -> (streams: [[UInt8]], files: [WrittenFile]) {
    defer {
      for index in streams.indices { streams[index].removeAll() }
      files.removeAll()
    }
    return (streams, files)
  }
}

/// A file of a form that has one, or several, for each document.
public struct WrittenFile: Hashable, Sendable {
  /// Where it belongs below the folder, without its ending; `/` between parts. It is made of the document's id alone: two
  /// documents may have one name.
  public var name: String
  /// What the name ends with: `.ann`.
  public var ending: String
  /// What it holds.
  public var bytes: [UInt8]
}

/// One file of a form on its way.
final class FormOutput {
  private let file: AtomicFile?
  private let pieces: WrittenPieces?
  private let stream: Int

  fileprivate init(_ file: AtomicFile) { (self.file, pieces, stream) = (file, nil, 0) }

  fileprivate init(_ pieces: WrittenPieces, stream: Int) { (file, self.pieces, self.stream) = (nil, pieces, stream) }

  /// Appends bytes.
  ///
  /// - Throws: `FileError<FileProblem>`.
  func write(_ bytes: some DataProtocol) throws {
    try file?.write(bytes)
    pieces?.append(bytes, to: stream)
  }

  /// Appends a text in UTF-8.
  func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Puts the file into its place.
  func commit() throws { try Self.commit([self]) }

  /// Puts files into their places together.
  static func commit(_ outputs: [FormOutput]) throws {
    let files = outputs.compactMap(\.file)
    if !files.isEmpty { try AtomicFile.commit(files) }
  }
}

/// The files of documents on their way.
struct FolderOutput {
  fileprivate let folder: DocumentFolder?
  fileprivate let pieces: WrittenPieces?

  /// Writes the files of a document, one for each ending; their name is made of its id.
  ///
  /// - Throws: `FileError<FileProblem>`.
  func write(id: String, _ contents: [(ending: String, bytes: [UInt8])]) throws {
    try folder?.write(id: id, contents)
    guard let pieces else { return }
    let name = DocumentFolder.safeName(id)
    for (ending, bytes) in contents { pieces.append(WrittenFile(name: name, ending: ending, bytes: bytes)) }
  }

  /// Puts the files into their places.
  func finish() throws { try folder?.finish() }
}
