import Diagnostics

extension XMLScanner {
  /// Reads `<?xml version="1.0" encoding="…" standalone="…"?>`, if the file begins with it.
  ///
  /// - Returns: the version; 1.0 without a declaration.
  mutating func readDeclaration() throws -> String {
    while buffer.count < 6, try buffer.slide(to: 0) {}
    let opening = Array("<?xml".utf8)
    guard buffer.count > 5, buffer.bytes.starts(with: opening), buffer.bytes[5].isXMLSpace else { return "1.0" }
    var end: Int?
    repeat {
      end = (5..<max(5, buffer.count - 1)).first {
        buffer.bytes[$0] == .questionMark && buffer.bytes[$0 + 1] == .greaterThan
      }
    } while try end == nil && buffer.count < 1024 && buffer.slide(to: 0)
    guard let end else { throw buffer.located(.unexpectedEnd(inside: "the XML declaration"), at: 0) }
    var index = 5
    var values: [(key: String, value: String)] = []
    while true {
      let gap = index
      while index < end, buffer.bytes[index].isXMLSpace { index += 1 }
      if index == end { break }
      guard index > gap, let next = declarationValue(from: &index, to: end) else {
        throw buffer.located(
          .expected("an XML declaration such as <?xml version=\"1.0\"?>", found: found(index)), at: index)
      }
      values.append(next)
    }
    let keys = values.map(\.key)
    guard keys == ["version", "encoding", "standalone"].filter(keys.contains), keys.first == "version" else {
      throw buffer.located(
        .expected("version, encoding and standalone in this order", found: keys.joined(separator: ", ")), at: 0)
    }
    if let standalone = values.first(where: { $0.key == "standalone" })?.value, standalone != "yes", standalone != "no"
    {
      throw buffer.located(.expected("standalone=\"yes\" or \"no\"", found: "'\(standalone)'"), at: 0)
    }
    let version = values[0].value
    guard version == "1.0" || version == "1.1" else { throw buffer.located(.version(version), at: 0) }
    cursor = end + 2
    return version
  }

  private func declarationValue(from index: inout Int, to end: Int) -> (key: String, value: String)? {
    let bytes = buffer.bytes
    let begin = index
    let keyEnd = XMLCharacters.nameEnd(bytes.span.extracting(..<end), from: begin)
    var next = keyEnd
    func skipSpace() { while next < end, bytes[next].isXMLSpace { next += 1 } }
    skipSpace()
    guard keyEnd > begin, next < end, bytes[next] == .equalsSign else { return nil }
    next += 1
    skipSpace()
    guard next < end, bytes[next] == .quote || bytes[next] == .apostrophe else { return nil }
    guard let close = bytes[(next + 1)..<end].firstIndex(of: bytes[next]) else { return nil }
    index = close + 1
    return (
      String(decoding: bytes[begin..<keyEnd], as: UTF8.self), String(decoding: bytes[(next + 1)..<close], as: UTF8.self)
    )
  }

  /// Reads `&…;` and appends what it stands for to `expanded`.
  ///
  /// - Returns: where it ends; `nil` if the window ends before it does.
  mutating func readReference(_ bytes: Span<UInt8>, at begin: Int, inAttribute: Bool) throws -> Int? {
    var index = begin + 1
    guard index < bytes.count else { return nil }
    if bytes[index] == .numberSign {
      index += 1
      while index < bytes.count, bytes[index] != .semicolon, bytes[index] >= 0x30, bytes[index] < 0x7B { index += 1 }
      guard index < bytes.count else { return nil }
      let text = buffer.bytes[begin..<min(bytes.count, index + 1)]
      guard bytes[index] == .semicolon,
        let value = XMLEntities.value(ofReference: buffer.bytes[(begin + 2)..<index]),
        XMLCharacters.isAllowed(value) || version == "1.1" && value > 0 && value < 0x20
      else {
        throw buffer.located(.characterReference(String(decoding: text.prefix(40), as: UTF8.self)), at: begin)
      }
      XMLTranscoder.append(value, to: &expanded)
      return index + 1
    }
    let nameEnd = XMLCharacters.nameEnd(bytes, from: index)
    guard nameEnd < bytes.count else { return nil }
    guard nameEnd > index, bytes[nameEnd] == .semicolon else {
      throw buffer.located(
        .expected("a reference such as &amp;", found: "'&' alone; write &amp; for the character"), at: begin)
    }
    if let predefined = XMLEntities.predefined(bytes, index..<nameEnd) {
      expanded.append(predefined)
      return nameEnd + 1
    }
    let name = String(decoding: buffer.bytes[index..<nameEnd], as: UTF8.self)
    do throws(XMLProblem) {
      expanded += try entities.expansion(of: name, inAttribute: inAttribute, bytesRead: buffer.bytesTaken)
    } catch {
      throw buffer.located(error, at: begin)
    }
    return nameEnd + 1
  }

  /// Reads a document type declaration at `cursor`; `false` if more bytes came and it must be tried again.
  mutating func readDocumentType() throws -> Bool {
    let window = buffer.bytes
    var reading = XMLDocumentType(bytes: window, count: buffer.count, index: cursor + 9)
    do throws(XMLDocumentType.Stop) {
      try reading.read()
    } catch {
      switch error {
      case .incomplete: return try again("the document type")
      case .problem(let problem): throw buffer.located(problem, at: min(reading.index, buffer.count))
      }
    }
    entities.take(reading)
    textMap.removeAll()
    plain = cursor + 9..<reading.index - 1
    let begin = buffer.advancedOffset(of: cursor)
    source = begin..<buffer.advancedOffset(of: reading.index)
    cursor = reading.index
    return true
  }
}
