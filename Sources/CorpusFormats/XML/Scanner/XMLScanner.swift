import Diagnostics

/// What a scanner comes upon.
enum XMLEvent: Hashable, Sendable {
  /// `<!DOCTYPE … >`
  case documentType
  /// `<a b="c">` or `<a/>`, which an `endElement` follows too.
  case startElement
  /// `</a>`, or the end of `<a/>`.
  case endElement
  /// A piece of text; long text comes in several.
  case text
  /// A piece of a CDATA section. An empty section is one empty piece.
  case section
  /// `<!-- … -->`
  case comment
  /// `<? … ?>`
  case instruction
}

/// An attribute of a start tag.
struct XMLAttribute: Hashable, Sendable {
  var name: XMLName
  /// The bytes of its name in the file.
  var nameSource: Range<Int>
  /// The bytes of its value in the file, without the quotes.
  var valueSource: Range<Int>
  /// Where the scanner keeps the value: in `expanded` or in the window.
  var stored: Range<Int>
  var isExpanded: Bool
}

/// The pieces of an XML file, one at a time, with the bytes of the file that each one takes.
///
/// It reads no other files and holds a window of the file in memory: a tag at a time, text in pieces. What is not
/// well-formed is an error with its place; so are limits that are passed, and entities that are external or hold tags.
/// Attributes with a default in a DTD are not added. XML 1.1 is read as 1.0 whose character references may name controls.
///
///     var scanner = try XMLScanner(path: "letter.xml")
///     while let event = try scanner.next() {
///       if event == .startElement, scanner.elementName == "persName" { … scanner.value(of: "ref") … }
///     }
struct XMLScanner {
  /// What hostile files may cost.
  struct Limits: Hashable, Sendable {
    /// The deepest nesting of elements.
    var depth = 1_000
    /// The longest tag, comment or instruction in bytes.
    var token = 1 << 30

    init() {}
    init(_ options: XMLOptions) { (depth, token) = (options.maximumDepth, options.maximumDocumentSize) }
  }

  /// The longest piece of text in bytes of the window, unless it holds nothing but itself.
  static let pieceLength = 1 << 16

  let limits: Limits
  var buffer: MarkupBuffer
  var names = XMLNames()
  var entities = XMLEntities()

  // The current event.
  /// The bytes of the event in the file.
  var source = 0..<0
  /// The line of the event's start, from 1; kept up for start tags, others see `place`.
  var line: Int { buffer.line }
  var name: XMLName?
  var attributes: [XMLAttribute] = []
  /// Whether the start or end belongs to `<a/>`.
  var isSelfClosing = false
  /// Text that differs from the window's bytes, and values of attributes.
  var expanded: [UInt8] = []
  /// The runs of `expanded`, and of `plain` where the file is not UTF-8.
  var textMap = SourceMap()
  /// The current text in the window, if it is there as it is.
  var plain: Range<Int>?

  /// The version of the declaration.
  private(set) var version = "1.0"

  // Between events.
  /// Indices in the window: the current event, and what comes after it.
  var start = 0
  var cursor = 0
  var open: [Open] = []
  var isInSection = false
  private var phase = Phase.new
  var seen = Seen()
  var namespaces = XMLNamespaces()

  /// An element that has not ended.
  struct Open: Hashable, Sendable {
    var name: XMLName
    var line: Int
  }

  /// For each name the number of the last tag that had it as an attribute.
  struct Seen: Sendable {
    var tag = 0
    var last: [Int] = []
  }

  private enum Phase { case new, prolog, content, closing, epilog, finished }

  /// The file at `path`; `-` stands for standard input.
  ///
  /// - Throws: `FileError<FileProblem>`.
  init(path: String, limits: Limits = Limits()) throws {
    self.init(try MarkupBuffer(path: path), limits: limits)
  }

  /// A file in memory.
  init(bytes: [UInt8], name: String, limits: Limits = Limits()) {
    self.init(MarkupBuffer(bytes: bytes, name: name), limits: limits)
  }

  init(_ buffer: MarkupBuffer, limits: Limits = Limits()) { (self.buffer, self.limits) = (buffer, limits) }

  /// The next piece, or `nil` after the last. After an error a scanner is of no further use.
  ///
  /// - Throws: `Located<XMLProblem>`; `FileError<FileProblem>` when reading fails.
  mutating func next() throws -> XMLEvent? {
    while true {
      switch phase {
      case .new:
        try buffer.begin()
        textMap.encoding = buffer.encoding
        version = try readDeclaration()
        phase = .prolog
      case .closing:
        closeElement()
        return .endElement
      case .prolog, .content, .epilog:
        start = cursor
        if isInSection {
          if try readSection() { return .section }
          continue
        }
        guard cursor < buffer.count else {
          if try more() { continue }
          try checkEnd()
          phase = .finished
          return nil
        }
        if let event = try readPiece() { return event }
      case .finished: return nil
      }
    }
  }
}

