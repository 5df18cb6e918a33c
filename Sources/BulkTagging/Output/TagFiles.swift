public import Files
import Foundation

/// The files of a rendering: written beside as `NAME.part`, put into their places at the end.
///
/// Packed files are packed anew at each commit, so that what is committed is whole; a run that was killed gives the same bytes,
/// since commits come after the same documents.
public final class TagFiles: TagSink {
  private let path: String
  private let rendering: any TagRendering
  private let header: TagHeader
  private let packing: AtomicFile.Packing
  private let documentsPerFile: Int?
  private var files: [AppendedFile?] = []
  private var pending: [[UInt8]]
  /// The number of the current file, from 0.
  private var number = 0
  private var documentsInFile = 0
  /// Whether a document has bytes in the current file: then a separator comes before the next.
  private var holdsDocument = false
  /// Bytes of the last document in each stream, before packing.
  private(set) var lastLengths: [Int] = []
  /// `RowChecksum` of them.
  private(set) var lastChecksum: UInt32 = 0

  /// - Parameters:
  ///   - path: what the user called the output.
  ///   - packing: how files are packed; `byName` looks at their names.
  ///   - documentsPerFile: if set, there are several files, `NAME-00001.EXTENSION` and so on, of so many documents each.
  public init(
    _ path: String, rendering: any TagRendering, header: TagHeader, packing: AtomicFile.Packing = .byName,
    documentsPerFile: Int? = nil
  ) {
    (self.path, self.rendering, self.header) = (path, rendering, header)
    self.packing = packing.resolved(for: path)
    self.documentsPerFile = documentsPerFile
    pending = rendering.streams.map { _ in [] }
  }

  /// The rendering's.
  public var identity: String { rendering.identity }
  /// Packing and documents a file.
  public var layout: String { Self.layout(packing, documentsPerFile) }
  /// Not where members of packed files would tell.
  public var commitsAnywhere: Bool { packing == .none }

  static func layout(_ packing: AtomicFile.Packing, _ documentsPerFile: Int?) -> String {
    "\(packing)" + (documentsPerFile.map { ", \($0) documents a file" } ?? "")
  }

  /// The paths of the streams' files of a number.
  static func paths(
    _ path: String, _ rendering: any TagRendering, number: Int, documentsPerFile: Int?
  ) -> [String] {
    rendering.paths(path).map { path in
      guard documentsPerFile != nil else { return path }
      let folder = FilePath.folder(of: path)
      let name = (path as NSString).lastPathComponent
      // Behind the name and before all that tells the form: `tags.jsonl.gz` → `tags-00001.jsonl.gz`.
      var stem = name
      for _ in 0..<2 where (stem as NSString).pathExtension.count <= 6 {
        stem = (stem as NSString).deletingPathExtension
      }
      let digits = String(number + 1)
      let padded = String(repeating: "0", count: max(0, 5 - digits.count)) + digits
      return (folder as NSString).appendingPathComponent("\(stem)-\(padded)\(name.dropFirst(stem.count))")
    }
  }

  private func paths(_ number: Int) -> [String] {
    Self.paths(path, rendering, number: number, documentsPerFile: documentsPerFile)
  }

  /// Opens the parts, cut to what the state says.
  public func resume(from state: [UInt8]?) throws {
    pending = rendering.streams.map { _ in [] }
    guard let state else {
      (number, documentsInFile, holdsDocument) = (0, 0, false)
      return try begin()
    }
    var bytes = JournalBytes(state)
    guard let number = bytes.number(), let documents = bytes.number(), let holds = bytes.number() else {
      throw TagProblem.journal(path)
    }
    (self.number, documentsInFile, holdsDocument, files) = (number, documents, holds == 1, [])
    for path in paths(number) {
      guard let count = bytes.number() else { throw TagProblem.journal(self.path) }
      // A file that was put into its place is done; only the others are left to be finished.
      let isDone = FileKind(of: path + ".part") == nil && FileKind(of: path) != nil
      files.append(isDone ? nil : try AppendedFile(path + ".part", keeping: count))
    }
  }

