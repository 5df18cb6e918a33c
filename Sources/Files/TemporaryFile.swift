import Foundation

/// A file beside a target, under the first free name of `.NAME.tmp-1`, `.NAME.tmp-2`, …, and locked.
///
/// The system releases the lock when the process ends, however it ends. So a name whose file can be locked was left by a
/// run that was killed, and is removed; one that cannot is in use by somebody, and is passed by. A process id in the
/// name would tell less: in containers that share a folder every run may have the same.
struct TemporaryFile {
  let path: String
  /// The open file; `nil` for another name of a file that may not be read.
  let handle: FileHandle?

  /// Creates an empty file.
  static func create(beside target: String) throws -> TemporaryFile {
    try claim(beside: target) { path in
      let handle = try SystemCall.open(path, O_RDWR | O_CREAT | O_EXCL)
      // If somebody else has the lock, they take the file for a leftover and are about to remove it.
      return lock(handle) == false ? nil : TemporaryFile(path: path, handle: handle)
    }
  }

  /// Keeps what stands at `target` under a second name, as another link, or as a copy where there are no links.
  static func backup(of target: String) throws -> TemporaryFile {
    try claim(beside: target) { path in
      do {
        try SystemCall.link(target, as: path)
      } catch let error as POSIXError where error.code != .EEXIST && error.code != .ENOENT {
        let file = try SystemCall.open(path, O_RDWR | O_CREAT | O_EXCL)
        do {
          let source = try SystemCall.open(target, O_RDONLY)
          while let bytes = try source.read(upToCount: 1 << 20), !bytes.isEmpty { try file.write(contentsOf: bytes) }
          try file.synchronize()
        } catch {
          try? SystemCall.unlink(path)
          throw error
        }
      }
      let handle = try? SystemCall.open(path, O_RDONLY)
      if let handle { _ = lock(handle) }
      return TemporaryFile(path: path, handle: handle)
    }
  }

  /// Removes the name; it may be gone already.
  func remove() { try? SystemCall.unlink(path) }

  /// More names than anybody uses at a time; reached only where files can be made and neither locked nor removed.
  private static let limit = 1000

  private static func claim(
    beside target: String, _ make: (_ path: String) throws -> TemporaryFile?
  ) throws -> TemporaryFile {
    for number in 1...limit {
      let path = name(number, beside: target)
      removeLeftover(path)
      do {
        // A name that vanished was removed by somebody before it was locked.
        guard let file = try make(path), FileKind(of: path) != nil else { continue }
        removeLeftover(name(number + 1, beside: target))
        return file
      } catch let error as POSIXError where error.code == .EEXIST {
        continue
      }
    }
    throw POSIXError(.EEXIST)
  }

  /// Two targets may share a name, since it is cut to what file systems take: the lock keeps them apart.
  private static func name(_ number: Int, beside target: String) -> String {
    let target = URL(filePath: target)
    let name = String(decoding: target.lastPathComponent.utf8.prefix(200), as: UTF8.self)
    let folder = target.deletingLastPathComponent()
    return folder.appending(path: ".\(name).tmp-\(number)").path(percentEncoded: false)
  }

  private static func removeLeftover(_ path: String) {
    // A pipe of this name must not make us wait, nor a link lead elsewhere.
    guard let handle = try? SystemCall.open(path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW) else { return }
    guard lock(handle) == true else { return }
    try? SystemCall.unlink(path)
  }

  /// Whether the lock was free; `nil` on a file system without locks, where files can be made and leftovers stay.
  private static func lock(_ handle: FileHandle) -> Bool? {
    if flock(handle.fileDescriptor, LOCK_EX | LOCK_NB) == 0 { return true }
    return errno == EWOULDBLOCK ? false : nil
  }
}
