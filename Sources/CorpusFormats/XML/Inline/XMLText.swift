/// Text as XML files spell it.
enum XMLText {
  /// Whether a text is a name that elements and attributes can have (without a look at prefixes).
  static func isName(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return !bytes.isEmpty && XMLCharacters.nameEnd(bytes.span, from: 0) == bytes.count
  }

  /// Appends text for the content of an element. Carriage returns are spelled out, since a reader would change them.
  ///
  /// - Returns: whether every character can stand in XML; U+FFFD stands for the others.
  @discardableResult
  static func append(_ text: Span<UInt8>, to output: inout [UInt8]) -> Bool {
    var isWhole = true
    for index in text.indices {
      let byte = text[index]
      switch byte {
      case .lessThan: output += Array("&lt;".utf8)
      case .greaterThan: output += Array("&gt;".utf8)
      case .ampersand: output += Array("&amp;".utf8)
      case 0x0D: output += Array("&#13;".utf8)
      case ..<0x20 where byte != 0x0A && byte != 0x09:
        output += Array("\u{FFFD}".utf8)
        isWhole = false
      case 0xBE, 0xBF:
        // The last byte of U+FFFE and U+FFFF.
        if index >= 2, text[index - 1] == 0xBF, text[index - 2] == 0xEF {
          output.removeLast(2)
          output += Array("\u{FFFD}".utf8)
          isWhole = false
        } else {
          output.append(byte)
        }
      default: output.append(byte)
      }
    }
    return isWhole
  }

  /// A text for the value of an attribute in double quotes; white space that a reader would change is spelled out.
  static func attributeValue(_ text: String) -> [UInt8] {
    var output: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case .lessThan: output += Array("&lt;".utf8)
      case .ampersand: output += Array("&amp;".utf8)
      case .quote: output += Array("&quot;".utf8)
      case 0x09: output += Array("&#9;".utf8)
      case 0x0A: output += Array("&#10;".utf8)
      case 0x0D: output += Array("&#13;".utf8)
      case ..<0x20: output += Array("\u{FFFD}".utf8)
      default: output.append(byte)
      }
    }
    return output
  }

  /// Markup in a file's encoding: characters that it lacks become references.
  static func encode(_ markup: [UInt8], _ encoding: XMLEncoding) -> [UInt8] {
    guard encoding != .utf8 else { return markup }
    var output: [UInt8] = []
    for scalar in String(decoding: markup, as: UTF8.self).unicodeScalars {
      if let bytes = encoding.bytes(of: scalar) {
        output += bytes
      } else {
        output += "&#\(scalar.value);".unicodeScalars.flatMap { encoding.bytes(of: $0) ?? [] }
      }
    }
    return output
  }

  /// Whether every character of a name can stand in the encoding, where no reference could help.
  static func canEncodeName(_ name: String, _ encoding: XMLEncoding) -> Bool {
    name.unicodeScalars.allSatisfy { encoding.bytes(of: $0) != nil }
  }
}