  /// Appends a document's bytes.
  public func append(_ outcome: TagOutcome) throws -> TagOutcome {
    switch outcome {
    case .tagged(let document):
      do {
        try append { try rendering.render(document, to: $0) }
        return outcome
      } catch let error where !(error is FileError<FileProblem>) {
        return try append(
          .failed(FailedDocument(id: document.id, origin: document.source.origin, reason: "\(error)")))
      }
    case .failed(let failure):
      try append(bytes: rendering.render(failure))
      return outcome
    }
  }

  /// Appends what a document has in each stream.
  func append(bytes: [[UInt8]]) throws {
    try append { write in
      for (stream, bytes) in bytes.enumerated() { try write(stream, bytes) }
    }
  }

  /// Appends what comes piece by piece, stream by stream.
  private func append(_ pieces: ((Int, [UInt8]) throws -> Void) throws -> Void) throws {
    // A file that is in its place already takes no more: the journal is not this output's.
    guard files.allSatisfy({ $0 != nil }) else { throw TagProblem.journal(path) }
    if let documentsPerFile, documentsInFile >= documentsPerFile {
      try end()
      number += 1
      (documentsInFile, holdsDocument) = (0, false)
      try begin()
    }
    var lengths = rendering.streams.map { _ in 0 }
    var checksum = RowChecksum()
    var isEmpty = true
    try pieces { stream, bytes in
      guard !bytes.isEmpty, lengths.indices.contains(stream) else { return }
      if isEmpty, holdsDocument {
        for (stream, separator) in rendering.separators.enumerated() { try write(separator, stream) }
      }
      isEmpty = false
      try write(bytes, stream)
      lengths[stream] += bytes.count
      checksum.add(bytes)
    }
    if !isEmpty { holdsDocument = true }
    documentsInFile += 1
    (lastLengths, lastChecksum) = (lengths, checksum.value)
  }

  /// Hands what is not packed to the system; what is packed waits for the commit, whose places packed files show.
  public func flush() throws {
    for file in files { try file?.flush() }
  }

  /// Packs and synchronizes.
  public func commit() throws -> [UInt8] {
    try pack()
    for file in files { try file?.synchronize() }
    var state = JournalBytes()
    state.add(number)
    state.add(documentsInFile)
    state.add(holdsDocument ? 1 : 0)
    for file in files { state.add(file?.count ?? 0) }
    return state.bytes
  }

  /// Ends the files and renames them, those first that come first.
  public func finish() throws {
    try end()
    for number in 0...number {
      for path in paths(number) where FileKind(of: path + ".part") != nil {
        try AppendedFile.move(path + ".part", to: path)
      }
    }
    files = []
    removeOthers()
  }

  /// Files of an earlier run that had more of them.
  private func removeOthers() {
    guard documentsPerFile != nil else { return }
    var next = number + 1
    while true {
      let left = paths(next).flatMap { [$0, $0 + ".part"] }.filter { FileKind(of: $0) == .regular }
      guard !left.isEmpty else { return }
      for path in left { AppendedFile.remove(path) }
      next += 1
    }
  }

  private func begin() throws {
    files = try paths(number).map { try AppendedFile($0 + ".part", keeping: 0) }
    for path in paths(number) { AppendedFile.synchronizeFolder(of: path) }
    for (stream, bytes) in try rendering.begin(header).enumerated() { try write(bytes, stream) }
  }

  /// Ends the current files; they are durable then.
  private func end() throws {
    for (stream, bytes) in try rendering.end().enumerated() { try write(bytes, stream) }
    try pack()
    for file in files { try file?.synchronize() }
  }

  private func write(_ bytes: [UInt8], _ stream: Int) throws {
    guard files.indices.contains(stream), !bytes.isEmpty else { return }
    if packing == .none { try files[stream]?.write(bytes) } else { pending[stream] += bytes }
  }

  /// Packs what has come since the last commit.
  private func pack() throws {
    for index in pending.indices where !pending[index].isEmpty {
      guard let packer = Packer(packing) else { continue }
      var packed: [UInt8] = []
      packer.append(pending[index], to: &packed)
      packer.finish(into: &packed)
      pending[index].removeAll(keepingCapacity: true)
      if files.indices.contains(index) { try files[index]?.write(packed) }
    }
  }
}
