import Foundation

/// What can go wrong with a file as a whole, before or beside its content.
public enum FileProblem: Error, Hashable {
  /// What was being done when the system refused.
  public enum Operation: String, Hashable, Sendable {
    /// Opening for reading, or reading.
    case read
    /// Making a file or a folder.
    case create
    /// Writing, also until the disk has it.
    case write
    /// Moving a whole file onto its name.
    case replace = "put into place"
  }

  /// The path is empty.
  case emptyPath
  /// Nothing has this path.
  case missing
  /// The path names a folder where a file is expected.
  case isFolder
  /// The path names a device, a pipe or a socket where a regular file is expected.
  case notRegular
  /// The folder that should hold the file does not exist.
  case missingFolder(String)
  /// A file stands where a folder is expected.
  case notFolder(String)
  /// The user may not do this.
  case notPermitted(Operation)
  /// The disk (or the user's share of it) is full.
  case noSpace(afterBytes: Int)
  /// The file system is mounted read-only.
  case readOnly
  /// A gzip file that is no gzip from this byte on, or whose sum is another.
  case gzipDamaged(offset: Int)
  /// A gzip file that ends before its content does.
  case gzipCutShort(afterBytes: Int)
  /// A zstd file that is damaged, or of a form that is not read.
  case zstdDamaged(offset: Int)
  /// A zstd file that ends before its content does.
  case zstdCutShort(afterBytes: Int)
  /// A file that has lost its end.
  case shorter(expected: Int, found: Int)
  /// Anything else, with the system's own words.
  case other(Operation, reason: String)
}

extension FileProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .emptyPath: "the path is empty, expected the name of a file"
    case .missing: "no such file; check the path and the folder it is relative to"
    case .isFolder: "this is a folder, expected a file; name a file inside it"
    case .notRegular: "this is a device, a pipe or a socket, expected a regular file; name one"
    case .missingFolder(let folder): "the folder '\(folder)' does not exist; create it first"
    case .notFolder(let path): "'\(path)' is a file, expected a folder; choose another folder, or move the file away"
    case .notPermitted(.read): "no permission to read it; make it readable for this user"
    case .notPermitted(let operation):
      "no permission to \(operation.rawValue) it; choose a folder that this user may write to"
    case .noSpace(let bytes):
      "no space left on the disk after \(bytes) bytes; nothing was replaced, and the unfinished file was removed; "
        + "free some space and run again"
    case .readOnly: "the file system is read-only; choose a folder on another one"
    case .gzipDamaged(let offset):
      "this gzip file is damaged at byte \(offset): what stands there cannot be unpacked, or is not what was packed; "
        + "copy or download it again"
    case .gzipCutShort(let bytes):
      "this gzip file ends after \(bytes) bytes, before its content does; copy or download it again"
    case .zstdDamaged(let offset):
      "this zstd file is damaged before byte \(offset), or needs more than 128 MiB of memory to unpack; copy or download it "
        + "again, or unpack it first"
    case .zstdCutShort(let bytes):
      "this zstd file ends after \(bytes) bytes, before its content does; copy or download it again"
    case .shorter(let expected, let found):
      "it has \(found) bytes, expected at least \(expected): it was cut or replaced by somebody else"
    case .other(let operation, let reason): "cannot \(operation.rawValue) it: \(reason)"
    }
  }
}

extension FileProblem {
  /// The case for an error of the system or of Foundation.
  ///
  /// - Parameter written: how many bytes were written before it.
  public init(_ error: any Error, during operation: Operation, written: Int = 0) {
    switch Self.code(of: error) {
    case .ENOENT, .ENOTDIR:
      self = operation == .read ? .missing : .other(operation, reason: "the folder it belongs to is gone")
    case .EISDIR: self = .isFolder
    case .EACCES, .EPERM: self = .notPermitted(operation)
    case .ENOSPC, .EDQUOT: self = .noSpace(afterBytes: written)
    case .EROFS: self = .readOnly
    case .some(let code): self = .other(operation, reason: SystemCall.words(for: code))
    case nil: self = .other(operation, reason: error.localizedDescription)
    }
  }

  /// What keeps `path` from being used as a folder; `nil` if it is one.
  ///
  /// A file anywhere on the way is named as `notFolder`.
  public static func ofFolder(_ path: String) -> FileProblem? {
    let kind = FileKind(of: path)
    if kind == .folder { return nil }
    if kind != nil { return .notFolder(path) }
    var ancestor = URL(filePath: path)
    while ancestor.pathComponents.count > 1, ancestor.lastPathComponent != ".." {
      ancestor.deleteLastPathComponent()
      guard let kind = FileKind(of: ancestor.relativePath) else { continue }
      return kind == .folder ? .missingFolder(path) : .notFolder(ancestor.relativePath)
    }
    return .missingFolder(path)
  }

  /// Foundation wraps the system's error number in varying depth.
  private static func code(of error: any Error) -> POSIXErrorCode? {
    let error = error as NSError
    if error.domain == NSPOSIXErrorDomain { return POSIXErrorCode(rawValue: Int32(error.code)) }
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error { return code(of: underlying) }
    guard error.domain == NSCocoaErrorDomain else { return nil }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: return .ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: return .EACCES
    case .fileWriteOutOfSpace: return .ENOSPC
    case .fileWriteVolumeReadOnly: return .EROFS
    default: return nil
    }
  }
}
