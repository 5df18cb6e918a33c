import Diagnostics
import Files
import Foundation

/// A window of a marked-up file in UTF-8 that slides on, and where its bytes stand in the file.
///
/// Everything in `bytes[..<count]` is whole characters. Indices count from the window's start and change with `slide`;
/// offsets count bytes of the file as it is on disk (of the unpacked file if it was packed), in its own encoding.
struct MarkupBuffer {
  /// The path, or the name that stands for the input in messages.
  let name: String
  /// The window; the bytes from `count` on are the beginning of a character.
  private(set) var bytes: [UInt8] = []
  /// How many bytes of the window can be used.
  private(set) var count = 0
  /// How the file spells characters.
  private(set) var encoding = XMLEncoding.utf8
  /// Whether the file has nothing after the window.
  private(set) var isComplete = false
  /// Bytes taken in so far, unpacked.
  private(set) var bytesTaken = 0
  /// Bytes of the file taken in so far.
  var bytesRead: Int { if case .reader(let reader) = source { reader.bytesRead } else { bytesTaken } }
  /// The length of the byte order mark.
  private(set) var markLength = 0

  private let source: Source?
  private var sourceHasEnded = false
  /// Bytes of a file in another encoding that are not in the window yet.
  private var raw: [UInt8] = []
  /// An index and its offset; nobody asks for offsets before it.
  private var offsetMark = (index: 0, offset: 0)
  private var lineMark = LineMark()
  /// Whether a carriage return came; without one, lines are counted faster.
  private var hasReturns = false

  private enum Source {
    case reader(ByteReader)
    case producer((inout [UInt8]) throws -> Int)

    func read(into buffer: inout [UInt8]) throws -> Int {
      switch self {
      case .reader(let reader): try reader.read(into: &buffer)
      case .producer(let produce): try produce(&buffer)
      }
    }
  }

  /// How far lines are counted.
  private struct LineMark {
    var index = 0
    var line = 1
    /// Scalars of the line before `index`.
    var column = 0
    /// Whether the byte before `index` was a carriage return.
    var followsReturn = false
  }

  /// A window over the file at `path`; `-` stands for standard input.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(path: String) throws {
    self.init(path == "-" ? ByteReader(.standardInput, name: "<standard input>") : try ByteReader(path: path))
  }

  /// A window over what a reader gives.
  init(_ reader: ByteReader) { (source, name) = (.reader(reader), reader.name) }

  /// A window over bytes in memory.
  init(bytes: [UInt8], name: String) {
    (source, raw, self.name) = (nil, bytes, name)
    sourceHasEnded = true
    bytesTaken = bytes.count
  }

  /// A window over bytes that are made as they are read: `produce` appends some and says how many, 0 at the end.
  init(name: String, produce: @escaping (inout [UInt8]) throws -> Int) {
    (source, self.name) = (.producer(produce), name)
  }

  /// Finds the encoding and takes in the first bytes.
  ///
  /// - Throws: `Located<XMLProblem>` for an encoding that is not read; `FileError<FileProblem>`.
  mutating func begin() throws {
    // A declaration fits into this; a pipe may bring it in pieces.
    while raw.count < 1024, try take(), !raw.starts(with: [0x3C]) || raw.firstIndex(of: 0x3E) == nil {}
    do throws(XMLProblem) {
      let found = try XMLEncoding.detect(raw[...])
      (encoding, markLength) = (found.encoding, found.mark)
    } catch {
      throw Located(error, at: Place(file: name, line: 1))
    }
    offsetMark = (0, markLength)
    if encoding == .utf8, markLength == 0 {
      swap(&bytes, &raw)
    } else if encoding == .utf8 {
      bytes = Array(raw[markLength...])
      raw = []
    } else {
      raw.removeFirst(markLength)
    }
    isComplete = sourceHasEnded
    try convert(from: 0)
  }

  /// Drops the bytes before an index and takes in at least as many as are left, so that whoever starts again at the
  /// index does so seldom.
  ///
  /// - Returns: whether there is more than before.
  mutating func slide(to start: Int) throws -> Bool {
    if start > 0 {
      advanceLines(to: start)
      lineMark.index = 0
      offsetMark = (0, offset(of: start))
      bytes.removeSubrange(..<start)
      count -= start
    }
    let before = count
    let wanted = before < 1 << 16 ? before + 1 : before * 2
    while count < wanted, !isComplete {
      let old = count
      if encoding == .utf8 {
        try takeUTF8()
      } else if try !take() {
        isComplete = true
      }
      try convert(from: old)
    }
    return count > before
  }

  private mutating func takeUTF8() throws {
    let taken = try source?.read(into: &bytes) ?? 0
    bytesTaken += taken
    if taken == 0 { isComplete = true }
  }

  /// Appends to `raw`.
  private mutating func take() throws -> Bool {
    let taken = try source?.read(into: &raw) ?? 0
    bytesTaken += taken
    if taken == 0 { sourceHasEnded = true }
    return taken > 0
  }

  /// Makes the bytes that came usable: checks UTF-8, or brings another encoding into UTF-8.
  private mutating func convert(from start: Int) throws {
    defer { if !hasReturns { hasReturns = Self.hasReturn(bytes.span.extracting(start...)) } }
    if encoding != .utf8 {
      var position = 0
      let problem = XMLTranscoder.append(raw, from: &position, encoding: encoding, isLast: sourceHasEnded, to: &bytes)
      count = bytes.count
      raw.removeSubrange(..<position)
      if let problem { throw located(problem, at: count) }
      return
    }
    do {
      _ = try UTF8Span(validating: bytes.span.extracting(start...))
      count = bytes.count
    } catch {
      count = start + error.byteOffsets.lowerBound
      let isCut = bytes.count - count < 4 && error.byteOffsets.upperBound == bytes.count - start
      if isCut, !isComplete, error.kind == .truncatedScalar { return }
      throw located(
        error.kind == .truncatedScalar && error.byteOffsets.upperBound == bytes.count - start
          ? .brokenCharacter(encoding: "UTF-8") : .invalidByte(bytes[count], encoding: "UTF-8"), at: count)
    }
  }
}

