import Foundation

/// The calls of the system that take pointers: all that is unsafe in this target.
///
/// Foundation has no rename that replaces atomically, no read that takes what a pipe holds, and no way to create a file
/// that fails if there is one and says why.
enum SystemCall {
  /// Opens or creates a file; a child process does not inherit it.
  static func open(_ path: String, _ flags: Int32) throws -> FileHandle {
    // SAFETY: the string outlives the call, which only reads it.
    let descriptor = unsafe Foundation.open(path, flags | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw lastError }
    return FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
  }

  /// Moves a file onto another name, replacing what stands there, in one step.
  static func rename(_ old: String, to new: String) throws {
    // SAFETY: both strings outlive the call, which only reads them.
    guard unsafe Foundation.rename(old, new) == 0 else { throw lastError }
  }

  /// Gives a file a second name, if that is free.
  static func link(_ path: String, as name: String) throws {
    // SAFETY: both strings outlive the call, which only reads them.
    guard unsafe Foundation.link(path, name) == 0 else { throw lastError }
  }

  /// Removes a name that is not a folder's.
  static func unlink(_ path: String) throws {
    // SAFETY: the string outlives the call, which only reads it.
    guard unsafe Foundation.unlink(path) == 0 else { throw lastError }
  }

  /// What a path leads to, links followed.
  static func kind(of path: String) throws -> FileKind {
    var status = stat()
    // SAFETY: the string and the structure outlive the call, which writes one whole structure.
    guard unsafe stat(path, &status) == 0 else { throw lastError }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .regular
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// How many bytes the file has that a path leads to, links followed.
  static func size(of path: String) throws -> Int {
    var status = stat()
    // SAFETY: the string and the structure outlive the call, which writes one whole structure.
    guard unsafe stat(path, &status) == 0 else { throw lastError }
    return Int(status.st_size)
  }

  /// Whether a name still leads to an open file.
  static func isFile(_ handle: FileHandle, at path: String) throws -> Bool {
    var (open, named) = (stat(), stat())
    // SAFETY: the string and both structures outlive the calls, which write one whole structure each.
    guard unsafe fstat(handle.fileDescriptor, &open) == 0 else { throw lastError }
    guard unsafe stat(path, &named) == 0 else {
      if errno == ENOENT { return false }
      throw lastError
    }
    return open.st_dev == named.st_dev && open.st_ino == named.st_ino
  }

  /// Reads what is there into the front of `bytes`, waiting only while there is nothing; 0 at the end.
  static func read(_ handle: FileHandle, into bytes: inout [UInt8]) throws -> Int {
    let descriptor = handle.fileDescriptor
    while true {
      // SAFETY: the call writes at most `count` bytes at the buffer's start, and keeps no pointer.
      let count = unsafe bytes.withUnsafeMutableBytes { unsafe Foundation.read(descriptor, $0.baseAddress, $0.count) }
      if count >= 0 { return count }
      switch errno {
      case EINTR: continue
      case EAGAIN: try waitForBytes(descriptor)
      default: throw lastError
      }
    }
  }

  /// Waits until a descriptor that another process made non-blocking has something to read.
  private static func waitForBytes(_ descriptor: Int32) throws {
    var request = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // SAFETY: the one structure outlives the call, which keeps no pointer.
    guard unsafe poll(&request, 1, -1) >= 0 || errno == EINTR else { throw lastError }
  }

  /// Whether a read would return at once: with bytes, with the end, or with an error.
  static func isReadable(_ handle: FileHandle) -> Bool {
    var request = pollfd(fd: handle.fileDescriptor, events: Int16(POLLIN), revents: 0)
    // SAFETY: the one structure outlives the call, which keeps no pointer.
    return unsafe poll(&request, 1, 0) != 0
  }

  /// What the system calls an error: `Input/output error`.
  static func words(for code: POSIXErrorCode) -> String {
    // SAFETY: the C string is constant, or lives until this thread asks again; it is copied at once.
    unsafe strerror(code.rawValue).map { unsafe String(cString: $0) } ?? "error \(code.rawValue)"
  }

  private static var lastError: POSIXError { POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
}
