public import Foundation

/// A file that grows over several lives of a program: what came after the last point that somebody wrote down is cut off, and
/// writing goes on there.
///
/// Unlike an `AtomicFile` it stays when the program ends, and stands under a name of its own until `move`.
public final class AppendedFile {
  /// The path, as given.
  public let path: String
  private var writer: BufferedWriter

  /// Opens the file at `path`, or makes it, cut to its first `count` bytes.
  ///
  /// - Throws: `FileError<FileProblem>`; `FileProblem.shorter` if it has less than `count` bytes.
  public convenience init(_ path: String, keeping count: Int) throws {
    try self.init(path) { size in
      guard size >= count else { throw FileProblem.shorter(expected: count, found: size) }
      return count
    }
  }

  /// Opens the file at `path`, or makes it, cut to its first `count` bytes if it has more.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public convenience init(_ path: String, keepingAtMost count: Int) throws {
    try self.init(path) { size in min(size, max(0, count)) }
  }

  /// - Parameter kept: how many bytes stay, of those that there are.
  private init(_ path: String, kept: (Int) throws -> Int) throws {
    guard !path.isEmpty else { throw FileError(FileProblem.emptyPath, file: path) }
    let (handle, count): (FileHandle, Int)
    do {
      handle = try SystemCall.open(path, O_RDWR | O_CREAT)
      count = try kept(Int(clamping: try handle.seekToEnd()))
      try handle.truncate(atOffset: UInt64(clamping: count))
      try handle.seek(toOffset: UInt64(clamping: count))
    } catch {
      throw FileError(error as? FileProblem ?? FileProblem(error, during: .create), file: path)
    }
    self.path = path
    writer = BufferedWriter(handle, path: path, count: count)
  }

  /// How many bytes it has, buffered ones too.
  public var count: Int { writer.count }

  /// Appends bytes, in large pieces.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public func write(_ bytes: some DataProtocol) throws { try writer.write(bytes) }

  /// Waits until the disk has everything.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public func synchronize() throws { try writer.synchronize() }

  /// Hands what is buffered to the system: it survives the end of the process, not the loss of power.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public func flush() throws { try writer.flush() }

  /// Gives a file another name, in one step; what stood there is replaced.
  ///
  /// - Parameter waits: whether the new name is durable afterwards.
  /// - Throws: `FileError<FileProblem>`.
  public static func move(_ path: String, to target: String, waits: Bool = true) throws {
    do {
      try SystemCall.rename(path, to: target)
    } catch {
      throw FileError(FileProblem(error, during: .replace), file: target)
    }
    if waits { synchronizeFolder(of: target) }
  }

  /// Makes the names in a file's folder durable. Some file systems refuse that; nothing is to be done then.
  public static func synchronizeFolder(of path: String) {
    try? FileHandle(forReadingFrom: URL(filePath: path).deletingLastPathComponent()).synchronize()
  }

  /// Removes a file, if there is one.
  public static func remove(_ path: String) { try? SystemCall.unlink(path) }
}
