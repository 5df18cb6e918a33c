import Diagnostics

/// The pieces of a file that looks like SGML: a tolerant scanner that knows some elements and takes the rest as text.
///
/// Known are the elements that a profile names, in any case. Start tags may miss their end tags, attributes' values may
/// stand without quotes, attributes without a value have their name for one. Comments, processing instructions,
/// declarations and CDATA sections are gone over or resolved as in XML. A `<` that begins nothing of this is text, as is an
/// `&` that begins no entity that is known.
struct SGMLScanner {
  let limits: XMLScanner.Limits
  private(set) var names = XMLNames()
  private(set) var source = 0..<0
  private(set) var name: XMLName?
  private(set) var attributes: [XMLAttribute] = []
  private(set) var isSelfClosing = false

  private var buffer: MarkupBuffer
  private let elements: Set<String>
  private var canonicals: [Canonical?] = []
  private var expanded: [UInt8] = []
  private var textMap = SourceMap()
  private var start = 0
  private var cursor = 0
  private var hasBegun = false
  private var isInSection = false
  private var pendingEnd = false

  /// The name that an element goes by, if it is known.
  private struct Canonical {
    var name: XMLName?
  }

  init(_ buffer: MarkupBuffer, profile: MarkupProfile, limits: XMLScanner.Limits = .init()) {
    (self.buffer, self.limits) = (buffer, limits)
    elements = Set(profile.roles.keys.map { $0.lowercased() } + profile.mentions.rules.map { $0.element.lowercased() })
  }
}

extension SGMLScanner: MarkupScanner {
  static var isWellFormed: Bool { false }
  var fileName: String { buffer.name }
  var bytesRead: Int { buffer.bytesRead }
  var encoding: XMLEncoding { buffer.encoding }
  var place: Place { buffer.place(of: start) }

  func value(_ attribute: XMLAttribute) -> String {
    String(decoding: expanded[attribute.stored], as: UTF8.self)
  }

  func withText<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result { try body(expanded.span) }

  func forEachRun(_ body: (Range<Int>, SourceMap.Run) -> Void) {
    for (index, run) in textMap.runs.enumerated() { body(run.text..<textMap.textEnd(ofRun: index), run) }
  }

  func located(_ problem: XMLProblem) -> Located<XMLProblem> { buffer.located(problem, at: start) }

  mutating func next() throws -> XMLEvent? {
    if !hasBegun {
      hasBegun = true
      try buffer.begin()
      textMap.encoding = buffer.encoding
    }
    if pendingEnd {
      pendingEnd = false
      source = source.upperBound..<source.upperBound
      attributes = []
      return .endElement
    }
    while true {
      start = cursor
      guard cursor < buffer.count else {
        if try more() { continue }
        return nil
      }
      if isInSection {
        if try readSection() { return .section }
        continue
      }
      switch try readMarkup() {
      case .event(let event): return event
      case .again: continue
      case .none: if try readText() { return .text }
      }
    }
  }
}

// MARK: Markup

extension SGMLScanner {
  private enum Markup { case event(XMLEvent), again, none }

  private mutating func more() throws -> Bool {
    guard buffer.count - start <= limits.token else {
      throw buffer.located(.tooLong(what: "a tag", limit: limits.token), at: start)
    }
    cursor -= start
    let kept = start
    start = 0
    return try buffer.slide(to: kept)
  }

  /// What begins with the `<` at `cursor`, if anything does.
  private mutating func readMarkup() throws -> Markup {
    guard buffer.bytes[cursor] == .lessThan else { return .none }
    while buffer.count - cursor < 9, try more() {}
    guard cursor + 1 < buffer.count else { return .none }
    let second = buffer.bytes[cursor + 1]
    guard second == .exclamationMark || second == .questionMark else { return try readTag() }
    let window = buffer.bytes[cursor..<buffer.count]
    if second == .questionMark {
      return try skip(to: window.starts(with: Array("<?xml".utf8)) ? "?>" : ">", .instruction)
    }
    if window.starts(with: Array("<!--".utf8)) { return try skip(to: "-->", .comment) }
    if window.starts(with: Array("<![CDATA[".utf8)) {
      isInSection = true
      cursor += 9
      source = buffer.advancedOffset(of: start)..<buffer.advancedOffset(of: cursor)
      expanded = []
      textMap.removeAll()
      return .again
    }
    return window.count > 2 && window[cursor + 2] &- 0x41 < 26 ? try skip(to: ">", .documentType) : .none
  }

