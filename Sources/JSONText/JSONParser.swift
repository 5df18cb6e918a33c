extension JSON {
  /// The value that a whole text is, a byte order mark before it or not.
  ///
  /// - Throws: `JSONError` for whatever RFC 8259 does not allow, and for text after the value.
  public init(parsing text: [UInt8], options: JSONOptions = JSONOptions()) throws(JSONError) {
    var parser = JSONParser(bytes: text, options: options)
    do throws(JSONParser.Stop) {
      try parser.skipMark()
      self = try parser.value(depth: 0)
      parser.skipSpace()
      if parser.index < text.count { throw parser.unexpected("the end of the text") }
    } catch {
      var positions = JSONPositions()
      let (line, column) = positions.place(of: error.offset, in: text)
      throw JSONError(problem: error.problem, offset: error.offset, line: line, column: column)
    }
  }
}

/// Recursive descent over bytes in memory.
struct JSONParser {
  /// Where and why it stopped.
  struct Stop: Error {
    var problem: JSONProblem
    var offset: Int
    /// Whether more bytes could mend it.
    var isAtEnd: Bool
  }

  var bytes: [UInt8]
  var index = 0
  private let options: JSONOptions
  private var names = NameCache()

  init(bytes: [UInt8], options: JSONOptions) { (self.bytes, self.options) = (bytes, options) }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  private func stop(_ problem: JSONProblem, at offset: Int) -> Stop {
    Stop(problem: problem, offset: offset, isAtEnd: false)
  }

  func unexpected(_ expected: String) -> Stop {
    Stop(problem: .unexpected(found: current, expected: expected), offset: index, isAtEnd: index >= bytes.count)
  }

  mutating func skipSpace() { index = endOfSpace }

  private var endOfSpace: Int {
    let span = bytes.span
    var index = index
    while index < span.count {
      let byte = span[index]
      guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { break }
      index += 1
    }
    return index
  }

  mutating func skipMark() throws(Stop) {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    if bytes.starts(with: [0xFE, 0xFF]) || bytes.starts(with: [0xFF, 0xFE]) { throw stop(.utf16, at: 0) }
  }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard index < bytes.count, bytes[index] == byte else { return false }
    index += 1
    return true
  }

  /// The value at `index`, white space before it or not.
  mutating func value(depth: Int) throws(Stop) -> JSON {
    skipSpace()
    let start = index
    let content: JSON.Content
    switch current {
    case UInt8(ascii: "\""): content = .string(try string())
    case UInt8(ascii: "{"): content = .object(try members(depth: depth + 1))
    case UInt8(ascii: "["): content = .array(try elements(depth: depth + 1))
    case UInt8(ascii: "-"), 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39: content = try number()
    case UInt8(ascii: "t"):
      try word("true")
      content = .bool(true)
    case UInt8(ascii: "f"):
      try word("false")
      content = .bool(false)
    case UInt8(ascii: "n"):
      try word("null")
      content = .null
    default: throw unexpected("a value")
    }
    return JSON(content, range: start..<index)
  }

  /// The opening bracket at `index` and what it holds up to its counterpart.
  private mutating func elements(depth: Int) throws(Stop) -> [JSON] {
    guard depth <= options.maximumDepth else { throw stop(.tooDeep(limit: options.maximumDepth), at: index) }
    index += 1
    var elements: [JSON] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return elements }
    while true {
      elements.append(try value(depth: depth))
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "]")) else { throw unexpected("',' or ']'") }
      return elements
    }
  }

  private mutating func members(depth: Int) throws(Stop) -> [JSON.Member] {
    guard depth <= options.maximumDepth else { throw stop(.tooDeep(limit: options.maximumDepth), at: index) }
    index += 1
    var members: [JSON.Member] = []
    skipSpace()
    if take(UInt8(ascii: "}")) { return members }
    while true {
      let (key, offset) = try name()
      members.append(JSON.Member(key: key, keyOffset: offset, value: try value(depth: depth)))
      skipSpace()
      if take(UInt8(ascii: ",")) { continue }
      guard take(UInt8(ascii: "}")) else { throw unexpected("',' or '}'") }
      return members
    }
  }

  /// A name in quotes and the colon behind it.
  mutating func name() throws(Stop) -> (key: [UInt8], offset: Int) {
    skipSpace()
    guard current == UInt8(ascii: "\"") else { throw unexpected("a member's name in quotes") }
    let offset = index
    let key: [UInt8]
    if let known = names.name(at: index + 1, in: bytes) {
      key = known
      index += 2 + known.count
    } else {
      key = try string()
      names.insert(key)
    }
    skipSpace()
    guard take(UInt8(ascii: ":")) else { throw unexpected("':'") }
    return (key, offset)
  }

  private mutating func word(_ word: StaticString) throws(Stop) {
    for byte in String(describing: word).utf8 {
      guard take(byte) else { throw unexpected("'\(word)'") }
    }
  }
}

