/// The values of a JSON text, one at a time.
///
/// The text is a row of values (JSON Lines, with white space of any kind between), or one array, whose elements come one by
/// one. Where an object has an array of the name that the stream was told (`documents`), its elements come one by one too,
/// between the object's other members. An array is not copied as a whole; memory holds the largest value.
public struct JSONStream {
  /// What comes next.
  public enum Event: Sendable {
    /// A value of the row or array.
    case value(JSON)
    /// A member of the object that has, or may still have, the array.
    case member(JSON.Member)
    /// An element of the object's array.
    case element(JSON)
    /// The object's end.
    case end
  }

  private enum State {
    case start, row, array(isFirst: Bool), members(isFirst: Bool), elements(isFirst: Bool), finished
  }

  /// Bytes taken in so far.
  public private(set) var bytesRead = 0
  /// Whether the text is one array; known after the first value.
  public private(set) var isArray = false

  private let options: JSONOptions
  private let streamed: [UInt8]?
  private let fill: (inout [UInt8]) throws -> Int
  private var isAtEnd = false
  /// It keeps the bytes in memory, and how far they are read.
  private var parser: JSONParser
  private var states: [State] = [.start]
  private var positions = JSONPositions()

  /// The values of the text that `fill` appends, piece by piece, to the buffer that it is given.
  ///
  /// - Parameters:
  ///   - streaming: the member of top-level objects whose elements come one by one.
  ///   - fill: returns how many bytes it appended; 0 at the end.
  public init(
    streaming member: String? = nil, options: JSONOptions = JSONOptions(),
    fill: @escaping (inout [UInt8]) throws -> Int
  ) {
    (self.options, self.fill) = (options, fill)
    streamed = member.map { Array($0.utf8) }
    parser = JSONParser(bytes: [], options: options)
  }

  /// The values of a text in memory.
  public init(_ text: [UInt8], streaming member: String? = nil, options: JSONOptions = JSONOptions()) {
    var rest: [UInt8]? = text
    self.init(streaming: member, options: options) { buffer in
      defer { rest = nil }
      buffer += rest ?? []
      return rest?.count ?? 0
    }
  }

  /// The bytes in memory, which the ranges of the last value index.
  public var buffer: [UInt8] { parser.bytes }

  /// The line and column, from 1, of an offset of the last value's ranges.
  public mutating func place(of offset: Int) -> (line: Int, column: Int) { positions.place(of: offset, in: buffer) }

  /// The bytes of a value of the last event, as they stand in the text.
  public func text(of value: JSON) -> ArraySlice<UInt8> { buffer[value.range.clamped(to: 0..<buffer.count)] }

  /// The next value of the row or array, where no member is streamed; `nil` after the last.
  ///
  /// - Throws: `JSONError`; what `fill` throws.
  public mutating func next() throws -> JSON? {
    guard case .value(let value)? = try nextEvent() else { return nil }
    return value
  }

  /// The next event; `nil` after the last. After an error the stream is of no further use.
  ///
  /// - Throws: `JSONError`; what `fill` throws.
  public mutating func nextEvent() throws -> Event? {
    dropRead()
    while true {
      switch states[states.count - 1] {
      case .start:
        try begin()
      case .row:
        guard try peek() != nil else {
          states = [.finished]
          continue
        }
        if let event = try valueOrMembers() { return event }
      case .array(let isFirst):
        guard try hasNext(isFirst: isFirst, closing: UInt8(ascii: "]")) else {
          guard try peek() == nil else { throw failure("the end of the text after the array") }
          states = [.finished]
          continue
        }
        states[states.count - 1] = .array(isFirst: false)
        if let event = try valueOrMembers() { return event }
      case .members(let isFirst):
        guard try hasNext(isFirst: isFirst, closing: UInt8(ascii: "}")) else {
          states.removeLast()
          return .end
        }
        states[states.count - 1] = .members(isFirst: false)
        if let event = try member() { return event }
      case .elements(let isFirst):
        guard try hasNext(isFirst: isFirst, closing: UInt8(ascii: "]")) else {
          states.removeLast()
          continue
        }
        states[states.count - 1] = .elements(isFirst: false)
        return .element(try parse { parser throws(JSONParser.Stop) in try parser.value(depth: 2) })
      case .finished:
        return nil
      }
    }
  }
}

