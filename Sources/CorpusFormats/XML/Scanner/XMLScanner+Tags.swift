import Diagnostics

extension XMLScanner {
  /// Reads a start tag at `cursor`; `false` if more bytes came and it must be tried again.
  mutating func readStartTag() throws -> Bool {
    // A second reference, so that the window can be read while the other properties change.
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    let nameEnd = XMLCharacters.nameEnd(bytes, from: cursor + 1)
    guard nameEnd < bytes.count else { return try again("a tag") }
    guard nameEnd > cursor + 1 else {
      throw located(.expected("a name after '<'", found: found(nameEnd) + "; write &lt; for the character"))
    }
    guard let element = names.intern(bytes, cursor + 1..<nameEnd) else {
      throw located(.tooManyNames(limit: XMLNames.limit))
    }
    attributes.removeAll(keepingCapacity: true)
    expanded.removeAll(keepingCapacity: true)
    seen.tag += 1
    let begin = buffer.advancedOffset(of: cursor)
    var index = nameEnd
    var bindsNamespaces = false
    while true {
      let gap = index
      while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
      guard index < bytes.count else { return try again("the tag", element) }
      if bytes[index] == .greaterThan {
        isSelfClosing = false
        index += 1
        break
      }
      if bytes[index] == .slash {
        guard index + 1 < bytes.count else { return try again("the tag", element) }
        guard bytes[index + 1] == .greaterThan else {
          throw buffer.located(.expected("'/>'", found: "'/'" + " and " + found(index + 1)), at: index)
        }
        isSelfClosing = true
        index += 2
        break
      }
      guard index > gap else {
        throw buffer.located(
          .expected("white space, '>' or '/>' in the tag <\(names[element])", found: found(index)), at: index)
      }
      guard let end = try readAttribute(bytes, at: index, &bindsNamespaces) else {
        return try again("the tag", element)
      }
      index = end
    }
    guard open.count < limits.depth else { throw located(.tooDeep(limit: limits.depth)) }
    buffer.advanceLines(to: cursor)
    open.append(Open(name: element, line: buffer.line))
    name = element
    source = begin..<buffer.advancedOffset(of: index)
    cursor = index
    if bindsNamespaces {
      for attribute in attributes {
        let key = names[attribute.name]
        if key == "xmlns" || key.hasPrefix("xmlns:") { namespaces.bind(key, to: value(attribute), depth: open.count) }
      }
    }
    return true
  }

  /// Reads `name="value"`; `nil` if the window ends before it does.
  private mutating func readAttribute(
    _ bytes: Span<UInt8>, at begin: Int, _ bindsNamespaces: inout Bool
  ) throws -> Int? {
    let nameEnd = XMLCharacters.nameEnd(bytes, from: begin)
    guard nameEnd < bytes.count else { return nil }
    guard nameEnd > begin else {
      throw buffer.located(.expected("an attribute's name, '>' or '/>'", found: found(begin)), at: begin)
    }
    guard let name = names.intern(bytes, begin..<nameEnd) else {
      throw buffer.located(.tooManyNames(limit: XMLNames.limit), at: begin)
    }
    while seen.last.count <= name.index { seen.last.append(0) }
    guard seen.last[name.index] != seen.tag else {
      throw buffer.located(.duplicateAttribute(names[name]), at: begin)
    }
    seen.last[name.index] = seen.tag
    if bytes[begin] == 0x78, nameEnd - begin >= 5, names[name].hasPrefix("xmlns") { bindsNamespaces = true }
    var index = nameEnd
    while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
    guard index < bytes.count else { return nil }
    guard bytes[index] == .equalsSign else {
      throw buffer.located(.expected("'=' after the attribute '\(names[name])'", found: found(index)), at: index)
    }
    index += 1
    while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
    guard index < bytes.count else { return nil }
    let quote = bytes[index]
    guard quote == .quote || quote == .apostrophe else {
      throw buffer.located(
        .expected("the value of '\(names[name])' in quotes", found: found(index)), at: index)
    }
    index += 1
    let valueStart = index
    let storedStart = expanded.count
    var isExpanded = false
    while true {
      while bytes.count &- index >= 8 {
        let word = bytes.word(at: index)
        let marks =
          word.firstControl | word.first(quote) | word.first(.lessThan) | word.first(.ampersand) | word.first(0xEF)
        let end = marks == 0 ? index &+ 8 : index &+ marks.firstMark
        if isExpanded { copy(bytes, index..<end) }
        index = end
        if marks != 0 { break }
      }
      guard index < bytes.count else { return nil }
      let byte = bytes[index]
      if byte > 0x3C, byte < 0xEF {
        if isExpanded { expanded.append(byte) }
        index += 1
        continue
      }
      if byte == quote { break }
      switch byte {
      case .lessThan: throw buffer.located(.lessThanInAttribute(names[name]), at: index)
      case .ampersand:
        if !isExpanded { copy(bytes, valueStart..<index) }
        isExpanded = true
        guard let end = try readReference(bytes, at: index, inAttribute: true) else { return nil }
        index = end
      case 0x09, 0x0A, 0x0D:
        if !isExpanded { copy(bytes, valueStart..<index) }
        isExpanded = true
        if byte == 0x0D {
          guard index + 1 < bytes.count else { return nil }
          if bytes[index + 1] == 0x0A { index += 1 }
        }
        expanded.append(0x20)
        index += 1
      case ..<0x20: throw buffer.located(.illegalCharacter(UInt32(byte)), at: index)
      default:
        if byte == 0xEF, Self.isNoncharacter(bytes, at: index) {
          throw buffer.located(.illegalCharacter(XMLCharacters.scalar(bytes, at: index).value), at: index)
        }
        if isExpanded { expanded.append(byte) }
        index += 1
      }
    }
    attributes.append(
      XMLAttribute(
        name: name, nameSource: buffer.advancedOffset(of: begin)..<buffer.advancedOffset(of: nameEnd),
        valueSource: buffer.advancedOffset(of: valueStart)..<buffer.advancedOffset(of: index),
        stored: isExpanded ? storedStart..<expanded.count : valueStart..<index, isExpanded: isExpanded))
    return index + 1
  }

