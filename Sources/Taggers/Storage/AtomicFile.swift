public import Foundation

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the same folder; `commit` flushes it to the disk and renames it onto the target.
/// Until then a previous file of that name stays as it was. Without `commit` (a thrown error, a cancelled task) the
/// temporary file is removed when the last reference goes.
///
///     let file = try AtomicFile("model.tlt")
///     try file.write(bytes)
///     try file.commit()
public final class AtomicFile {
  /// The target's path, as given.
  public let path: String
  /// How many bytes were appended so far.
  public private(set) var count = 0

  private let target: String
  private let temporary: String
  private let handle: FileHandle
  private var isFinished = false

  /// Creates the temporary file beside `path`. A symbolic link is followed: what it points to is replaced.
  ///
  /// - Throws: `FileError<FileProblem>`: missing folder, target is a folder, no permission, no space, read-only.
  public init(_ path: String) throws {
    let target = URL(filePath: path).resolvingSymlinksInPath()
    let folder = target.deletingLastPathComponent()
    guard case .typeDirectory? = try? MappedFile.kind(of: folder.plainPath) else {
      throw FileError(FileProblem.missingFolder(folder.withoutSlash), file: path)
    }
    if case .typeDirectory? = try? MappedFile.kind(of: target.plainPath) {
      throw FileError(FileProblem.isFolder, file: path)
    }
    let suffix = String(UInt64.random(in: .min ... .max), radix: 36)
    let temporary = folder.appending(path: ".\(target.lastPathComponent).\(suffix).partial")
    do {
      try Data().write(to: temporary, options: .withoutOverwriting)
      self.handle = try FileHandle(forWritingTo: temporary)
    } catch {
      throw FileError(FileProblem(error, operation: "create"), file: path)
    }
    (self.path, self.target, self.temporary) = (path, target.plainPath, temporary.plainPath)
  }

  deinit { discard() }

  /// Appends bytes.
  ///
  /// - Throws: `FileError<FileProblem>`; on any error the temporary file is gone at once.
  public func write(_ bytes: some DataProtocol) throws {
    try attempt { try handle.write(contentsOf: bytes) }
    count += bytes.count
  }

  /// Writes over bytes that were appended before, and goes back to the end.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public func overwrite(_ bytes: some DataProtocol, at offset: Int) throws {
    precondition(offset >= 0 && offset + bytes.count <= count, "only bytes that were written can be written over")
    try attempt {
      try handle.seek(toOffset: UInt64(offset))
      try handle.write(contentsOf: bytes)
      try handle.seekToEnd()
    }
  }

  /// Makes the bytes durable, puts the file in its place, and makes the new name durable.
  ///
  /// - Throws: `FileError<FileProblem>`; the previous file is then untouched.
  public func commit() throws {
    precondition(!isFinished, "commit comes once, and not after an error")
    try attempt {
      try handle.synchronize()
      try handle.close()
    }
    // Foundation's moveItem refuses an existing target and replaceItemAt is not one system call.
    // SAFETY: both strings outlive the call, which only reads them.
    guard unsafe rename(temporary, target) == 0 else {
      let reason = CocoaError.error(.fileWriteUnknown, userInfo: [NSUnderlyingErrorKey: POSIXError(currentCode)])
      discard()
      throw FileError(FileProblem(reason, operation: "put into place"), file: path)
    }
    isFinished = true
    // Some file systems refuse to flush a folder; the file itself is already safe.
    let folder = URL(filePath: target).deletingLastPathComponent()
    if let folder = try? FileHandle(forReadingFrom: folder) {
      try? folder.synchronize()
      try? folder.close()
    }
  }

  private var currentCode: POSIXErrorCode { POSIXErrorCode(rawValue: errno) ?? .EIO }

  private func attempt(_ body: () throws -> Void) throws {
    do {
      try body()
    } catch {
      discard()
      throw FileError(FileProblem(error, operation: "write", written: count), file: path)
    }
  }

  private func discard() {
    guard !isFinished else { return }
    isFinished = true
    try? handle.close()
    try? FileManager.default.removeItem(atPath: temporary)
  }
}

extension URL {
  fileprivate var plainPath: String { path(percentEncoded: false) }

  /// A folder's path as people write it; Foundation ends it with a slash.
  fileprivate var withoutSlash: String {
    let path = plainPath
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
