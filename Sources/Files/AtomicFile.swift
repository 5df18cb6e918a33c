public import Foundation

/// A file that appears whole or not at all.
///
/// Bytes go to a temporary file in the same folder; `commit` waits until the disk has it and renames it onto the target.
/// Until then a previous file of that name stays as it was. Without `commit` (a thrown error, a cancelled task) the
/// temporary file is removed when the last reference goes; if the process is killed, by the next `AtomicFile` of that
/// target.
///
///     let file = try AtomicFile("model.tlt")
///     try file.write(bytes)
///     try file.commit()
public final class AtomicFile {
  /// The target's path, as given.
  public let path: String
  /// How many bytes were appended so far, before packing.
  public private(set) var count = 0

  /// Whether what is written is packed.
  public enum Packing: Hashable, Sendable {
    /// It stands as it is.
    case none
    /// It becomes a gzip file.
    case gzip
    /// It becomes a zstd file.
    case zstd
    /// As gzip if the path ends with `.gz`, as zstd if it ends with `.zst`, else as it is.
    case byName

    /// What it means for a path: never `byName`.
    public func resolved(for path: String) -> Packing {
      guard self == .byName else { return self }
      let path = path.lowercased()
      return path.hasSuffix(".gz") ? .gzip : path.hasSuffix(".zst") ? .zstd : .none
    }
  }

  private let target: String
  private let temporary: TemporaryFile
  private var writer: BufferedWriter
  private var state = State.writing
  private let packer: Packer?
  private var packed: [UInt8] = []
  /// Whether the packed bytes are complete.
  private var isPacked = false

  private enum State { case writing, replaced, finished }

  /// Creates the temporary file beside `path`. A symbolic link is followed: what it points to is replaced.
  ///
  /// - Throws: `FileError<FileProblem>`: no folder to hold it, a folder or a device in its place, no permission, no
  ///   space, a read-only disk.
  public init(_ path: String, packing: Packing = .none) throws {
    packer = Packer(packing.resolved(for: path))
    let target = try Self.target(of: path)
    do {
      temporary = try TemporaryFile.create(beside: target)
    } catch {
      throw FileError(FileProblem(error, during: .create), file: path)
    }
    guard let handle = temporary.handle else { preconditionFailure("a file that was created is open") }
    writer = BufferedWriter(handle, path: path)
    (self.path, self.target) = (path, target)
  }

  deinit { discard() }

  /// Appends bytes, in large pieces.
  ///
  /// - Throws: `FileError<FileProblem>`; on any error the temporary file is gone at once.
  public func write(_ bytes: some DataProtocol) throws {
    precondition(!isPacked, "nothing can follow the end of a packed file")
    count += bytes.count
    guard let packer else { return try orDiscard { try writer.write(bytes) } }
    packer.append(bytes, to: &packed)
    try orDiscard { try writePacked() }
  }

  /// Appends a text in UTF-8.
  ///
  /// - Throws: `FileError<FileProblem>`; the temporary file is gone then.
  public func write(_ text: String) throws { try write(Array(text.utf8)) }

  /// Writes over bytes that were appended before, in a file that is not packed; the next `write` appends again.
  ///
  /// - Throws: `FileError<FileProblem>`; the temporary file is gone then.
  public func overwrite(_ bytes: some DataProtocol, at offset: Int) throws {
    precondition(packer == nil, "bytes that were packed cannot be written over")
    try orDiscard { try writer.overwrite(bytes, at: offset) }
  }

