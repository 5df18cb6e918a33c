import Files
import Foundation

/// Unpacks a gzip file beside, into a temporary file that is mapped and already without a name: memory stays at two
/// megabytes whatever the size, and nothing is left behind.
enum Gunzip {
  /// Whether a file begins as gzip does.
  static func isGzip(_ bytes: Data) -> Bool { bytes.starts(with: [0x1F, 0x8B, 0x08]) }

  /// How much a file of `count` bytes may unpack to. Weights hardly shrink; deflate itself could stand for a thousand
  /// times as much.
  static func limit(for count: Int) -> Int { 64 << 20 + count.multipliedReportingOverflow(by: 20).partialValue }

  /// The unpacked content.
  ///
  /// - Throws: `FileError<ArchiveProblem>`, `FileError<FileProblem>` for a full disk.
  static func unpacked(_ packed: Data, path: String) throws -> Data {
    let temporary = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString).tar")
    let name = temporary.path(percentEncoded: false)
    var written = 0
    guard
      FileManager.default.createFile(atPath: name, contents: nil, attributes: [.posixPermissions: 0o600]),
      let handle = FileHandle(forWritingAtPath: name)
    else { throw FileError(FileProblem.notPermitted(.create), file: name) }
    defer {
      try? handle.close()
      try? FileManager.default.removeItem(at: temporary)
    }
    let limit = limit(for: packed.count)
    try run(packed, path: path) { piece in
      written += piece.count
      guard written <= limit else { throw FileError(ArchiveProblem.gzipTooLarge(limit: limit), file: path) }
      do {
        try handle.write(contentsOf: Data(piece))
      } catch {
        throw FileError(FileProblem(error, during: .write, written: written), file: name)
      }
    }
    return written == 0 ? Data() : try MappedFile.open(name)
  }

  /// Hands out the content piece by piece.
  private static func run(_ packed: Data, path: String, _ take: (ArraySlice<UInt8>) throws -> Void) throws {
    func damaged(_ position: Int) -> FileError<ArchiveProblem> {
      FileError(.gzipDamaged(offset: position - packed.startIndex), file: path)
    }
    let inflater = Zlib.Inflater(.gzip)
    var output = [UInt8](repeating: 0, count: 1 << 20)
    var position = packed.startIndex
    while true {
      let input = packed[position..<min(position + 1 << 20, packed.endIndex)]
      let step = inflater.step(input, into: &output)
      position += step.taken
      try take(output[..<step.given])
      switch step.state {
      case .ended: return
      case .damaged: throw damaged(position)
      case .goesOn:
        // Neither eaten nor made anything: the end came too early.
        if step.taken == 0, step.given == 0 { throw damaged(position) }
      }
    }
  }
}
