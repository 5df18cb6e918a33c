import Annotations
import Diagnostics

extension InlineExtractor {
  /// How many times the depth of XML may be open in SGML.
  private static var openLimit: Int { 10 }

  /// An element begins.
  mutating func begin() throws {
    let kind = kind(scanner.name)
    if !Scanner.isWellFormed, !isTracked(kind) { return }
    // In SGML, where end tags may be missing, more may be open, but not without end.
    if !Scanner.isWellFormed, stack.count >= Self.openLimit * scanner.limits.depth {
      throw scanner.located(.tooDeep(limit: Self.openLimit * scanner.limits.depth))
    }
    var open = InlineOpen(name: scanner.name, role: kind.role, keepsSpace: !profile.collapsesSpace)
    endRow()
    openDocument(kind, &open)
    let parent = stack.count - 1
    if parent >= 0 {
      open.keepsSpace = stack[parent].keepsSpace
      open.outer = stack[parent].slot ?? stack[parent].outer
    }
    guard isInDocument else {
      noteStray(kind)
      stack.append(open)
      return
    }
    readSpecialAttributes(kind, &open)
    if !profile.metadataPaths.isEmpty { open.path = path(below: parent, kind, open) }
    if parent >= 0, stack[parent].role == .choice, !stack[parent].isSkipped { choose(kind, &open) }
    noteTag(&open, kind)
    let match = mention(kind)
    if !open.isSkipped { enter(kind, &open) }
    if let match { beginMention(match, &open) }
    if kind.role == .standoff { beginReference(kind, match, &open) }
    if profile.tiesPieces, open.xmlId != nil, state.isActive { open.idPlace = state.openPlace() }
    if let path = open.path, let key = profile.metadataPaths[path] {
      // Gloss's own header: the id that is no name of XML, and keys that TEI has no element for.
      let type = value("type")
      capture(type == "document-id" ? .id : .metadata(key == "note" ? type ?? key : key), &open)
    }
    stack.append(open)
  }

  /// In SGML, where end tags may be missing, only elements that mean something are followed.
  private func isTracked(_ kind: InlineKind) -> Bool {
    switch kind.role {
    case .document, .zone, .id, .ignored: true
    default: !kind.rules.isEmpty
    }
  }

  /// Begins a document where one begins: at its element, or at the root.
  private mutating func openDocument(_ kind: InlineKind, _ open: inout InlineOpen) {
    if kind.role == .document, hasDocumentElements != false, !isInDocument || canRestart {
      // In SGML, where end tags may be missing, a document ends whatever is open.
      while !Scanner.isWellFormed, !stack.isEmpty { try? close(stack.removeLast(), hasTag: false) }
      // The root that held nothing so far is not the document after all.
      if isInDocument, hasDocumentElements == nil, state.builder.isBlank { dropRoot() }
      start(isElement: true)
      readDocumentAttributes()
    } else if !isInDocument, hasDocumentElements != true {
      // In SGML what stands before the first document, or instead of one, has no element of its own.
      if Scanner.isWellFormed { open.role = .document }
      start(isElement: false)
      if Scanner.isWellFormed { readDocumentAttributes() }
    } else if open.role == .document {
      open.role = .block
    }
    if !Scanner.isWellFormed, kind.role == .zone { closeDownTo(.zone) }
  }

  /// Whether an element can be the document although one is open.
  private var canRestart: Bool {
    if !Scanner.isWellFormed { return true }
    guard hasDocumentElements == nil else { return false }
    return state.builder.isBlank && !state.sawZone && state.skips == 0
  }

  private mutating func dropRoot() {
    strays += state.slots.map { $0.record }
    isInDocument = false
    number -= 1
    for index in stack.indices {
      stack[index].role = .transparent
      (stack[index].slot, stack[index].place, stack[index].mentionPlace) = (nil, nil, nil)
      (stack[index].idPlace, stack[index].path) = (nil, nil)
      stack[index].isSkipped = false
    }
  }

  private mutating func readDocumentAttributes() {
    if profile.tiesPieces, let name = scanner.name.map({ scanner.names[$0] }), name.utf8.contains(0x3A) {
      state.source?.prefix = String(name.dropLast(MentionRules.local(name).count))
    }
    for attribute in scanner.attributes {
      let name = scanner.names[attribute.name]
      if name == "xmlns" || name.hasPrefix("xmlns:") || name == "xml:space" { continue }
      let value = scanner.value(attribute)
      let isId = profile.idAttributes.contains {
        $0 == name || !profile.isCaseSensitive && $0.lowercased() == name.lowercased()
      }
      if isId, state.id == nil, !value.isEmpty {
        state.id = value
      } else {
        state.metadata.append(Attribute(name, value))
      }
    }
  }