  /// Goes to the end of something that holds nothing; if it has no end, it is text.
  private mutating func skip(to end: String, _ event: XMLEvent) throws -> Markup {
    let end = Array(end.utf8)
    var from = cursor + 2
    while true {
      if let found = (from..<max(from, buffer.count - end.count + 1)).first(where: {
        buffer.bytes[$0..<$0 + end.count].elementsEqual(end)
      }) {
        source = buffer.advancedOffset(of: cursor)..<buffer.advancedOffset(of: found + end.count)
        cursor = found + end.count
        return .event(event)
      }
      from = max(from, buffer.count - end.count + 1) - start
      guard try more() else { return .none }
      from += start
    }
  }

  /// One name in any case, so that end tags find their start tags; `nil` for elements that are not known.
  private mutating func canonical(_ written: XMLName) -> XMLName? {
    if written.index < canonicals.count, let known = canonicals[written.index] { return known.name }
    let text = MentionRules.local(names[written]).lowercased()
    let name = elements.contains(text) ? names.intern(text) : nil
    while canonicals.count <= written.index { canonicals.append(nil) }
    canonicals[written.index] = Canonical(name: name)
    return name
  }

  private mutating func readTag() throws -> Markup {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    let isEnd = cursor + 1 < bytes.count && bytes[cursor + 1] == .slash
    let nameStart = cursor + (isEnd ? 2 : 1)
    let nameEnd = XMLCharacters.nameEnd(bytes, from: nameStart)
    guard nameEnd > nameStart || nameEnd == bytes.count else { return .none }
    if nameEnd == bytes.count, nameEnd - cursor < 256, try more() { return .again }
    guard nameEnd > nameStart, nameEnd - nameStart < 256 else { return .none }
    guard let written = names.intern(bytes, nameStart..<nameEnd) else {
      throw buffer.located(.tooManyNames(limit: XMLNames.limit), at: start)
    }
    guard let known = canonical(written) else { return .none }
    let text = names[written]
    attributes = []
    expanded = []
    var index = nameEnd
    isSelfClosing = false
    loop: while true {
      while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
      guard index < bytes.count else {
        if try more() { return .again }
        throw buffer.located(.unexpectedEnd(inside: "the tag <\(isEnd ? "/" : "")\(text) …"), at: start)
      }
      switch bytes[index] {
      case .greaterThan:
        index += 1
        break loop
      case .slash where index + 1 < bytes.count && bytes[index + 1] == .greaterThan:
        isSelfClosing = true
        index += 2
        break loop
      case .slash where index + 1 == bytes.count:
        if try more() { return .again }
        return .none
      default:
        guard !isEnd, let end = readAttribute(bytes, window, at: index) else {
          let place = index - start
          if index + (1 << 16) > bytes.count, try more() { return .again }
          throw buffer.located(
            .expected("attributes and '>' in the tag <\(text)", found: "something else"), at: start + place)
        }
        index = end
      }
    }
    name = known
    source = buffer.advancedOffset(of: cursor)..<buffer.advancedOffset(of: index)
    cursor = index
    buffer.advanceLines(to: start)
    if isEnd { return .event(.endElement) }
    pendingEnd = isSelfClosing
    return .event(.startElement)
  }

  /// Reads `name`, `name=value` or `name="value"`; `nil` if there is none, or the window ends before it does.
  private mutating func readAttribute(_ bytes: Span<UInt8>, _ window: [UInt8], at begin: Int) -> Int? {
    let nameEnd = XMLCharacters.nameEnd(bytes, from: begin)
    guard nameEnd > begin, nameEnd < bytes.count, let name = names.intern(bytes, begin..<nameEnd) else { return nil }
    var index = nameEnd
    while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
    guard index < bytes.count else { return nil }
    var value = begin..<nameEnd
    var end = nameEnd
    if bytes[index] == .equalsSign {
      index += 1
      while index < bytes.count, bytes[index].isXMLSpace { index += 1 }
      guard index < bytes.count else { return nil }
      if bytes[index] == .quote || bytes[index] == .apostrophe {
        let quote = bytes[index]
        var close = index + 1
        while close < bytes.count, bytes[close] != quote, bytes[close] != .lessThan { close += 1 }
        guard close < bytes.count, bytes[close] == quote else { return nil }
        value = index + 1..<close
        end = close + 1
      } else {
        var close = index
        while close < bytes.count, !bytes[close].isXMLSpace, bytes[close] != .greaterThan, bytes[close] != .lessThan {
          close += 1
        }
        guard close < bytes.count, close > index else { return nil }
        value = index..<close
        end = close
      }
    }
    let stored = expanded.count
    var position = value.lowerBound
    while position < value.upperBound {
      if bytes[position] == .ampersand, let reference = SGMLEntities.read(bytes, at: position),
        reference.end <= value.upperBound
      {
        expanded += reference.text
        position = reference.end
      } else {
        expanded.append(bytes[position].isXMLSpace ? 0x20 : bytes[position])
        position += 1
      }
    }
    attributes.append(
      XMLAttribute(
        name: name, nameSource: buffer.offset(of: begin)..<buffer.offset(of: nameEnd),
        valueSource: buffer.offset(of: value.lowerBound)..<buffer.offset(of: value.upperBound),
        stored: stored..<expanded.count, isExpanded: true))
    return end
  }
}

