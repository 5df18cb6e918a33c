public import Foundation

/// The bytes of a file, a pipe or a terminal, as they come; what begins as gzip or zstd does comes unpacked.
///
/// Foundation offers two ways of reading, and neither serves a pipe: `read(upToCount:)` waits until the count is full,
/// and `availableData` ends the process on an error.
public final class ByteReader {
  /// The path, or the name that stands for the input in messages.
  public let name: String
  /// How many bytes of the input have been taken in so far: those of the file, also where it is packed.
  public private(set) var bytesRead = 0
  private let handle: FileHandle
  /// Small at first, larger with each time that it is filled: most files of a corpus in XML have a few KiB.
  private var chunk: [UInt8] = []
  private var content: Content

  private enum Content { case unknown, plain, gzip(GzipInput), zstd(ZstdInput) }

  /// Opens a file, which may be a device or a pipe.
  ///
  /// - Parameter unpacksGzip: whether a file that begins as gzip or zstd does is unpacked; found by its bytes, not by its name.
  /// - Throws: `FileError<FileProblem>`: no such file, a folder, no permission.
  public init(path: String, unpacksGzip: Bool = true) throws {
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
    content = unpacksGzip ? .unknown : .plain
  }

  /// Reads from an open file, such as `.standardInput`, called `name` in messages.
  public init(_ handle: FileHandle, name: String, unpacksGzip: Bool = true) {
    (self.handle, self.name) = (handle, name)
    content = unpacksGzip ? .unknown : .plain
  }

  /// Appends what there is to `buffer`, at most 256 KiB, and waits only while there is nothing.
  ///
  /// - Returns: how many bytes were appended; 0 at the end of the input.
  /// - Throws: `FileError<FileProblem>`, also for packed content that is damaged or cut short.
  public func read(into buffer: inout [UInt8]) throws -> Int {
    do {
      switch content {
      case .plain: return try fill(&buffer)
      case .unknown: return try begin(&buffer)
      case .gzip(var input):
        // Moved out and back: the piece that it unpacks into is not copied.
        content = .plain
        defer { content = .gzip(input) }
        return try input.read(into: &buffer, from: fill)
      case .zstd(var input):
        content = .plain
        defer { content = .zstd(input) }
        return try input.read(into: &buffer, from: fill)
      }
    } catch {
      if error is FileError<FileProblem> { throw error }
      throw FileError(error as? FileProblem ?? FileProblem(error, during: .read), file: name)
    }
  }

  /// Whether the next `read` would not wait. It may say no where packed bytes are left that were read before.
  public var isReady: Bool { SystemCall.isReadable(handle) }

  /// The same for standard input, whoever reads it.
  public static var isStandardInputReady: Bool { SystemCall.isReadable(.standardInput) }

  /// Waits for more only while the beginning may become that of packed bytes.
  private func begin(_ buffer: inout [UInt8]) throws -> Int {
    var first: [UInt8] = []
    while GzipInput.begins(first) == nil || ZstdInput.begins(first) == nil, try fill(&first) > 0 {}
    if ZstdInput.begins(first) == true {
      content = .zstd(ZstdInput(first))
      return try read(into: &buffer)
    }
    if GzipInput.begins(first) == true {
      content = .gzip(GzipInput(first))
      return try read(into: &buffer)
    }
    content = .plain
    buffer += first
    return first.count
  }

  private static let chunkSizes = (first: 1 << 14, last: 1 << 18)

  private func fill(_ buffer: inout [UInt8]) throws -> Int {
    if chunk.isEmpty { chunk = [UInt8](repeating: 0, count: Self.chunkSizes.first) }
    let count = try SystemCall.read(handle, into: &chunk)
    buffer.append(contentsOf: chunk[..<count])
    bytesRead += count
    if count == chunk.count, count < Self.chunkSizes.last { chunk = [UInt8](repeating: 0, count: count * 4) }
    return count
  }
}