  private mutating func readSpecialAttributes(_ kind: InlineKind, _ open: inout InlineOpen) {
    if state.source != nil, profile.tiesPieces {
      // Names that something points to are taken, too.
      for attribute in scanner.attributes {
        for word in scanner.value(attribute).split(separator: " ") where word.utf8.first == .numberSign {
          state.source?.ids.insert(String(word.dropFirst()))
        }
      }
    }
    for attribute in scanner.attributes {
      let name = scanner.names[attribute.name]
      guard name.utf8.first == 0x78 else { continue }
      if name == "xml:space" { open.keepsSpace = scanner.value(attribute) == "preserve" }
      if name == "xml:id" {
        let value = scanner.value(attribute)
        open.xmlId = value
        state.source?.ids.insert(value)
      }
    }
  }

  /// The value of an attribute of the current tag.
  func value(_ name: String) -> String? {
    scanner.attributes.first { scanner.names[$0.name] == name }.map(scanner.value)
  }

  private func path(below parent: Int, _ kind: InlineKind, _ open: InlineOpen) -> String? {
    if open.role == .document { return "" }
    guard parent >= 0, let before = stack[parent].path else { return nil }
    let path = before.isEmpty ? kind.local : before + "/" + kind.local
    return profile.metadataPaths.keys.contains { $0 == path || $0.hasPrefix(path + "/") } ? path : nil
  }

  /// In a `choice`: whether this one is text.
  private mutating func choose(_ kind: InlineKind, _ open: inout InlineOpen) {
    guard var choice = stack[stack.count - 1].choice, state.isActive else { return }
    guard let best = choice.best else {
      choice.best = kind.rank
      choice.mark = state.builder.mark
      (choice.slots, choice.tokens, choice.sentences) = (state.slots.count, state.tokens.count, state.sentences.count)
      stack[stack.count - 1].choice = choice
      return
    }
    if kind.rank > best, let mark = choice.mark {
      state.rollBack(
        to: mark, slots: choice.slots, tokens: choice.tokens, sentences: choice.sentences,
        because: "another reading of a choice is the text")
      choice.best = kind.rank
      stack[stack.count - 1].choice = choice
    } else {
      open.isSkipped = true
      state.skips += 1
    }
  }

  /// What the role of an element does to the text where it begins.
  private mutating func enter(_ kind: InlineKind, _ open: inout InlineOpen) {
    switch open.role {
    case .ignored, .standoff:
      state.skips += 1
      open.isSkipped = true
    case .document, .transparent: break
    case .block: if state.isActive { state.builder.endLine() }
    case .zone: enterZone()
    case .sentence:
      guard state.isActive else { break }
      if profile.sentencesAreLines, !open.keepsSpace { state.builder.endLine() }
      state.openSentences += 1
      if state.openSentences == 1 { open.place = state.openPlace() }
    case .token, .character:
      guard state.isActive else { break }
      let join = value("join")
      if join == "left" || join == "both" { state.builder.dropSpace() }
      open.joinsNext = join == "right" || join == "both"
      state.openTokens += 1
      if state.openTokens == 1 { open.place = state.openPlace() }
    case .lineBreak:
      guard state.isActive else { break }
      if value("break") == "no" {
        state.builder.dropSpace()
        state.builder.joinNext()
      } else {
        state.builder.addSpace()
      }
    case .space: if state.isActive { state.builder.addSpace() }
    case .choice: open.choice = InlineState.Choice()
    case .glue: row.glue = .first
    case .joint: row.glue = .rest
    case .id:
      capture(.id, &open)
      state.skips += 1
      open.isSkipped = true
    }
  }

  private mutating func enterZone() {
    guard state.skips == 0 else { return }
    if !state.sawZone {
      // What came outside was text only as long as there was no zone.
      let empty = TextBuilder(keepsMap: keepsSource, encoding: scanner.encoding).mark
      state.rollBack(to: empty, slots: 0, tokens: 0, sentences: 0, because: "it stands outside of the text")
      state.sawZone = true
    }
    state.zones += 1
    if profile.collapsesSpace { state.builder.endLine() } else { state.builder.appendLineEnd() }
  }

  mutating func capture(_ what: InlineCapture, _ open: inout InlineOpen) {
    guard capturing == 0 else { return }
    open.capture = what
    capturing = 1
    captured = []
  }

  private mutating func noteStray(_ kind: InlineKind) {
    guard let match = mention(kind) else { return }
    let place = scanner.place
    strays.append(
      SpanRecord(
        .dropped, .notSelected, detail: "it stands outside of every document", label: match.label, line: place.line,
        column: place.column))
  }

  func mention(_ kind: InlineKind) -> MentionRules.Match? {
    // The root of a file is no mention, whatever its name.
    guard !kind.rules.isEmpty, !stack.isEmpty || !profile.mentions.takesUpperCase else { return nil }
    return profile.mentions.match(kind.rules, scanner)
  }
}

// MARK: Ends