// MARK: Numbers

extension JSONParser {
  private mutating func number() throws(Stop) -> JSON.Content {
    let start = index
    let isNegative = take(UInt8(ascii: "-"))
    var isInteger = true
    var value = 0
    var overflows = false
    if !take(UInt8(ascii: "0")) {
      let first = index
      while let byte = current, byte &- 0x30 < 10 {
        let (product, tooMuch) = value.multipliedReportingOverflow(by: 10)
        let (sum, tooMany) = product.subtractingReportingOverflow(Int(byte - 0x30))
        (value, overflows) = (sum, overflows || tooMuch || tooMany)
        index += 1
      }
      guard index > first else { throw unexpected("a digit") }
    }
    if take(UInt8(ascii: ".")) {
      isInteger = false
      try digits()
    }
    if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
      isInteger = false
      if !take(UInt8(ascii: "+")) { _ = take(UInt8(ascii: "-")) }
      try digits()
    }
    // The value was summed up below zero, where there is room for one more.
    if isInteger, !overflows, isNegative || value != .min { return .integer(isNegative ? value : -value) }
    let number = Double(String(decoding: bytes[start..<index], as: UTF8.self))
    guard let number, number.isFinite else { throw stop(.numberRange, at: start) }
    return .number(number)
  }

  private mutating func digits() throws(Stop) {
    let first = index
    while let byte = current, byte &- 0x30 < 10 { index += 1 }
    guard index > first else { throw unexpected("a digit") }
  }
}

// MARK: Strings

extension JSONParser {
  /// The string whose opening quote is at `index`.
  private mutating func string() throws(Stop) -> [UInt8] {
    let start = index + 1
    let (end, isASCII) = plainRun(from: start)
    guard end < bytes.count, bytes[end] != UInt8(ascii: "\"") else {
      if !isASCII { try checkUTF8(start..<end) }
      index = end
      guard take(UInt8(ascii: "\"")) else { throw unexpected("the string's closing quote") }
      return Array(bytes[start..<end])
    }
    return try stringWithEscapes(from: start, plainTo: end)
  }

  /// How far a string goes without quotes, escapes and control characters.
  private func plainRun(from start: Int) -> (end: Int, isASCII: Bool) {
    let span = bytes.span
    var end = start
    var union: UInt8 = 0
    while end < span.count {
      let byte = span[end]
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 { break }
      union |= byte
      end += 1
    }
    return (end, union < 0x80)
  }

  private func checkUTF8(_ range: Range<Int>) throws(Stop) {
    do {
      _ = try UTF8Span(validating: bytes.span.extracting(range))
    } catch {
      let bad = range.lowerBound + error.byteOffsets.lowerBound
      // A character that the end of the buffer cuts may go on.
      throw Stop(
        problem: .invalidUTF8(bytes[bad]), offset: bad,
        isAtEnd: bytes.count - bad < 4 && range.upperBound == bytes.count)
    }
  }

