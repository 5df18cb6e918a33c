import Diagnostics

extension XMLScanner {
  /// Reads a piece of text at `cursor`; `false` if more bytes came and it must be tried again.
  mutating func readText() throws -> Bool {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    let begin = cursor
    let end = try plainEnd(bytes, from: begin)
    if end > begin, end == bytes.count || bytes[end] == .lessThan || bytes[end] == .closeBracket {
      give(bytes, plain: begin..<end)
      return true
    }
    beginExpanded(bytes, begin..<end)
    var index = end
    while index < bytes.count, bytes[index] != .lessThan, index - begin < Self.pieceLength {
      let byte = bytes[index]
      if byte == .ampersand {
        let length = expanded.count
        guard let next = try readReference(bytes, at: index, inAttribute: false) else { break }
        let from = buffer.advancedOffset(of: index)
        textMap.append(unit: expanded.count - length, from: from..<buffer.advancedOffset(of: next))
        index = next
      } else if byte == 0x0D {
        guard let next = lineEnd(bytes, at: index) else { break }
        index = next
      } else if byte == .closeBracket {
        break
      } else {
        index = appendPlain(bytes, index..<(try plainEnd(bytes, from: index)))
      }
    }
    guard index > begin else {
      // That nothing follows may be all that was missing to go on.
      let wasComplete = buffer.isComplete
      if try more("text") || !wasComplete { return false }
      throw located(.unexpectedEnd(inside: "an entity"))
    }
    giveExpanded(to: index)
    return true
  }

  /// Reads the opening of a CDATA section and its first piece.
  mutating func beginSection() throws -> Bool {
    cursor += 9
    isInSection = true
    while try !readSection() {}
    return true
  }

  /// Reads a piece of a CDATA section at `cursor`; the piece's source has the section's opening and its end.
  mutating func readSection() throws -> Bool {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    let begin = cursor
    beginExpanded(bytes, begin..<begin)
    var index = begin
    var hasEnded = false
    while index < bytes.count, index - begin < Self.pieceLength {
      let byte = bytes[index]
      if byte == 0x0D {
        guard let next = lineEnd(bytes, at: index) else { break }
        index = next
      } else if byte == .closeBracket {
        guard index + 2 < bytes.count else { break }
        if bytes[index + 1] == .closeBracket, bytes[index + 2] == .greaterThan {
          hasEnded = true
          break
        }
        index = appendPlain(bytes, index..<index + 1)
      } else {
        var end = index
        while end < bytes.count {
          while bytes.count &- end >= 8 {
            let word = bytes.word(at: end)
            let marks = word.firstControl | word.first(.closeBracket) | word.first(0xEF)
            end &+= marks == 0 ? 8 : marks.firstMark
            if marks != 0 { break }
          }
          guard end < bytes.count else { break }
          let byte = bytes[end]
          if byte < 0x20, byte != 0x0A, byte != 0x09 {
            if byte == 0x0D { break }
            throw buffer.located(.illegalCharacter(UInt32(byte)), at: end)
          }
          if byte == .closeBracket { break }
          if byte == 0xEF, Self.isNoncharacter(bytes, at: end) {
            throw buffer.located(.illegalCharacter(XMLCharacters.scalar(bytes, at: end).value), at: end)
          }
          end += 1
        }
        index = appendPlain(bytes, index..<end)
      }
    }
    guard index > begin || hasEnded else {
      let wasComplete = buffer.isComplete
      if try more("text") || !wasComplete { return false }
      throw located(.unexpectedEnd(inside: "a CDATA section"))
    }
    if hasEnded {
      index += 3
      isInSection = false
    }
    giveExpanded(to: index)
    return true
  }
}

extension XMLScanner {
  /// Where text ends that the file has just as it is: at `<`, a reference, a carriage return, `]`, or the window's end.
  private mutating func plainEnd(_ bytes: Span<UInt8>, from start: Int) throws -> Int {
    var index = start
    while index < bytes.count {
      while bytes.count &- index >= 8 {
        let word = bytes.word(at: index)
        let marks =
          word.firstControl | word.first(.lessThan) | word.first(.ampersand) | word.first(.closeBracket)
          | word.first(0xEF)
        index &+= marks == 0 ? 8 : marks.firstMark
        if marks != 0 { break }
      }
      guard index < bytes.count else { break }
      let byte = bytes[index]
      // Letters, digits, spaces and the like: all that `special` does not hold.
      if byte >= 0x20, byte != .lessThan, byte != .ampersand, byte != .closeBracket, byte != 0xEF {
        index += 1
        continue
      }
      switch byte {
      case .lessThan, .ampersand, 0x0D: return index
      case .closeBracket:
        guard index + 2 < bytes.count else { return buffer.isComplete ? bytes.count : index }
        if bytes[index + 1] == .closeBracket, bytes[index + 2] == .greaterThan {
          throw buffer.located(.sectionEndInText, at: index)
        }
      case 0x0A, 0x09: break
      case ..<0x20: throw buffer.located(.illegalCharacter(UInt32(byte)), at: index)
      case 0xEF:
        if Self.isNoncharacter(bytes, at: index) {
          throw buffer.located(.illegalCharacter(XMLCharacters.scalar(bytes, at: index).value), at: index)
        }
      default: break
      }
      index += 1
    }
    return index
  }