extension InlineExtractor {
  /// An element ends.
  mutating func end() throws {
    endRow()
    if Scanner.isWellFormed {
      guard let open = stack.popLast() else { return }
      return try close(open, hasTag: true)
    }
    guard let index = stack.lastIndex(where: { $0.name == scanner.name }) else {
      if !kind(scanner.name).rules.isEmpty {
        notes.strayEnds += 1
        let length = state.builder.text.count
        state.source?.strayEnds.append(
          InlineSource.Tag(element: -1, isStart: false, source: scanner.source, text: length))
      }
      return
    }
    if stack[index].slot == nil {
      // What a document or a zone holds ends with it.
      while stack.count > index + 1 { try close(stack.removeLast(), hasTag: false) }
    }
    try close(stack.remove(at: index), hasTag: true)
  }

  /// Ends open elements up to one of a role, which a new one of that role puts an end to.
  private mutating func closeDownTo(_ role: MarkupProfile.Role) {
    guard let index = stack.lastIndex(where: { $0.role == role }) else { return }
    while stack.count > index { try? close(stack.removeLast(), hasTag: false) }
  }

  mutating func close(_ open: InlineOpen, hasTag: Bool) throws {
    guard isInDocument else { return }
    noteEnd(open, hasTag: hasTag)
    if let place = open.idPlace, let range = state.closePlace(place), let id = open.xmlId {
      state.idRanges.append((id, range))
    }
    if let what = open.capture {
      take(what)
      capturing = 0
    }
    if let slot = open.slot { endMention(slot, open, hasTag: hasTag) }
    if open.isSkipped {
      state.skips -= 1
      return
    }
    switch open.role {
    case .block: if state.isActive { state.builder.endLine() }
    case .zone:
      if state.zones > 0 { state.zones -= 1 }
      if profile.collapsesSpace { state.builder.endLine() }
    case .sentence:
      guard state.openSentences > 0, state.isActive else { break }
      state.openSentences -= 1
      if let place = open.place, let range = state.closePlace(place) { state.sentences.append(range) }
      if profile.sentencesAreLines, !open.keepsSpace { state.builder.endLine() }
    case .token, .character:
      guard state.openTokens > 0, state.isActive else { break }
      state.openTokens -= 1
      if let place = open.place, let range = state.closePlace(place) {
        state.tokens.append((range, open.role == .character))
      }
      if open.joinsNext { state.builder.joinNext() }
    case .glue: row.glue = .none
    case .joint: row.glue = .next
    case .document:
      finish()
    default: break
    }
  }

  private mutating func take(_ what: InlineCapture) {
    let text = String(decoding: captured, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
    captured = []
    guard !text.isEmpty else { return }
    switch what {
    case .id: if state.id == nil { state.id = text } else { state.metadata.append(Attribute("id", text)) }
    case .metadata(let key): state.metadata.append(Attribute(key, text))
    case .label(let slot): if state.slots[slot].record.label.isEmpty { state.slots[slot].record.label = text }
    }
  }
}

// MARK: Text

extension InlineExtractor {
  /// Text of an element.
  mutating func text() throws {
    if !Scanner.isWellFormed, !isInDocument, hasDocumentElements != true { beginWithText() }
    guard isInDocument else { return }
    if capturing > 0 { scanner.withText { text in for index in text.indices { captured.append(text[index]) } } }
    guard state.isActive else { return }
    if profile.layout == .rows { return try rows() }
    let keepsSpace = stack.last?.keepsSpace ?? false
    Self.append(scanner, to: &state, keepsSpace: keepsSpace)
    guard state.builder.text.count <= limit else {
      throw scanner.located(.tooLong(what: "the document", limit: limit))
    }
  }

  /// In SGML text may come before any element.
  private mutating func beginWithText() {
    let isBlank = scanner.withText { text in
      for index in text.indices where !text[index].isXMLSpace { return false }
      return true
    }
    if !isBlank { start(isElement: false) }
  }

  private static func append(_ scanner: Scanner, to state: inout InlineState, keepsSpace: Bool) {
    state.settle()
    scanner.withText { text in
      guard text.count > 0 else { return }
      if text[0].isXMLSpace { for place in state.pending { state.places[place].hasLeadingSpace = true } }
      state.endsInSpace = text[text.count - 1].isXMLSpace
      if state.source == nil {
        state.builder.append(text, SourceMap.Run(text: 0, source: 0..<0, isUnit: false), keepsSpace: keepsSpace)
      } else {
        scanner.forEachRun { range, run in
          state.builder.append(text.extracting(range), run, keepsSpace: keepsSpace)
        }
      }
    }
  }

  /// A piece of a CDATA section.
  mutating func section() throws {
    if state.source != nil, state.isActive {
      var runs: [Range<Int>] = []
      scanner.forEachRun { _, run in
        if let last = runs.last, last.upperBound == run.source.lowerBound {
          runs[runs.count - 1] = last.lowerBound..<run.source.upperBound
        } else {
          runs.append(run.source)
        }
      }
      state.source?.sections += runs
    }
    try text()
  }
}