extension JSONStream {
  private var index: Int {
    get { parser.index }
    set { parser.index = newValue }
  }

  private mutating func begin() throws {
    while buffer.count < 3, try more() {}
    if buffer.starts(with: [0xEF, 0xBB, 0xBF]) {
      index = 3
      positions = JSONPositions(offset: 3)
    }
    if buffer.starts(with: [0xFE, 0xFF]) || buffer.starts(with: [0xFF, 0xFE]) { throw error(.utf16, at: 0) }
    isArray = try peek() == UInt8(ascii: "[")
    if isArray { index += 1 }
    states = [isArray ? .array(isFirst: true) : .row]
  }

  /// The value at `index`; `nil` for an object whose members come one by one.
  private mutating func valueOrMembers() throws -> Event? {
    if streamed != nil, try peek() == UInt8(ascii: "{") {
      index += 1
      states.append(.members(isFirst: true))
      return nil
    }
    let depth = isArray ? 1 : 0
    return .value(try parse { parser throws(JSONParser.Stop) in try parser.value(depth: depth) })
  }

  /// The member at `index`; `nil` for the array whose elements come one by one.
  private mutating func member() throws -> Event? {
    let (key, offset) = try parse { parser throws(JSONParser.Stop) in try parser.name() }
    if key == streamed {
      if try peek() == UInt8(ascii: "[") {
        index += 1
        states.append(.elements(isFirst: true))
        return nil
      }
    }
    // The name must not be read twice when the value's end is still to come.
    let value = try parse { parser throws(JSONParser.Stop) in try parser.value(depth: 1) }
    return .member(JSON.Member(key: key, keyOffset: offset, value: value))
  }

  /// Takes the comma or the closing bracket before the next item.
  private mutating func hasNext(isFirst: Bool, closing: UInt8) throws -> Bool {
    let byte = try peek()
    if byte == closing {
      index += 1
      return false
    }
    if isFirst { return true }
    guard byte == UInt8(ascii: ",") else { throw failure("',' or '\(Unicode.Scalar(closing))'") }
    index += 1
    return true
  }

  /// Skips white space; the byte behind it, `nil` at the end of the text.
  private mutating func peek() throws -> UInt8? {
    while true {
      while index < buffer.count {
        let byte = buffer[index]
        guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
        index += 1
      }
      guard try more() else { return nil }
    }
  }

  /// What the parser reads at `index`, as soon as all of it is in memory.
  private mutating func parse<Result>(
    _ read: (inout JSONParser) throws(JSONParser.Stop) -> Result
  ) throws -> Result {
    while true {
      let start = index
      do throws(JSONParser.Stop) {
        let result = try read(&parser)
        // A number at the very end may go on.
        if index < buffer.count || isAtEnd || "]}\"".utf8.contains(buffer[index - 1]) { return result }
      } catch {
        guard error.isAtEnd, !isAtEnd else { throw self.error(error.problem, at: error.offset) }
      }
      index = start
      let pending = buffer.count - index
      guard pending <= options.maximumLength else {
        throw error(.tooLong(limit: options.maximumLength), at: index)
      }
      // Twice as much each time, so that a long value is not read over and over.
      let wanted = index + 2 * pending
      while try more(), buffer.count < wanted {}
    }
  }

  /// Drops what was read before, so that memory does not grow.
  private mutating func dropRead() {
    positions.begin(at: index, in: buffer)
    guard index >= 1 << 16, index * 2 >= buffer.count else { return }
    let (line, column) = positions.place(of: index, in: buffer)
    parser.bytes.removeSubrange(..<index)
    positions = JSONPositions(line: line, column: column)
    index = 0
  }

  private mutating func more() throws -> Bool {
    guard !isAtEnd else { return false }
    let count = try fill(&parser.bytes)
    bytesRead += count
    isAtEnd = count == 0
    return count > 0
  }

  private func failure(_ expected: String) -> JSONError {
    error(.unexpected(found: index < buffer.count ? buffer[index] : nil, expected: expected), at: index)
  }

  private func error(_ problem: JSONProblem, at offset: Int) -> JSONError {
    var positions = positions
    let (line, column) = positions.place(of: offset, in: buffer)
    return JSONError(problem: problem, offset: offset, line: line, column: column)
  }
}
