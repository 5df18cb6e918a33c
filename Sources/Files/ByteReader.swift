public import Foundation

/// The bytes of a file, a pipe or a terminal, as they come.
///
/// Foundation offers two ways of reading, and neither serves a pipe: `read(upToCount:)` waits until the count is full,
/// and `availableData` ends the process on an error.
public final class ByteReader {
  /// The path, or the name that stands for the input in messages.
  public let name: String
  private let handle: FileHandle
  private var chunk = [UInt8](repeating: 0, count: 1 << 18)

  /// Opens a file, which may be a device or a pipe.
  ///
  /// - Throws: `FileError<FileProblem>`: no such file, a folder, no permission.
  public init(path: String) throws {
    // A URL of the empty path would be the working folder's.
    guard !path.isEmpty else { throw FileError(FileProblem.emptyPath, file: path) }
    // A folder can be opened, and cannot be read.
    guard FileKind(of: path) != .folder else { throw FileError(FileProblem.isFolder, file: path) }
    do {
      handle = try SystemCall.open(path, O_RDONLY)
    } catch {
      throw FileError(FileProblem(error, during: .read), file: path)
    }
    name = path
  }

  /// Reads from an open file, such as `.standardInput`, called `name` in messages.
  public init(_ handle: FileHandle, name: String) { (self.handle, self.name) = (handle, name) }

  /// Appends what there is to `buffer`, at most 256 KiB, and waits only while there is nothing.
  ///
  /// - Returns: how many bytes were appended; 0 at the end of the input.
  /// - Throws: `FileError<FileProblem>`.
  public func read(into buffer: inout [UInt8]) throws -> Int {
    do {
      let count = try SystemCall.read(handle, into: &chunk)
      buffer.append(contentsOf: chunk[..<count])
      return count
    } catch {
      throw FileError(FileProblem(error, during: .read), file: name)
    }
  }
}