  /// What was appended, from its beginning; after that nothing can be appended any more.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public func readBack() throws -> ByteReader {
    try orDiscard {
      try endPacking()
      try writer.flush()
    }
    return try ByteReader(path: temporary.path, unpacksGzip: packer != nil)
  }

  /// Makes the bytes durable, puts the file in its place, and makes the new name durable.
  ///
  /// - Throws: `FileError<FileProblem>`; the previous file is then untouched, and the temporary one gone.
  public func commit() throws { try Self.commit([self]) }

  /// Puts several files into their places together.
  ///
  /// None is moved before the disk has all of them. If one cannot be moved, those before it are put back: each keeps a
  /// second name for what it replaced until the last has moved. Only a process killed between two renames leaves some
  /// files new and others old.
  ///
  /// - Throws: `FileError<FileProblem>`; the previous files then stand as they were, and the temporary ones are gone.
  public static func commit(_ files: [AtomicFile]) throws {
    precondition(files.allSatisfy { $0.state == .writing }, "commit comes once, and not after an error")
    var backups: [TemporaryFile?] = []
    do {
      for file in files { try file.synchronize() }
      // After the last rename nothing can fail, so the last file needs no way back.
      for file in files.dropLast() { backups.append(try file.backup()) }
      for file in files { try file.replace() }
    } catch {
      for (file, backup) in zip(files, backups).reversed() { file.restore(backup) }
      for file in files { file.discard() }
      throw error
    }
    // Some file systems refuse to flush a folder; the files themselves are already safe.
    for folder in Set(files.map { URL(filePath: $0.target).deletingLastPathComponent() }) {
      try? FileHandle(forReadingFrom: folder).synchronize()
    }
    for backup in backups { backup?.remove() }
    for file in files { file.finish() }
  }
}

extension AtomicFile {
  /// Where a path leads, once it is known that a file may stand there.
  private static func target(of path: String) throws -> String {
    guard !path.isEmpty else { throw FileError(FileProblem.emptyPath, file: path) }
    var target = URL(filePath: path).resolvingSymlinksInPath()
    // Foundation does not follow a link to what does not exist yet.
    if let next = try? FileManager.default.destinationOfSymbolicLink(atPath: target.path(percentEncoded: false)) {
      target = URL(filePath: next, relativeTo: target.deletingLastPathComponent()).resolvingSymlinksInPath()
    }
    let kind = FileKind(of: target.path(percentEncoded: false))
    if kind == .folder { throw FileError(FileProblem.isFolder, file: path) }
    if kind == .other { throw FileError(FileProblem.notRegular, file: path) }
    let folder = target.deletingLastPathComponent().path(percentEncoded: false)
    if let problem = FileProblem.ofFolder(
      folder.count > 1 && folder.hasSuffix("/") ? String(folder.dropLast()) : folder)
    {
      throw FileError(problem, file: path)
    }
    return target.path(percentEncoded: false)
  }

  private func synchronize() throws {
    try endPacking()
    try writer.synchronize()
  }

  private func endPacking() throws {
    guard let packer, !isPacked else { return }
    isPacked = true
    packer.finish(into: &packed)
    try writePacked()
  }

  private func writePacked() throws {
    guard !packed.isEmpty else { return }
    try writer.write(packed)
    packed.removeAll(keepingCapacity: true)
  }

  private func backup() throws -> TemporaryFile? {
    guard FileKind(of: target) != nil else { return nil }
    return try attempt { try TemporaryFile.backup(of: target) }
  }

  private func replace() throws {
    try attempt { try SystemCall.rename(temporary.path, to: target) }
    state = .replaced
  }

  /// Undoes `replace`, if it was done. A backup that cannot be put back is left, for it is all there is.
  private func restore(_ backup: TemporaryFile?) {
    guard state == .replaced else {
      backup?.remove()
      return
    }
    if let backup {
      try? SystemCall.rename(backup.path, to: target)
    } else {
      try? SystemCall.unlink(target)
    }
    finish()
  }

  private func attempt<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw FileError(FileProblem(error, during: .replace), file: path)
    }
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
    guard state == .writing else { return }
    temporary.remove()
    finish()
  }

  /// Closing releases the lock, so it comes after the name is gone.
  private func finish() {
    state = .finished
    try? writer.handle.close()
  }
}
