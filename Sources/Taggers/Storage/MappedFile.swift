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
    do {
      switch try kind(of: path) {
      case .typeRegular?: return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
      case .typeDirectory?: throw FileError(FileProblem.isFolder, file: path)
      default: throw FileError(FileProblem.notRegular, file: path)
      }
    } catch let error as FileError<FileProblem> {
      throw error
    } catch {
      throw FileError(FileProblem(error, operation: "read"), file: path)
    }
  }

  /// What a path leads to, links followed.
  ///
  /// - Throws: Foundation's error if it leads to nothing.
  static func kind(of path: String) throws -> FileAttributeType? {
    let target = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
    return try FileManager.default.attributesOfItem(atPath: target)[.type] as? FileAttributeType
  }
}
