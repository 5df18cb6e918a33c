import Files

/// The beginning of a file, unpacked and as text, from which its form is told.
struct FileSample {
  /// The first bytes as text; what is not Unicode reads as U+FFFD.
  let text: String
  /// Whether the sample is all of the file.
  let isWhole: Bool
  /// Whether the bytes are no text: NUL bytes without an encoding that explains them.
  let isBinary: Bool
  /// Whether it is a ZIP archive.
  let isZip: Bool

  private static let size = 1 << 16

  /// Reads the beginning of a file.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(path: String) throws {
    let reader = try ByteReader(path: path)
    var bytes: [UInt8] = []
    var count = 1
    while bytes.count < Self.size, count > 0 { count = try reader.read(into: &bytes) }
    self.init(bytes: bytes, isWhole: count == 0)
  }

  /// A sample of bytes in memory.
  init(bytes: [UInt8], isWhole: Bool) {
    isZip = bytes.starts(with: [0x50, 0x4B, 0x03, 0x04])
    self.isWhole = isWhole && bytes.count <= Self.size
    let bytes = bytes.count > Self.size ? Array(bytes.prefix(Self.size)) : bytes
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
      let low = bytes[0] == 0xFF ? 0 : 1
      let units = stride(from: 2, to: bytes.count - 1, by: 2).map {
        UInt16(bytes[$0 + low]) | UInt16(bytes[$0 + 1 - low]) << 8
      }
      (text, isBinary) = (String(decoding: units, as: UTF16.self), false)
    } else {
      let start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
      isBinary = bytes.contains(0)
      text = String(decoding: bytes[start...], as: UTF8.self)
    }
  }

  /// The lines; the last one may be cut, and is left out unless the sample is the whole file.
  var lines: [Substring] {
    var lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    if !isWhole, lines.count > 1 { lines.removeLast() }
    return lines
  }
}