  private mutating func copy(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    for index in range { expanded.append(bytes[index]) }
  }

  /// Reads an end tag at `cursor`; `false` if more bytes came and it must be tried again.
  mutating func readEndTag() throws -> Bool {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    let nameEnd = XMLCharacters.nameEnd(bytes, from: cursor + 2)
    var index = nameEnd
    while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
    guard index < bytes.count else { return try again("an end tag") }
    let range = cursor + 2..<nameEnd
    guard bytes[index] == .greaterThan, !range.isEmpty else {
      throw buffer.located(.expected("an end tag such as </p>", found: found(index)), at: index)
    }
    guard let last = open.last else { throw located(.endWithoutStart(String(decoding: window[range], as: UTF8.self))) }
    guard names.equals(last.name, bytes, range) else {
      throw located(
        .mismatchedEnd(
          found: String(decoding: window[range], as: UTF8.self), expected: names[last.name], line: last.line))
    }
    open.removeLast()
    namespaces.close(depth: open.count)
    name = last.name
    isSelfClosing = false
    attributes.removeAll(keepingCapacity: true)
    source = buffer.advancedOffset(of: cursor)..<buffer.advancedOffset(of: index + 1)
    cursor = index + 1
    return true
  }

  /// Takes in more bytes for the current event, which must be read again; it returns `false`.
  ///
  /// - Throws: `Located<XMLProblem>` at the end of the file.
  mutating func again(_ what: String, _ element: XMLName? = nil) throws -> Bool {
    if try more(what) { return false }
    throw located(.unexpectedEnd(inside: element.map { "\(what) <\(names[$0]) …" } ?? what))
  }

  /// What stands at an index, for messages.
  func found(_ index: Int) -> String {
    let (value, length) = XMLCharacters.scalar(buffer.bytes.span.extracting(..<buffer.count), at: index)
    guard length > 0, let scalar = Unicode.Scalar(value) else { return "the end of the file" }
    switch value {
    case 0x0A, 0x0D: return "the end of the line"
    case 0x20, 0x09: return "white space"
    case ..<0x20: return "U+\(hexadecimal(value))"
    default: return "'\(Character(scalar))'"
    }
  }

  /// Whether U+FFFE or U+FFFF stands here, the two that UTF-8 can spell and XML does not allow.
  static func isNoncharacter(_ bytes: Span<UInt8>, at index: Int) -> Bool {
    index + 2 < bytes.count && bytes[index] == 0xEF && bytes[index + 1] == 0xBF && bytes[index + 2] >= 0xBE
  }
}
