/// The entities of a file: the five that XML knows, and those that its document type declares.
///
/// Bounds: an entity's whole text is at most 1 MiB, entities refer to each other at most 16 deep, and all of them together
/// make at most 8 MiB and four times what the file itself has.
struct XMLEntities: Sendable {
  /// A declared entity.
  enum Entity: Hashable, Sendable {
    /// Its replacement text.
    case text([UInt8])
    /// It lies in another file, or its declaration is not known.
    case external
  }

  /// The longest text of one entity.
  static let lengthLimit = 1 << 20
  /// What all references together may make, beside four times the file's own length.
  static let totalLimit = 8 << 20
  /// How deep entities may refer to each other.
  static let depthLimit = 16

  /// Whether the file has a document type.
  private(set) var hasDocumentType = false
  private var declared: [String: Entity] = [:]
  private var total = 0
  /// Whole texts that were made before: as text, and as an attribute's value.
  private var expansions: [Key: [UInt8]] = [:]

  private struct Key: Hashable {
    var name: String
    var inAttribute: Bool
  }

  /// Takes in what a document type declares.
  mutating func take(_ documentType: XMLDocumentType) {
    hasDocumentType = true
    for (name, entity) in documentType.declared where declared[name] == nil { declared[name] = entity }
  }

  /// What a reference to a declared entity stands for.
  mutating func expansion(of name: String, inAttribute: Bool, bytesRead: Int) throws(XMLProblem) -> [UInt8] {
    let key = Key(name: name, inAttribute: inAttribute)
    let text: [UInt8]
    if let known = expansions[key] {
      text = known
    } else {
      text = try expand(key, depth: 1)
    }
    total += text.count
    let limit = Self.totalLimit + 4 * bytesRead
    guard total <= limit else { throw .expansion(entity: name, limit: limit) }
    return text
  }

  private mutating func expand(_ key: Key, depth: Int) throws(XMLProblem) -> [UInt8] {
    if let known = expansions[key] { return known }
    guard depth <= Self.depthLimit else { throw .recursiveEntity(key.name) }
    guard let entity = declared[key.name] else { throw .undeclaredEntity(key.name) }
    guard case .text(let replacement) = entity else { throw .externalEntity(key.name) }
    var text: [UInt8] = []
    var index = 0
    while index < replacement.count {
      let byte = replacement[index]
      if byte == .lessThan { throw .markupInEntity(key.name) }
      if byte != .ampersand {
        text.append(key.inAttribute && byte.isXMLSpace ? 0x20 : byte)
        index += 1
        continue
      }
      guard let end = replacement[index...].firstIndex(of: .semicolon) else {
        throw .expected("';' in the text of '&\(key.name);'", found: "'&' alone")
      }
      let reference = replacement[(index + 1)..<end]
      if reference.first == .numberSign {
        guard let value = Self.value(ofReference: reference.dropFirst()), XMLCharacters.isAllowed(value) else {
          throw .characterReference("&" + String(decoding: reference.prefix(40), as: UTF8.self) + ";")
        }
        XMLTranscoder.append(value, to: &text)
      } else if let predefined = Self.predefined(replacement.span, index + 1..<end) {
        text.append(predefined)
      } else {
        let name = String(decoding: reference.prefix(1024), as: UTF8.self)
        text += try expand(Key(name: name, inAttribute: key.inAttribute), depth: depth + 1)
      }
      guard text.count <= Self.lengthLimit else { throw .expansion(entity: key.name, limit: Self.lengthLimit) }
      index = end + 1
    }
    guard text.count <= Self.lengthLimit else { throw .expansion(entity: key.name, limit: Self.lengthLimit) }
    expansions[key] = text
    return text
  }

  /// The number in `&#65;` or `&#x41;`, from what stands between `&#` and `;`.
  static func value(ofReference digits: ArraySlice<UInt8>) -> UInt32? {
    let isHexadecimal = digits.first == 0x78
    let digits = isHexadecimal ? digits.dropFirst() : digits
    guard !digits.isEmpty else { return nil }
    var value: UInt32 = 0
    for digit in digits {
      let number: UInt32
      switch digit {
      case 0x30...0x39: number = UInt32(digit) - 0x30
      case 0x41...0x46 where isHexadecimal: number = UInt32(digit) - 0x41 + 10
      case 0x61...0x66 where isHexadecimal: number = UInt32(digit) - 0x61 + 10
      default: return nil
      }
      value = value * (isHexadecimal ? 16 : 10) + number
      guard value <= 0x10FFFF else { return nil }
    }
    return value
  }

  /// What `lt`, `gt`, `amp`, `quot` and `apos` stand for.
  static func predefined(_ bytes: Span<UInt8>, _ name: Range<Int>) -> UInt8? {
    guard (2...4).contains(name.count) else { return nil }
    let at = name.lowerBound
    switch (bytes[at], bytes[at + 1], name.count) {
    case (0x6C, 0x74, 2): return .lessThan
    case (0x67, 0x74, 2): return .greaterThan
    case (0x61, 0x6D, 3): return bytes[at + 2] == 0x70 ? .ampersand : nil
    case (0x61, 0x70, 4): return bytes[at + 2] == 0x6F && bytes[at + 3] == 0x73 ? .apostrophe : nil
    case (0x71, 0x75, 4): return bytes[at + 2] == 0x6F && bytes[at + 3] == 0x74 ? .quote : nil
    default: return nil
    }
  }
}