// MARK: Places

extension MarkupBuffer {
  /// Where in the file the byte at an index stands. Indices may ascend and descend; each costs a walk from the last one
  /// that `advancedOffset` was asked for, unless the file is UTF-8.
  func offset(of index: Int) -> Int {
    if encoding == .utf8 { return offsetMark.offset + index - offsetMark.index }
    return index < offsetMark.index
      ? offsetMark.offset - encoding.sourceLength(bytes.span.extracting(index..<offsetMark.index))
      : offsetMark.offset + encoding.sourceLength(bytes.span.extracting(offsetMark.index..<index))
  }

  /// The same; the next walk begins here.
  @inline(__always)
  mutating func advancedOffset(of index: Int) -> Int {
    if encoding == .utf8 { return offsetMark.offset &+ index &- offsetMark.index }
    return walkedOffset(of: index)
  }

  @inline(never)
  private mutating func walkedOffset(of index: Int) -> Int {
    offsetMark = (index, offset(of: index))
    return offsetMark.offset
  }

  /// Counts lines as far as an index. Lines end with LF, CRLF or CR.
  mutating func advanceLines(to index: Int) {
    if index > lineMark.index { lineMark = hasReturns ? mark(at: index) : markWithoutReturns(at: index) }
  }

  /// The line of the last index that lines were counted to, from 1.
  var line: Int { lineMark.line }

  /// The line and column of an index that is not before the last one that lines were counted to.
  func place(of index: Int) -> Place {
    let mark = mark(at: index)
    return Place(file: name, line: mark.line, column: mark.column + 1)
  }

  private static func hasReturn(_ bytes: Span<UInt8>) -> Bool {
    // Without a way out of the loop the compiler compares many bytes at a time.
    var found: UInt8 = 0
    for index in bytes.indices { found |= bytes[index] == 0x0D ? 1 : 0 }
    return found != 0
  }

  private func markWithoutReturns(at index: Int) -> LineMark {
    let window = bytes.span
    let end = min(index, window.count)
    var (position, line, column) = (lineMark.index, lineMark.line, lineMark.column)
    while end &- position >= 8 {
      let word = window.word(at: position)
      let (breaks, continuations) = (word.every(0x0A), word.continuations)
      if breaks == 0 {
        column &+= 8 &- continuations.nonzeroBitCount
      } else {
        line &+= breaks.nonzeroBitCount
        // What comes after the last break.
        let behind = breaks.leadingZeroBitCount >> 3
        column = behind &- (behind == 0 ? 0 : continuations >> UInt64((8 &- behind) &* 8)).nonzeroBitCount
      }
      position &+= 8
    }
    while position < end {
      let byte = window[position]
      if byte == 0x0A {
        (line, column) = (line &+ 1, 0)
      } else {
        column &+= byte & 0xC0 != 0x80 ? 1 : 0
      }
      position &+= 1
    }
    return LineMark(index: index, line: line, column: column)
  }

  private func mark(at index: Int) -> LineMark {
    var mark = lineMark
    guard index > mark.index else { return mark }
    let window = bytes.span
    for position in mark.index..<min(index, window.count) {
      let byte = window[position]
      if byte == 0x0A || byte == 0x0D {
        if byte == 0x0D || !mark.followsReturn { mark.line += 1 }
        mark.column = 0
      } else if byte & 0xC0 != 0x80 {
        mark.column += 1
      }
      mark.followsReturn = byte == 0x0D
    }
    mark.index = index
    return mark
  }

  /// A problem at an index, with the line's text if the window has all of it.
  func located(_ problem: XMLProblem, at index: Int) -> Located<XMLProblem> {
    let place = place(of: index)
    return Located(problem, at: place, excerpt: excerpt(around: index, column: place.column))
  }

  private func excerpt(around index: Int, column: Int) -> String? {
    // Beyond this length nobody reads the line.
    let reach = 1 << 12
    var start = index
    while start > 0, index - start < reach, bytes[start - 1] != 0x0A, bytes[start - 1] != 0x0D { start -= 1 }
    let before = bytes[start..<index]
    guard before.reduce(0, { $0 + ($1 & 0xC0 != 0x80 ? 1 : 0) }) == column - 1 else { return nil }
    let after = bytes[index..<min(count, index + reach)].prefix { $0 != 0x0A && $0 != 0x0D }
    return String(decoding: before + after, as: UTF8.self)
  }
}
