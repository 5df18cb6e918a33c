/// A cursor over `<!DOCTYPE … >`: what it declares is taken in, what lies in other files is not fetched.
///
/// Parameter entities are not expanded; as the recommendation says, entities that are declared behind a reference to one
/// are not known then. Declarations of elements, attributes and notations are gone over without a look at their grammar.
struct XMLDocumentType {
  /// Why it cannot go on.
  enum Stop: Error {
    case incomplete
    case problem(XMLProblem)
  }

  let bytes: [UInt8]
  let count: Int
  private(set) var index: Int
  private(set) var name = ""
  /// General entities in the order of declaration; the first of a name counts.
  private(set) var declared: [(name: String, entity: XMLEntities.Entity)] = []
  private var isBlind = false

  init(bytes: [UInt8], count: Int, index: Int) { (self.bytes, self.count, self.index) = (bytes, count, index) }

  /// Reads on behind `<!DOCTYPE` until behind its `>`.
  mutating func read() throws(Stop) {
    try space()
    name = try word("the document element's name after <!DOCTYPE")
    skipSpace()
    _ = try externalId()
    skipSpace()
    if try peek() == .openBracket {
      index += 1
      try readSubset()
      skipSpace()
    }
    guard try peek() == .greaterThan else { throw problem("'>' at the end of <!DOCTYPE") }
    index += 1
  }

  private mutating func readSubset() throws(Stop) {
    while true {
      skipSpace()
      switch try peek() {
      case .closeBracket:
        index += 1
        return
      case .percent:
        index += 1
        _ = try word("the name of a parameter entity")
        guard try peek() == .semicolon else { throw problem("';'") }
        index += 1
        isBlind = true
      case .lessThan: try readMarkup()
      default: throw problem("a declaration or ']' in <!DOCTYPE")
      }
    }
  }

  private mutating func readMarkup() throws(Stop) {
    if try take("<!--") {
      while try !take("--") { index += 1 }
      guard try peek() == .greaterThan else { throw .problem(.doubleHyphen) }
      index += 1
    } else if try take("<?") {
      while try !take("?>") { index += 1 }
    } else if try take("<!ENTITY") {
      try readEntity()
    } else if try take("<!ELEMENT") {
      try skipDeclaration()
    } else if try take("<!ATTLIST") {
      try skipDeclaration()
    } else if try take("<!NOTATION") {
      try skipDeclaration()
    } else {
      throw problem("a declaration such as <!ENTITY …> in <!DOCTYPE")
    }
  }

  private mutating func skipDeclaration() throws(Stop) {
    while try peek() != .greaterThan {
      if try beginsLiteral() { _ = try literal() } else { index += 1 }
    }
    index += 1
  }

  private mutating func readEntity() throws(Stop) {
    try space()
    var isParameter = false
    if try peek() == .percent {
      index += 1
      isParameter = true
      try space()
    }
    let name = try word("the name of an entity")
    try space()
    var entity = XMLEntities.Entity.external
    if try beginsLiteral() {
      let start = index
      let value = try literal()
      if !isParameter { entity = try replacement(value, at: start) }
    } else {
      guard try externalId() else { throw problem("the entity's text in quotes, SYSTEM or PUBLIC") }
      skipSpace()
      if try take("NDATA") {
        try space()
        _ = try word("the name of a notation")
      }
    }
    skipSpace()
    guard try peek() == .greaterThan else { throw problem("'>' at the end of <!ENTITY") }
    index += 1
    guard !isParameter else { return }
    declared.append((name, isBlind ? .external : entity))
  }

  /// The replacement text of a literal: character references are resolved, others stay (XML 1.0, 4.5).
  private mutating func replacement(_ literal: Range<Int>, at start: Int) throws(Stop) -> XMLEntities.Entity {
    var text: [UInt8] = []
    var position = literal.lowerBound
    while position < literal.upperBound {
      let byte = bytes[position]
      if byte == .percent {
        index = position
        throw problem("an entity's text without '%', which only external subsets may use")
      }
      if byte == .ampersand, position + 1 < literal.upperBound, bytes[position + 1] == .numberSign,
        let end = bytes[position..<literal.upperBound].firstIndex(of: .semicolon)
      {
        let digits = bytes[(position + 2)..<end]
        guard let value = XMLEntities.value(ofReference: digits), XMLCharacters.isAllowed(value) else {
          index = position
          throw .problem(.characterReference("&#" + String(decoding: digits.prefix(40), as: UTF8.self) + ";"))
        }
        XMLTranscoder.append(value, to: &text)
        position = end + 1
      } else if byte == 0x0D {
        text.append(0x0A)
        position += position + 1 < literal.upperBound && bytes[position + 1] == 0x0A ? 2 : 1
      } else {
        text.append(byte)
        position += 1
      }
    }
    return .text(text)
  }
}

// MARK: Words

extension XMLDocumentType {
  private func peek() throws(Stop) -> UInt8 {
    guard index < count else { throw .incomplete }
    let byte = bytes[index]
    if byte < 0x20, !byte.isXMLSpace { throw .problem(.illegalCharacter(UInt32(byte))) }
    return byte
  }

  private mutating func skipSpace() { while index < count, bytes[index].isXMLSpace { index += 1 } }

  private mutating func space() throws(Stop) {
    guard try peek().isXMLSpace else { throw problem("white space in <!DOCTYPE") }
    skipSpace()
  }

  private mutating func word(_ what: String) throws(Stop) -> String {
    let end = XMLCharacters.nameEnd(bytes.span.extracting(..<count), from: index)
    guard end < count else { throw .incomplete }
    guard end > index else { throw problem(what) }
    defer { index = end }
    return String(decoding: bytes[index..<end], as: UTF8.self)
  }

  private func beginsLiteral() throws(Stop) -> Bool {
    let byte = try peek()
    return byte == .quote || byte == .apostrophe
  }

  /// A text in quotes; the range is inside them.
  private mutating func literal() throws(Stop) -> Range<Int> {
    guard try beginsLiteral() else { throw problem("a text in quotes") }
    let quote = bytes[index]
    index += 1
    let start = index
    while try peek() != quote { index += 1 }
    index += 1
    return start..<index - 1
  }

  private mutating func externalId() throws(Stop) -> Bool {
    let isPublic = try take("PUBLIC")
    if !isPublic {
      guard try take("SYSTEM") else { return false }
    }
    try space()
    _ = try literal()
    if isPublic {
      skipSpace()
      // SGML's document types may have a public name alone.
      if try beginsLiteral() { _ = try literal() }
    }
    return true
  }

  private mutating func take(_ text: String) throws(Stop) -> Bool {
    let wanted = Array(text.utf8)
    let end = min(count, index + wanted.count)
    guard index < count else { throw .incomplete }
    guard bytes[index..<end].elementsEqual(wanted.prefix(end - index)) else { return false }
    guard end - index == wanted.count else { throw .incomplete }
    index = end
    return true
  }

  private func problem(_ expected: String) -> Stop {
    let (value, length) = XMLCharacters.scalar(bytes.span.extracting(..<count), at: index)
    let found = length > 0 ? Unicode.Scalar(value).map { "'\(Character($0))'" } : nil
    return .problem(.expected(expected, found: found ?? "something else"))
  }
}
