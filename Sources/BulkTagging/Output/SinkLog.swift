import Files
import Foundation

/// A file that a sink appends lines to, and cuts back to an earlier length when a run goes on.
final class SinkLog {
  let path: String
  private let handle: FileHandle
  /// Bytes so far.
  private(set) var length: Int

  /// Opens or creates the file and cuts it to a length.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(path: String, keeping length: Int) throws {
    self.path = path
    do {
      if FileKind(of: path) == nil { try Data().write(to: URL(filePath: path)) }
      handle = try FileHandle(forUpdating: URL(filePath: path))
      let size = Int(clamping: try handle.seekToEnd())
      self.length = min(size, max(0, length))
      try handle.truncate(atOffset: UInt64(self.length))
    } catch {
      throw FileError(FileProblem(error, during: .create), file: path)
    }
  }

  /// Appends a line; `line` holds no line break.
  func append(_ line: [UInt8]) throws {
    do {
      try handle.write(contentsOf: Data(line + [0x0A]))
      length += line.count + 1
    } catch {
      throw FileError(FileProblem(error, during: .write), file: path)
    }
  }

  /// Waits until the disk has it.
  func synchronize() throws {
    do {
      try handle.synchronize()
    } catch {
      throw FileError(FileProblem(error, during: .write), file: path)
    }
  }

  /// The lines of a file, those that begin before `length` apart from later ones; empty if there is none.
  static func lines(
    of path: String, before length: Int, _ body: (_ line: [UInt8], _ isKept: Bool) throws -> Void
  ) throws {
    guard FileKind(of: path) == .regular else { return }
    let reader = try ByteReader(path: path, unpacksGzip: false)
    var bytes: [UInt8] = []
    var offset = 0
    var isAtEnd = false
    while !isAtEnd {
      isAtEnd = try reader.read(into: &bytes) == 0
      var start = 0
      while let end = bytes[start...].firstIndex(of: 0x0A) {
        try body(Array(bytes[start..<end]), offset + start < length)
        start = end + 1
      }
      bytes.removeSubrange(..<start)
      offset += start
    }
    // A line that a kill cut short.
    if !bytes.isEmpty { try body(bytes, offset < length) }
  }

  static func remove(_ path: String) { try? FileManager.default.removeItem(atPath: path) }
}

/// Names of files, by 64 bits each, so that a million of them take little memory. Two that are alike by chance are told apart as two
/// that are equal.
struct NameSet {
  private var hashes: Set<UInt64> = []

  /// Adds a name; `false` if it is there, whatever its case: not every file system tells cases apart.
  mutating func insert(_ name: String) -> Bool {
    // FNV-1a.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in name.lowercased().utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return hashes.insert(hash).inserted
  }
}
