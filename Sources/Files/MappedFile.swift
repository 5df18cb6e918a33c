public import Foundation

/// Opens files for reading in place.
public enum MappedFile {
  /// The bytes of a regular file, mapped and not copied: opening costs microseconds whatever the size, and pages come
  /// from the system's cache when they are touched.
  ///
  /// A mapped file must not be cut short in place while it is open (the system then ends the process with SIGBUS).
  /// Files replaced by `AtomicFile` are safe: the old one stays whole until its last reader is gone.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public static func open(_ path: String) throws -> Data {
    // A URL of the empty path would be the working folder's.
    guard !path.isEmpty else { throw FileError(FileProblem.emptyPath, file: path) }
    let kind: FileKind
    do {
      kind = try SystemCall.kind(of: path)
      if kind == .regular { return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped) }
    } catch {
      throw FileError(FileProblem(error, during: .read), file: path)
    }
    throw FileError(kind == .folder ? FileProblem.isFolder : .notRegular, file: path)
  }
}
