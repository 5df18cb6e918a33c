import Foundation

/// One problem with one binary file, which has no lines and columns that a `Place` could name.
public struct FileError<Problem: Error & Hashable>: Error, Hashable, CustomStringConvertible {
  /// The path as the user gave it; a member of an archive is `path(member)`.
  public var file: String
  /// What is wrong with it.
  public var problem: Problem

  /// A problem and the file that has it.
  public init(_ problem: Problem, file: String) {
    (self.file, self.problem) = (file, problem)
  }

  /// `model.tlt: error: what is wrong`.
  public var description: String { "\(file): error: \(problem)" }
}

/// What the file system refused.
public enum FileProblem: Error, Hashable {
  /// Nothing has this path.
  case missing
  /// The path names a folder where a file is wanted.
  case isFolder
  /// The path names a device, a pipe or a socket.
  case notRegular
  /// The folder that should hold the file does not exist.
  case missingFolder(String)
  /// The user may not read, write or create it.
  case notPermitted(String)
  /// The disk (or the user's share of it) is full.
  case noSpace(afterBytes: Int)
  /// The file system is mounted read-only.
  case readOnly
  /// Anything else, with the system's own words.
  case other(operation: String, reason: String)
}

extension FileProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .missing: "no such file"
    case .isFolder: "this is a folder; a file is wanted here"
    case .notRegular: "this is not a regular file (a device, a pipe or a socket)"
    case .missingFolder(let folder): "the folder '\(folder)' does not exist; create it first"
    case .notPermitted(let operation): "no permission to \(operation) it"
    case .noSpace(let bytes):
      "no space left on the disk after \(bytes) bytes; nothing was replaced, and the unfinished file was removed"
    case .readOnly: "the file system is read-only"
    case .other(let operation, let reason): "cannot \(operation) it: \(reason)"
    }
  }
}

extension FileProblem {
  /// The case for an error that Foundation threw.
  ///
  /// - Parameter operation: a verb, `read` or `write`, for the message.
  /// - Parameter written: how many bytes were written before it.
  init(_ error: any Error, operation: String, written: Int = 0) {
    guard let cocoa = error as? CocoaError else {
      self = .other(operation: operation, reason: "\(error)")
      return
    }
    let cause = cocoa.underlying
    switch (cocoa.code, (cause as? POSIXError)?.code) {
    case (.fileWriteOutOfSpace, _), (_, .ENOSPC), (_, .EDQUOT): self = .noSpace(afterBytes: written)
    case (.fileWriteNoPermission, _), (.fileReadNoPermission, _), (_, .EACCES), (_, .EPERM):
      self = .notPermitted(operation)
    case (.fileWriteVolumeReadOnly, _), (_, .EROFS): self = .readOnly
    case (.fileNoSuchFile, _), (.fileReadNoSuchFile, _): self = .missing
    default: self = .other(operation: operation, reason: "\(cause ?? cocoa)")
    }
  }
}