  @inline(__always)
  private mutating func give(_ bytes: Span<UInt8>, plain range: Range<Int>) {
    plain = range
    let begin = buffer.advancedOffset(of: range.lowerBound)
    source = begin..<buffer.advancedOffset(of: range.upperBound)
    if buffer.encoding != .utf8 {
      textMap.removeAll()
      appendRun(bytes, range)
    }
    cursor = range.upperBound
  }

  private mutating func beginExpanded(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    plain = nil
    expanded.removeAll(keepingCapacity: true)
    textMap.removeAll()
    _ = appendPlain(bytes, range)
  }

  private mutating func appendPlain(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    expanded += buffer.bytes[range]
    appendRun(bytes, range)
    return range.upperBound
  }

  /// Notes where text stands. Where characters have another length in the file, runs are short: see `SourceMap`.
  private mutating func appendRun(_ bytes: Span<UInt8>, _ range: Range<Int>) {
    var begin = range.lowerBound
    while begin < range.upperBound {
      var end = range.upperBound
      if buffer.encoding != .utf8, end - begin > 4096 {
        end = begin + 4096
        while bytes[end] & 0xC0 == 0x80 { end -= 1 }
      }
      let offset = buffer.advancedOffset(of: begin)
      textMap.append(copy: end - begin, from: offset..<buffer.advancedOffset(of: end))
      begin = end
    }
  }

  /// CR and CRLF become one LF; `nil` if the window ends before it is clear which one it is.
  private mutating func lineEnd(_ bytes: Span<UInt8>, at index: Int) -> Int? {
    guard index + 1 < bytes.count || buffer.isComplete else { return nil }
    let next = index + 1 < bytes.count && bytes[index + 1] == 0x0A ? index + 2 : index + 1
    expanded.append(0x0A)
    let begin = buffer.advancedOffset(of: index)
    textMap.append(unit: 1, from: begin..<buffer.advancedOffset(of: next))
    return next
  }

  private mutating func giveExpanded(to index: Int) {
    source = buffer.advancedOffset(of: start)..<buffer.advancedOffset(of: index)
    cursor = index
  }
}

// MARK: Comments and instructions

extension XMLScanner {
  /// Reads a comment at `cursor`; `false` if more bytes came and it must be tried again.
  mutating func readComment() throws -> Bool {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    var index = cursor + 4
    while index < bytes.count {
      if bytes[index] == .hyphen, index + 1 < bytes.count, bytes[index + 1] == .hyphen {
        guard index + 2 < bytes.count else { break }
        guard bytes[index + 2] == .greaterThan else { throw buffer.located(.doubleHyphen, at: index) }
        try give(bytes, content: cursor + 4..<index, end: index + 3)
        return true
      }
      index += 1
    }
    return try again("a comment")
  }

  /// Reads a processing instruction at `cursor`; `false` if more bytes came and it must be tried again.
  mutating func readInstruction() throws -> Bool {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    let nameEnd = XMLCharacters.nameEnd(bytes, from: cursor + 2)
    guard nameEnd < bytes.count else { return try again("a processing instruction") }
    let target = cursor + 2..<nameEnd
    let targetName = String(decoding: window[target], as: UTF8.self)
    guard !target.isEmpty, targetName.lowercased() != "xml" else {
      throw located(
        .expected(
          "a processing instruction with a name",
          found: target.isEmpty
            ? found(nameEnd)
            : "an XML declaration, which "
              + "may stand only at the very start of the file"))
    }
    var index = nameEnd
    while index + 1 < bytes.count {
      if bytes[index] == .questionMark, bytes[index + 1] == .greaterThan {
        var content = nameEnd
        while content < index, bytes[content].isXMLSpace { content += 1 }
        guard content > nameEnd || content == index else {
          throw buffer.located(.expected("white space after '<?\(targetName)'", found: found(content)), at: content)
        }
        guard let interned = names.intern(bytes, target) else { throw located(.tooManyNames(limit: XMLNames.limit)) }
        name = interned
        try give(bytes, content: content..<index, end: index + 2)
        return true
      }
      index += 1
    }
    return try again("a processing instruction")
  }

  private mutating func give(_ bytes: Span<UInt8>, content: Range<Int>, end: Int) throws {
    for index in content {
      let byte = bytes[index]
      if byte < 0x20 && !byte.isXMLSpace || byte == 0xEF && Self.isNoncharacter(bytes, at: index) {
        throw buffer.located(.illegalCharacter(XMLCharacters.scalar(bytes, at: index).value), at: index)
      }
    }
    textMap.removeAll()
    if window(content, has: 0x0D, bytes) {
      plain = nil
      expanded.removeAll(keepingCapacity: true)
      for index in content {
        if bytes[index] == 0x0D {
          expanded.append(0x0A)
        } else if bytes[index] != 0x0A || index == content.lowerBound || bytes[index - 1] != 0x0D {
          expanded.append(bytes[index])
        }
      }
    } else {
      plain = content
    }
    let begin = buffer.advancedOffset(of: cursor)
    source = begin..<buffer.advancedOffset(of: end)
    cursor = end
  }

  private func window(_ range: Range<Int>, has wanted: UInt8, _ bytes: Span<UInt8>) -> Bool {
    for index in range where bytes[index] == wanted { return true }
    return false
  }
}
