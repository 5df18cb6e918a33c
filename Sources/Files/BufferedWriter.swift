import Foundation

/// Appends to an open file in large pieces.
struct BufferedWriter {
  let handle: FileHandle
  /// The path that messages name.
  let path: String
  /// How many bytes were appended, buffered ones too.
  private(set) var count = 0
  private var buffer: [UInt8] = []

  private static let limit = 1 << 18

  /// - Parameter count: how many bytes stand before.
  init(_ handle: FileHandle, path: String, count: Int = 0) {
    (self.handle, self.path, self.count) = (handle, path, count)
  }

  mutating func write(_ bytes: some DataProtocol) throws {
    count += bytes.count
    guard bytes.count < Self.limit else {
      try flush()
      return try attempt { try handle.write(contentsOf: bytes) }
    }
    buffer.append(contentsOf: bytes)
    if buffer.count >= Self.limit { try flush() }
  }

  /// Writes over bytes that were appended before.
  mutating func overwrite(_ bytes: some DataProtocol, at offset: Int) throws {
    precondition(offset >= 0 && offset + bytes.count <= count, "only bytes that were written can be written over")
    try flush()
    try attempt {
      try handle.seek(toOffset: UInt64(offset))
      try handle.write(contentsOf: bytes)
      try handle.seekToEnd()
    }
  }

  /// Hands what is buffered to the system.
  mutating func flush() throws {
    guard !buffer.isEmpty else { return }
    try attempt { try handle.write(contentsOf: buffer) }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Waits until the disk has everything.
  mutating func synchronize() throws {
    try flush()
    try attempt { try handle.synchronize() }
  }

  private func attempt(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      // The offset tells how much of a piece still found room.
      let written = (try? handle.offset()).map { Int(clamping: $0) } ?? 0
      throw FileError(FileProblem(error, during: .write, written: written), file: path)
    }
  }
}
