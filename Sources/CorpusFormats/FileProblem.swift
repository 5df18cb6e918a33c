import Foundation

/// What can go wrong with a file as a whole, before or beside its content.
public enum FileProblem: Error, Hashable, Sendable {
  /// There is no such file.
  case missing(path: String)
  /// The path names a directory.
  case isDirectory(path: String)
  /// The file exists and may not be read.
  case unreadable(path: String)
  /// The directory of an output does not exist, or a file stands in its place.
  case noDirectory(path: String)
  /// The directory of an output, or an output itself, may not be written.
  case unwritable(path: String)
  /// The device is full.
  case noSpaceLeft(path: String)
  /// Anything else that the system reported.
  case system(path: String, reason: String)
}

extension FileProblem: CustomStringConvertible {
  /// What was found, and what to do.
  public var description: String {
    switch self {
    case .missing(let path): "\(path): no such file; check the path and the directory it is relative to"
    case .isDirectory(let path): "\(path): is a directory, expected a file; name a file inside it"
    case .unreadable(let path): "\(path): permission denied; make it readable for this user"
    case .noDirectory(let path):
      "\(path): cannot be written, since its directory does not exist or is a file; make the directory first"
    case .unwritable(let path): "\(path): permission denied; choose a directory that this user may write to"
    case .noSpaceLeft(let path):
      "no space left on device while writing \(path); nothing was changed; free some space and run again"
    case .system(let path, let reason): "\(path): \(reason)"
    }
  }
}

extension FileProblem {
  /// What Foundation says after a failed open or read.
  init(reading path: String, _ error: any Error) {
    switch Self.posixCode(of: error) {
    case .ENOENT, .ENOTDIR: self = .missing(path: path)
    case .EISDIR: self = .isDirectory(path: path)
    case .EACCES, .EPERM: self = .unreadable(path: path)
    case .some(let code): self = .system(path: path, reason: "\(POSIXError(code).localizedDescription)")
    case nil: self = .system(path: path, reason: error.localizedDescription)
    }
  }

  /// What Foundation says after a failed create, write or rename.
  init(writing path: String, _ error: any Error) {
    switch Self.posixCode(of: error) {
    case .ENOENT, .ENOTDIR, .EEXIST: self = .noDirectory(path: path)
    case .EISDIR: self = .isDirectory(path: path)
    case .EACCES, .EPERM, .EROFS: self = .unwritable(path: path)
    case .ENOSPC, .EDQUOT: self = .noSpaceLeft(path: path)
    case .some(let code): self = .system(path: path, reason: "\(POSIXError(code).localizedDescription)")
    case nil: self = .system(path: path, reason: error.localizedDescription)
    }
  }

  /// Foundation wraps the system's error number in varying depth.
  private static func posixCode(of error: any Error) -> POSIXErrorCode? {
    let error = error as NSError
    if error.domain == NSPOSIXErrorDomain { return POSIXErrorCode(rawValue: Int32(error.code)) }
    if let underlying = error.userInfo[NSUnderlyingErrorKey] as? any Error { return posixCode(of: underlying) }
    guard error.domain == NSCocoaErrorDomain else { return nil }
    switch CocoaError.Code(rawValue: error.code) {
    case .fileNoSuchFile, .fileReadNoSuchFile: return .ENOENT
    case .fileReadNoPermission, .fileWriteNoPermission: return .EACCES
    case .fileWriteOutOfSpace: return .ENOSPC
    default: return nil
    }
  }
}
