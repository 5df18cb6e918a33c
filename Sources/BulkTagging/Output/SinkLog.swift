import Files

/// A file of lines that a sink appends to, and cuts back to an earlier length when a run goes on. Each line is with the system at
/// once, so that a log that tells of files is never behind them.
struct SinkLog {
  private let file: AppendedFile

  /// Opens or creates the file and cuts it to a length, or leaves it as it is if it is shorter.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(path: String, keeping length: Int) throws {
    file = try AppendedFile(path, keepingAtMost: length)
  }

  var path: String { file.path }

  /// Bytes so far.
  var length: Int { file.count }

  /// Appends a line; `line` holds no line break.
  func append(_ line: [UInt8]) throws {
    try file.write(line + [0x0A])
    try file.flush()
  }

  /// Waits until the disk has it.
  func synchronize() throws { try file.synchronize() }

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
}
