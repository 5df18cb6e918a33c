import Diagnostics
public import Files
import Foundation

/// The lines of a file, one at a time, in memory that does not grow with the file.
///
/// A line ends with LF, CRLF or CR, also mixed in one file; the last one may end with the file. A UTF-8 byte order mark
/// at the start is dropped. Gzip and zstd are unpacked, whatever the file is called.
///
///     var lines = try LineReader(path: "notes.txt")
///     while let line = try lines.next() { … lines.number … }
public struct LineReader {
  /// What to do with bytes that are not UTF-8.
  public enum InvalidUTF8: Hashable, Sendable {
    /// Throw, naming the line and the byte.
    case refuse
    /// Read them as U+FFFD; for text that is only tagged.
    case repair
  }

  /// What ends a line.
  public enum Breaks: Hashable, Sendable {
    /// LF, CRLF or CR, also mixed.
    case any
    /// LF alone; a CR belongs to its line.
    case lineFeed
  }

  /// The longest line that is read unless told otherwise: 64 MiB.
  public static let defaultLimit = 64 << 20

  /// The path, or the name that stands for the input in messages.
  public let name: String
  /// The number of the current line, from 1; 0 before the first.
  public private(set) var number = 0
  /// How many bytes of the input have been taken in so far; of a gzip file those that are packed.
  public var bytesRead: Int { source?.bytesRead ?? bytesAtEnd }
  /// Whether `next` would not wait for a pipe's other end: something can be read, or a whole line is there.
  public var isReady: Bool {
    guard let source else { return true }
    return source.isReady || lineEnd(from: nextStart) != nil
  }
  /// The bytes of the current line in `buffer`, without its end.
  private(set) var line = 0..<0
  private(set) var buffer: [UInt8]

  private let invalidUTF8: InvalidUTF8
  private let limit: Int
  private let breaks: Breaks
  private var source: ByteReader?
  private var bytesAtEnd = 0
  private var nextStart = 0
  private var mayBeginWithLineFeed = false
  private var hasBegun = false
  /// Whether what comes next is the rest of a line that was too long.
  private var isInLongLine = false

  /// The lines of the file at `path`; `-` stands for standard input.
  ///
  /// - Parameter limit: the longest line in bytes; a longer one is an error.
  /// - Throws: `FileError<FileProblem>` if there is no such file, it is a directory, or it may not be read.
  public init(
    path: String, invalidUTF8: InvalidUTF8 = .refuse, limit: Int = LineReader.defaultLimit, breaks: Breaks = .any
  ) throws {
    if path == "-" {
      self.init(
        ByteReader(.standardInput, name: "<standard input>"), invalidUTF8: invalidUTF8, limit: limit, breaks: breaks)
    } else {
      self.init(try ByteReader(path: path), invalidUTF8: invalidUTF8, limit: limit, breaks: breaks)
    }
  }

  /// The lines of `source`. Over a pipe each is given as soon as its end has come.
  public init(
    _ source: ByteReader, invalidUTF8: InvalidUTF8 = .refuse, limit: Int = LineReader.defaultLimit,
    breaks: Breaks = .any
  ) {
    self.init(source: source, name: source.name, invalidUTF8: invalidUTF8, limit: limit, breaks: breaks)
  }

  /// The lines of text in memory, called `name` in messages.
  public init(
    bytes: [UInt8], name: String, invalidUTF8: InvalidUTF8 = .refuse, limit: Int = LineReader.defaultLimit
  ) {
    self.init(source: nil, name: name, invalidUTF8: invalidUTF8, limit: limit, breaks: .any)
    buffer = bytes
    bytesAtEnd = bytes.count
  }

  private init(source: ByteReader?, name: String, invalidUTF8: InvalidUTF8, limit: Int, breaks: Breaks = .any) {
    (self.source, self.name, self.invalidUTF8, self.limit) = (source, name, invalidUTF8, limit)
    self.breaks = breaks
    buffer = []
  }

  /// The next line without its end, or `nil` after the last.
  ///
  /// - Throws: `FileError<FileProblem>` when reading fails; `Located<CorpusProblem>` for a line that is too long or not UTF-8.
  public mutating func next() throws -> String? {
    guard try advance() else { return nil }
    return try text(line)
  }

  /// The bytes of the next line without its end, as they are or repaired, or `nil` after the last.
  ///
  /// - Throws: `FileError<FileProblem>` when reading fails; `Located<CorpusProblem>` for a line that is too long.
  public mutating func nextBytes() throws -> [UInt8]? {
    guard try advance() else { return nil }
    return repaired(buffer[line])
  }

  /// The first bytes of an input of which nothing was read yet, in whole lines unless that is all of it; they are still to
  /// be read. It waits until there are `count` bytes, or the input ends.
  ///
  /// - Throws: `FileError<FileProblem>` when reading fails; `Located<CorpusProblem>` for UTF-16.
  mutating func peek(_ count: Int) throws -> [UInt8] {
    precondition(number == 0, "only the beginning can be looked at")
    if !hasBegun { try begin() }
    while buffer.count - nextStart < count, try fill() {}
    let beginning = buffer[nextStart...].prefix(count)
    guard nextStart + beginning.count < buffer.count || source != nil,
      let last = beginning.lastIndex(where: { $0 == .lineFeed || $0 == .carriageReturn })
    else { return Array(beginning) }
    return Array(beginning[...last])
  }

