import Foundation

/// The right to do something with a file, which one holder has at a time: in this process and in all others.
///
/// It is a lock on an empty file beside it, which the system releases when the process ends, however it ends. The file goes
/// with the lock; one that a killed process left is taken over. On a file system without locks everybody gets it.
public final class FileLock: Sendable {
  private let path: String
  private let handle: FileHandle

  private init(path: String, handle: FileHandle) { (self.path, self.handle) = (path, handle) }

  /// The lock at `path`; `nil` if somebody has it.
  ///
  /// - Throws: `FileError<FileProblem>` where the file cannot be made.
  public static func take(_ path: String) throws -> FileLock? {
    while true {
      do {
        let handle = try SystemCall.open(path, O_RDWR | O_CREAT)
        if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) != 0, errno == EWOULDBLOCK { return nil }
        // Whoever had it may have removed the name in between: then this is the lock of a file that nobody else will find.
        if try SystemCall.isFile(handle, at: path) { return FileLock(path: path, handle: handle) }
      } catch {
        throw FileError(FileProblem(error, during: .create), file: path)
      }
    }
  }

  /// The lock at `path`, waiting for it up to `seconds`; `nil` if somebody still has it then.
  ///
  /// - Throws: `FileError<FileProblem>` where the file cannot be made.
  public static func take(_ path: String, waiting seconds: Double) throws -> FileLock? {
    let end = Date(timeIntervalSinceNow: seconds)
    var pause = 0.001
    while true {
      if let lock = try take(path) { return lock }
      let rest = end.timeIntervalSinceNow
      guard rest > 0 else { return nil }
      Thread.sleep(forTimeInterval: min(pause, rest))
      pause = min(pause * 2, 0.1)
    }
  }

  deinit {
    // Before the lock goes, so that nobody takes a file whose name is about to vanish.
    try? SystemCall.unlink(path)
    try? handle.close()
  }
}