// MARK: Text

extension SGMLScanner {
  private mutating func readText() throws -> Bool {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    expanded.removeAll(keepingCapacity: true)
    textMap.removeAll()
    var index = cursor
    // A '<' here begins no markup.
    if bytes[index] == .lessThan { index = append(bytes, index..<index + 1) }
    while index < bytes.count, bytes[index] != .lessThan, index - cursor < XMLScanner.pieceLength {
      let byte = bytes[index]
      if byte == .ampersand {
        guard bytes.count - index > SGMLEntities.longest || buffer.isComplete else { break }
        if let reference = SGMLEntities.read(bytes, at: index) {
          expanded += reference.text
          let from = buffer.advancedOffset(of: index)
          textMap.append(unit: reference.text.count, from: from..<buffer.advancedOffset(of: reference.end))
          index = reference.end
        } else {
          index = append(bytes, index..<index + 1)
        }
      } else if byte == 0x0D {
        guard index + 1 < bytes.count || buffer.isComplete else { break }
        index = appendLineEnd(bytes, at: index)
      } else {
        var end = index + 1
        while end < bytes.count, bytes[end] != .lessThan, bytes[end] != .ampersand, bytes[end] != 0x0D { end += 1 }
        index = append(bytes, index..<end)
      }
    }
    return try give(upTo: index)
  }

  private mutating func readSection() throws -> Bool {
    let window = buffer.bytes
    let bytes = window.span.extracting(..<buffer.count)
    expanded.removeAll(keepingCapacity: true)
    textMap.removeAll()
    var index = cursor
    while index < bytes.count, index - cursor < XMLScanner.pieceLength {
      if bytes[index] == .closeBracket {
        guard index + 2 < bytes.count || buffer.isComplete else { break }
        if index + 2 < bytes.count, bytes[index + 1] == .closeBracket, bytes[index + 2] == .greaterThan {
          isInSection = false
          let isEmpty = index == cursor
          source = buffer.advancedOffset(of: cursor)..<buffer.advancedOffset(of: index + 3)
          cursor = index + 3
          return !isEmpty
        }
        index = append(bytes, index..<index + 1)
      } else if bytes[index] == 0x0D {
        guard index + 1 < bytes.count || buffer.isComplete else { break }
        index = appendLineEnd(bytes, at: index)
      } else {
        var end = index + 1
        while end < bytes.count, bytes[end] != .closeBracket, bytes[end] != 0x0D { end += 1 }
        index = append(bytes, index..<end)
      }
    }
    return try give(upTo: index)
  }

  private mutating func give(upTo index: Int) throws -> Bool {
    guard index > cursor else {
      // Either there is more, or it is known now that there is not: both help.
      _ = try more()
      return false
    }
    source = buffer.advancedOffset(of: cursor)..<buffer.advancedOffset(of: index)
    cursor = index
    return true
  }

  private mutating func append(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int {
    var begin = range.lowerBound
    while begin < range.upperBound {
      var end = range.upperBound
      if buffer.encoding != .utf8, end - begin > 4096 {
        end = begin + 4096
        while bytes[end] & 0xC0 == 0x80 { end -= 1 }
      }
      for index in begin..<end { expanded.append(bytes[index]) }
      let offset = buffer.advancedOffset(of: begin)
      textMap.append(copy: end - begin, from: offset..<buffer.advancedOffset(of: end))
      begin = end
    }
    return range.upperBound
  }

  private mutating func appendLineEnd(_ bytes: Span<UInt8>, at index: Int) -> Int {
    let end = index + 1 < bytes.count && bytes[index + 1] == 0x0A ? index + 2 : index + 1
    expanded.append(0x0A)
    let from = buffer.advancedOffset(of: index)
    textMap.append(unit: 1, from: from..<buffer.advancedOffset(of: end))
    return end
  }
}
