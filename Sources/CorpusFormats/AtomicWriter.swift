import Foundation

/// Writes a file beside its place and moves it there when it is whole.
///
/// Until `commit` the file of that name stays as it was. Without it, and on every error, the temporary file
/// (`<name>.tmp-…`) is removed.
public final class AtomicWriter {
  /// Where the file will stand.
  public let path: String
  private let temporary: URL
  private var sink: FileSink
  private var isPending = true

  /// Begins a file that will stand at `path`.
  ///
  /// - Throws: `FileProblem` if its directory is missing or may not be written, or `path` is a directory.
  public init(path: String) throws {
    if path.isEmpty { throw FileProblem.noDirectory(path: path) }
    let target = URL(filePath: path)
    if (try? target.resourceValues(forKeys: [.isDirectoryKey]))?.isDirectory == true {
      throw FileProblem.isDirectory(path: path)
    }
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    temporary = target.deletingLastPathComponent().appending(path: "\(target.lastPathComponent).tmp-\(suffix)")
    self.path = path
    do {
      try Data().write(to: temporary, options: .withoutOverwriting)
      sink = FileSink(handle: try FileHandle(forWritingTo: temporary), path: path)
    } catch {
      throw FileProblem(writing: path, error)
    }
  }

  deinit { discard() }

  /// Appends bytes.
  ///
  /// - Throws: `FileProblem`; the temporary file is gone then.
  public func write(_ bytes: some Sequence<UInt8>) throws {
    try orDiscard { try sink.write(bytes) }
  }

  /// Appends a text in UTF-8.
  ///
  /// - Throws: `FileProblem`; the temporary file is gone then.
  public func write(_ text: String) throws { try write(text.utf8) }

  /// Makes the file appear at its place.
  ///
  /// - Throws: `FileProblem`; what stood there before stands there still.
  public func commit() throws { try Self.commit([self]) }

  /// Makes several files appear together: none is moved to its place before all are safely on the disk.
  ///
  /// - Throws: `FileProblem`; the temporary files are gone then.
  public static func commit(_ writers: [AtomicWriter]) throws {
    do {
      for writer in writers { try writer.sink.close() }
      for writer in writers { try writer.moveToPlace() }
    } catch {
      for writer in writers { writer.discard() }
      throw error
    }
  }

  private func moveToPlace() throws {
    precondition(isPending, "\(path) was committed or discarded before")
    // POSIX rename replaces atomically; Foundation's replaceItemAt on Linux was seen to lose both files.
    guard unsafe rename(temporary.path, path) == 0 else {
      throw FileProblem(writing: path, POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO))
    }
    isPending = false
  }

  private func orDiscard(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      discard()
      throw error
    }
  }

  private func discard() {
    guard isPending else { return }
    isPending = false
    try? FileManager.default.removeItem(at: temporary)
  }
}

/// A file being written, with a buffer.
struct FileSink {
  let handle: FileHandle
  /// The path that messages name.
  let path: String
  private var buffer: [UInt8] = []

  init(handle: FileHandle, path: String) { (self.handle, self.path) = (handle, path) }

  mutating func write(_ bytes: some Sequence<UInt8>) throws {
    buffer.append(contentsOf: bytes)
    if buffer.count >= 1 << 18 { try flush() }
  }

  mutating func flush() throws {
    do {
      try handle.write(contentsOf: buffer)
    } catch {
      throw FileProblem(writing: path, error)
    }
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes what is buffered, waits until the disk has it, and closes.
  mutating func close() throws {
    try flush()
    do {
      try handle.synchronize()
      try handle.close()
    } catch {
      throw FileProblem(writing: path, error)
    }
  }
}
