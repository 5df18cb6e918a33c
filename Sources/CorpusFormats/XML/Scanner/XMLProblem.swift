import Diagnostics

/// What is wrong with a marked-up file, or what of it Gloss does not read.
public enum XMLProblem: Error, Hashable, Sendable {
  // Encodings
  /// An encoding that is not read.
  case encoding(String)
  /// The declaration names another encoding than the first bytes show.
  case encodingMismatch(declared: String, found: String)
  /// A byte that stands for nothing in the file's encoding.
  case invalidByte(UInt8, encoding: String)
  /// Half of a surrogate pair without the other half, or a character cut by the file's end.
  case brokenCharacter(encoding: String)
  /// A character that XML does not allow.
  case illegalCharacter(UInt32)

  // Well-formedness
  /// The file ends inside something.
  case unexpectedEnd(inside: String)
  /// The file ends before this element does.
  case unclosed(element: String, line: Int)
  /// An end tag of another element than the one that is open.
  case mismatchedEnd(found: String, expected: String, line: Int)
  /// An end tag where no element is open.
  case endWithoutStart(String)
  /// No element at all.
  case noElement
  /// Something after the last end tag, or text before the first tag.
  case outsideRoot(String)
  /// Anything else that does not follow the grammar.
  case expected(String, found: String)
  /// An attribute that its element has already.
  case duplicateAttribute(String)
  /// `<` in the value of an attribute.
  case lessThanInAttribute(String)
  /// `--` in a comment.
  case doubleHyphen
  /// `]]>` in text.
  case sectionEndInText

  // Entities
  /// An entity that nobody declared.
  case undeclaredEntity(String)
  /// An entity that lies in another file.
  case externalEntity(String)
  /// An entity with tags in its text.
  case markupInEntity(String)
  /// An entity that holds itself.
  case recursiveEntity(String)
  /// Entities that grow beyond all bounds.
  case expansion(entity: String, limit: Int)
  /// `&#…;` of no character.
  case characterReference(String)

  // Limits
  /// Elements nested deeper than allowed.
  case tooDeep(limit: Int)
  /// A tag, a comment or a document longer than allowed.
  case tooLong(what: String, limit: Int)
  /// More different names of elements and attributes than any schema has.
  case tooManyNames(limit: Int)
  /// A version of XML that is not read.
  case version(String)
}

extension XMLProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .encoding(let name):
      "the encoding '\(name)' is not read (read are UTF-8, UTF-16, ISO-8859-1, windows-1252 and US-ASCII); convert the "
        + "file to UTF-8 and change its declaration"
    case .encodingMismatch(let declared, let found):
      "the declaration says '\(declared)', but the file is \(found); correct the declaration"
    case .invalidByte(let byte, let encoding):
      "byte 0x\(hexadecimal(UInt32(byte))) is not \(encoding); the file says, or by default has, this encoding: correct "
        + "the declaration or convert the file"
    case .brokenCharacter(let encoding):
      "half a character of \(encoding); the file is cut, or was put together from pieces"
    case .illegalCharacter(let scalar): "the character U+\(hexadecimal(scalar)) is not allowed in XML; remove it"
    case .unexpectedEnd(let inside): "the file ends inside \(inside); is it whole?"
    case .unclosed(let element, let line):
      "the file ends, but <\(element)> of line \(line) is still open; is it whole?"
    case .mismatchedEnd(let found, let expected, let line):
      "</\(found)> does not end <\(expected)> of line \(line), expected </\(expected)>"
    case .endWithoutStart(let name): "</\(name)> ends nothing; no element is open here"
    case .noElement: "no element; expected a tag such as <corpus>"
    case .outsideRoot(let what):
      "\(what) outside the document's element; an XML file has one element around everything"
    case .expected(let what, let found): "expected \(what), found \(found)"
    case .duplicateAttribute(let name): "the attribute '\(name)' stands twice in one tag"
    case .lessThanInAttribute(let name): "'<' in the value of '\(name)'; write &lt;, or is a quote missing?"
    case .doubleHyphen: "'--' inside a comment; only its end may have two hyphens"
    case .sectionEndInText: "']]>' in text; write ]]&gt;"
    case .undeclaredEntity(let name):
      "the entity '&\(name);' is not declared in this file; write the character itself, or declare it in <!DOCTYPE …[ ]>"
    case .externalEntity(let name):
      "the entity '&\(name);' lies in another file; Gloss reads no other files, put its text in place of it"
    case .markupInEntity(let name):
      "the entity '&\(name);' holds tags, which Gloss does not read; put its text in place of it"
    case .recursiveEntity(let name): "the entity '&\(name);' holds itself"
    case .expansion(let entity, let limit):
      "the text of '&\(entity);' makes more than \(limit) bytes of entities; this is no corpus but an attack"
    case .characterReference(let text): "'\(text)' names no character that XML allows"
    case .tooDeep(let limit): "elements nested deeper than \(limit); raise maximum_depth if the file is sound"
    case .tooLong(let what, let limit):
      "\(what) is longer than \(limit) bytes; raise maximum_document_size if the file is sound"
    case .tooManyNames(let limit): "more than \(limit) different names of elements and attributes"
    case .version(let version): "XML \(version) is not read, expected 1.0 or 1.1"
    }
  }
}

/// The digits of a number in base 16, as character names write them; at least two.
func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, (value > 0xFF ? 4 : 2) - digits.count)) + digits
}