// MARK: Steps

extension XMLScanner {
  /// Takes in more behind the current event; `false` at the end of the file.
  mutating func more(_ what: String = "a tag") throws -> Bool {
    guard buffer.count - start <= limits.token else {
      throw located(.tooLong(what: what, limit: limits.token))
    }
    cursor -= start
    let kept = start
    start = 0
    return try buffer.slide(to: kept)
  }

  private mutating func checkEnd() throws {
    guard let last = open.last else {
      if phase == .prolog { throw buffer.located(.noElement, at: cursor) }
      return
    }
    throw buffer.located(.unclosed(element: names[last.name], line: last.line), at: cursor)
  }

  /// One piece from `cursor` on; `nil` if there was nothing to report.
  private mutating func readPiece() throws -> XMLEvent? {
    guard buffer.bytes[cursor] == .lessThan else {
      if phase == .content { return try readText() ? .text : nil }
      try skipSpace()
      return nil
    }
    if cursor + 1 == buffer.count, try more() { return nil }
    switch cursor + 1 < buffer.count ? buffer.bytes[cursor + 1] : 0 {
    case .slash:
      guard try readEndTag() else { return nil }
      if open.isEmpty { phase = .epilog }
      return .endElement
    case .exclamationMark: return try readDeclarationOrComment()
    case .questionMark: return try readInstruction() ? .instruction : nil
    default:
      if phase == .epilog { throw located(.outsideRoot("another element")) }
      guard try readStartTag() else { return nil }
      phase = isSelfClosing ? .closing : .content
      return .startElement
    }
  }

  private mutating func closeElement() {
    source = source.upperBound..<source.upperBound
    attributes.removeAll(keepingCapacity: true)
    start = cursor
    open.removeLast()
    namespaces.close(depth: open.count)
    phase = open.isEmpty ? .epilog : .content
  }

  private mutating func readDeclarationOrComment() throws -> XMLEvent? {
    let opening: [(String, XMLEvent)] = [("<!--", .comment), ("<![CDATA[", .section), ("<!DOCTYPE", .documentType)]
    while buffer.count - cursor < 9, try more() {}
    for (text, event) in opening where buffer.bytes[cursor..<buffer.count].starts(with: Array(text.utf8)) {
      switch event {
      case .comment: return try readComment() ? .comment : nil
      case .section:
        guard phase == .content else { throw located(.outsideRoot("a CDATA section")) }
        return try beginSection() ? .section : nil
      default:
        guard phase == .prolog, !entities.hasDocumentType else {
          throw located(.expected("an element or text", found: "a document type here"))
        }
        return try readDocumentType() ? .documentType : nil
      }
    }
    if buffer.count - cursor < 9,
      opening.contains(where: { Array($0.0.utf8).starts(with: buffer.bytes[cursor..<buffer.count]) })
    {
      throw located(.unexpectedEnd(inside: "a tag"))
    }
    throw located(.expected("'<!--', '<![CDATA[' or '<!DOCTYPE'", found: "'<!'"))
  }

  /// Goes over white space outside the root.
  private mutating func skipSpace() throws {
    while cursor < buffer.count, buffer.bytes[cursor].isXMLSpace { cursor += 1 }
    guard cursor < buffer.count, buffer.bytes[cursor] != .lessThan else { return }
    throw buffer.located(.outsideRoot("text"), at: cursor)
  }
}

extension UInt8 {
  static let lessThan: UInt8 = 0x3C
  static let greaterThan: UInt8 = 0x3E
  static let ampersand: UInt8 = 0x26
  static let slash: UInt8 = 0x2F
  static let exclamationMark: UInt8 = 0x21
  static let questionMark: UInt8 = 0x3F
  static let equalsSign: UInt8 = 0x3D
  static let quote: UInt8 = 0x22
  static let apostrophe: UInt8 = 0x27
  static let semicolon: UInt8 = 0x3B
  static let numberSign: UInt8 = 0x23
  static let hyphen: UInt8 = 0x2D
  static let openBracket: UInt8 = 0x5B
  static let closeBracket: UInt8 = 0x5D
  static let percent: UInt8 = 0x25
}