  private mutating func stringWithEscapes(from start: Int, plainTo end: Int) throws(Stop) -> [UInt8] {
    var text: [UInt8] = []
    var run = start..<end
    while true {
      try checkUTF8(run)
      text += bytes[run]
      index = run.upperBound
      guard let byte = current else { throw unexpected("the string's closing quote") }
      if byte < 0x20 { throw stop(.controlCharacter(byte), at: index) }
      index += 1
      if byte == UInt8(ascii: "\"") { return text }
      try escape(into: &text)
      run = index..<plainRun(from: index).end
    }
  }

  /// What stands behind a backslash.
  private mutating func escape(into text: inout [UInt8]) throws(Stop) {
    guard let byte = current else { throw unexpected("the rest of an escape") }
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"):
      let start = index - 1
      index += 1
      let scalar = try escapedScalar(from: start)
      text.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
      return
    default: throw stop(.escape, at: index - 1)
    }
    index += 1
  }

  /// The scalar of four digits at `index`, of two escapes where the first is the first half of a pair.
  private mutating func escapedScalar(from start: Int) throws(Stop) -> Unicode.Scalar {
    let unit = try codeUnit()
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if UTF16.isLeadSurrogate(unit) {
      // Whether the other half follows is known only once it could have come.
      if bytes.count - index < 6, bytes[index...].allSatisfy({ $0 != UInt8(ascii: "\"") }) {
        index = bytes.count
        throw unexpected("the second half of a surrogate pair")
      }
      let before = index
      if take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) {
        let trail = try codeUnit()
        if UTF16.isTrailSurrogate(trail) {
          let value = 0x10000 + (UInt32(unit) - 0xD800) << 10 + UInt32(trail) - 0xDC00
          return Unicode.Scalar(value) ?? "\u{FFFD}"
        }
      }
      index = before
    }
    guard options.replacesLoneSurrogates else { throw stop(.loneSurrogate(unit), at: start) }
    return "\u{FFFD}"
  }

  private mutating func codeUnit() throws(Stop) -> UInt16 {
    var unit: UInt16 = 0
    for _ in 0..<4 {
      guard let byte = current else { throw unexpected("four hexadecimal digits") }
      switch byte {
      case 0x30...0x39: unit = unit << 4 | UInt16(byte - 0x30)
      case 0x41...0x46, 0x61...0x66: unit = unit << 4 | UInt16((byte | 0x20) - 0x61 + 10)
      default: throw unexpected("four hexadecimal digits")
      }
      index += 1
    }
    return unit
  }
}

/// Names that came before: most objects of a file have the same few, and each would otherwise be an allocation.
struct NameCache: Sendable {
  private var slots = [[UInt8]](repeating: [], count: 64)

  /// The known name that stands at `start` and is followed by a quote.
  func name(at start: Int, in bytes: [UInt8]) -> [UInt8]? {
    let span = bytes.span
    var end = start
    let limit = min(span.count, start + 32)
    while end < limit, span[end] != UInt8(ascii: "\"") { end += 1 }
    guard end < limit, end > start else { return nil }
    let known = slots[Self.slot(count: end - start, first: span[start], last: span[end - 1])]
    guard known.count == end - start else { return nil }
    for offset in known.indices where known[offset] != span[start + offset] { return nil }
    return known
  }

  mutating func insert(_ name: [UInt8]) {
    guard let first = name.first, let last = name.last, name.count < 32 else { return }
    // A name with an escape in it is spelled otherwise than its bytes.
    guard !name.contains(where: { $0 < 0x20 || $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\\") }) else { return }
    slots[Self.slot(count: name.count, first: first, last: last)] = name
  }

  private static func slot(count: Int, first: UInt8, last: UInt8) -> Int {
    (count &* 31 &+ Int(first) &* 7 &+ Int(last)) & 63
  }
}