  /// Everything from here to the end of the input, line breaks included.
  ///
  /// - Parameter limit: how many bytes that may be.
  /// - Throws: `FileProblem` when reading fails; `Located<CorpusProblem>` where there is more.
  public mutating func rest(limit: Int = .max) throws -> [UInt8] {
    if !hasBegun { try begin() }
    var text = Array(buffer[nextStart...])
    nextStart = buffer.count
    while try fill() {
      guard text.count <= limit else {
        throw Located(CorpusProblem.textTooLong(limit: limit), at: Place(file: name, line: 1))
      }
      text += buffer[nextStart...]
      nextStart = buffer.count
    }
    return repaired(text[...])
  }

  /// The bytes as they are, or with U+FFFD where they are not UTF-8 if that was asked for.
  private func repaired(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    if invalidUTF8 == .repair, (try? UTF8Span(validating: bytes.span)) == nil {
      return Array(String(decoding: bytes, as: UTF8.self).utf8)
    }
    return Array(bytes)
  }

  /// Moves behind the end of a line that was too long.
  private mutating func skipLongLine() throws {
    isInLongLine = false
    while true {
      if let end = lineEnd(from: nextStart) {
        nextStart = end + 1
        mayBeginWithLineFeed = buffer[end] == .carriageReturn
        return
      }
      nextStart = buffer.count
      guard try fill() else { return }
    }
  }

  /// Moves to the next line; `false` after the last. Nothing is copied: see `line` and `buffer`. After a line that is too long the next
  /// call goes on behind it.
  mutating func advance() throws -> Bool {
    if !hasBegun { try begin() }
    if isInLongLine { try skipLongLine() }
    if mayBeginWithLineFeed {
      mayBeginWithLineFeed = false
      if nextStart == buffer.count { try fill() }
      if nextStart < buffer.count, buffer[nextStart] == .lineFeed { nextStart += 1 }
    }
    var scanned = nextStart
    while true {
      if let end = lineEnd(from: scanned) {
        line = nextStart..<end
        nextStart = end + 1
        if buffer[end] == .carriageReturn {
          if nextStart == buffer.count {
            mayBeginWithLineFeed = true
          } else if buffer[nextStart] == .lineFeed {
            nextStart += 1
          }
        }
        break
      }
      let pending = buffer.count - nextStart
      guard pending <= limit, try fill() else {
        line = nextStart..<buffer.count
        nextStart = buffer.count
        if pending == 0 { return false }
        isInLongLine = pending > limit
        break
      }
      scanned = nextStart + pending
    }
    number += 1
    guard line.count <= limit else {
      throw Located(CorpusProblem.lineTooLong(limit: limit), at: Place(file: name, line: number))
    }
    return true
  }

  /// The text of some bytes of the current line.
  func text(_ range: Range<Int>) throws -> String {
    do {
      return String(copying: try UTF8Span(validating: buffer.span.extracting(range)))
    } catch {
      if invalidUTF8 == .repair { return String(decoding: buffer[range], as: UTF8.self) }
      let bad = range.lowerBound + error.byteOffsets.lowerBound
      throw located(.invalidUTF8(byte: buffer[bad], offset: bad - line.lowerBound + 1), at: bad)
    }
  }

  /// Refuses a line that is not UTF-8.
  func validate() throws {
    let bytes = buffer.span.extracting(line)
    var all: UInt8 = 0
    for index in bytes.indices { all |= bytes[index] }
    if all >= 0x80 { _ = try text(line) }
  }

  /// The column of a byte of the current line, in scalars from 1.
  func column(at byte: Int) -> Int {
    scalars(line.lowerBound..<byte) + 1
  }

  /// How many scalars begin in some bytes of the current line.
  func scalars(_ range: Range<Int>) -> Int {
    let bytes = buffer.span
    var count = 0
    for index in range where bytes[index] & 0xC0 != 0x80 { count += 1 }
    return count
  }

  /// The place of a byte of the current line.
  func place(at byte: Int) -> Place { Place(file: name, line: number, column: column(at: byte)) }

  /// A problem at a byte of the current line, with the line's text.
  func located(_ problem: CorpusProblem, at byte: Int) -> Located<CorpusProblem> {
    // Beyond this length nobody reads the line, and rendering it would cost more than the reader may.
    let excerpt = line.count <= 1 << 16 ? String(decoding: buffer[line], as: UTF8.self) : nil
    return Located(problem, at: place(at: byte), excerpt: excerpt)
  }

  private func lineEnd(from start: Int) -> Int? {
    let bytes = buffer.span
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      if byte <= .carriageReturn, byte == .lineFeed || (byte == .carriageReturn && breaks == .any) { return index }
      index += 1
    }
    return nil
  }

  /// Drops what has been read and takes in the next chunk; `false` at the end of the input.
  @discardableResult
  private mutating func fill() throws -> Bool {
    guard let source else { return false }
    buffer.removeSubrange(..<nextStart)
    nextStart = 0
    let count = try source.read(into: &buffer)
    if count == 0 {
      bytesAtEnd = source.bytesRead
      self.source = nil
    }
    return count > 0
  }

  private mutating func begin() throws {
    hasBegun = true
    // Waits for more only while the beginning of a mark may become one: a short first line must not.
    let marks: [[UInt8]] = [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]]
    while marks.contains(where: { buffer.count < $0.count && $0.starts(with: buffer) }), try fill() {}
    if buffer.starts(with: marks[0]) { nextStart = 3 }
    if buffer.starts(with: marks[1]) || buffer.starts(with: marks[2]) {
      throw Located(CorpusProblem.utf16, at: Place(file: name, line: 1))
    }
  }
}

extension UInt8 {
  fileprivate static let lineFeed: UInt8 = 0x0A
  fileprivate static let carriageReturn: UInt8 = 0x0D
}
