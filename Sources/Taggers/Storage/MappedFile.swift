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
    let attributes: [FileAttributeKey: Any]
    do {
      let resolved = URL(filePath: path).resolvingSymlinksInPath().path(percentEncoded: false)
      attributes = try FileManager.default.attributesOfItem(atPath: resolved)
    } catch {
      throw FileError(FileProblem(error, operation: "read"), file: path)
    }
    switch attributes[.type] as? FileAttributeType {
    case .typeRegular?: break
    case .typeDirectory?: throw FileError(FileProblem.isFolder, file: path)
    default: throw FileError(FileProblem.notRegular, file: path)
    }
    do {

      return try Data(contentsOf: URL(filePath: path), options: .alwaysMapped)
    } catch {
      throw FileError(FileProblem(error, operation: "read"), file: path)
    }
  }
}
