import Annotations
import Diagnostics

extension InlineExtractor {
  /// An element begins.
  mutating func begin() throws {
    let kind = kind(scanner.name)
    if !Scanner.isWellFormed, !isTracked(kind) { return }
    let parent = stack.last
    var open = Open(name: scanner.name, role: kind.role, keepsSpace: parent?.keepsSpace ?? !profile.collapsesSpace)
    endRow()
    openDocument(kind, &open)
    guard state != nil else {
      noteStray(kind)
      stack.append(open)
      return
    }
    readSpecialAttributes(kind, &open)
    open.path = path(parent, kind, open)
    if case .choice? = parent?.role, !(parent?.isSkipped ?? false) { choose(kind, &open) }
    noteTag(&open, kind)
    let match = mention(kind)
    if !open.isSkipped { enter(kind, &open) }
    if let match { beginMention(match, &open) }
    if kind.role == .standoff { beginReference(kind, match, &open) }
    if profile.tiesPieces, open.xmlId != nil, state?.isActive == true { open.idPlace = state?.openPlace() }
    if let path = open.path, let key = profile.metadataPaths[path] { capture(.metadata(key), &open) }
    stack.append(open)
  }

  /// In SGML, where end tags may be missing, only elements that mean something are followed.
  private func isTracked(_ kind: Kind) -> Bool {
    switch kind.role {
    case .document, .zone, .id, .ignored: true
    default: !kind.rules.isEmpty
    }
  }

  /// Begins a document where one begins: at its element, or at the root.
  private mutating func openDocument(_ kind: Kind, _ open: inout Open) {
    if kind.role == .document, hasDocumentElements != false, state == nil || canRestart {
      if !Scanner.isWellFormed { closeDownTo(.document) }
      // The root that held nothing so far is not the document after all.
      if state != nil, hasDocumentElements == nil { dropRoot() }
      start(isElement: true)
      readDocumentAttributes()
    } else if state == nil, hasDocumentElements != true {
      open.role = .document
      start(isElement: false)
      readDocumentAttributes()
    } else if open.role == .document {
      open.role = .block
    }
    if !Scanner.isWellFormed, kind.role == .zone { closeDownTo(.zone) }
  }

  /// Whether an element can be the document although one is open.
  private var canRestart: Bool {
    if !Scanner.isWellFormed { return true }
    guard hasDocumentElements == nil, let state else { return false }
    return state.builder.isBlank && !state.sawZone && state.skips == 0
  }

  private mutating func dropRoot() {
    guard let root = state else { return }
    strays += root.slots.map(\.record)
    state = nil
    number -= 1
    for index in stack.indices {
      stack[index].role = .transparent
      (stack[index].slot, stack[index].place, stack[index].mentionPlace) = (nil, nil, nil)
      (stack[index].idPlace, stack[index].path) = (nil, nil)
      stack[index].isSkipped = false
    }
  }

  private mutating func readDocumentAttributes() {
    for attribute in scanner.attributes {
      let name = scanner.names[attribute.name]
      if name == "xmlns" || name.hasPrefix("xmlns:") { continue }
      let value = scanner.value(attribute)
      let isId = profile.idAttributes.contains { $0 == name || !profile.isCaseSensitive && $0.lowercased() == name.lowercased() }
      if isId, state?.id == nil, !value.isEmpty { state?.id = value } else { state?.metadata.append(Attribute(name, value)) }
    }
  }

  private mutating func readSpecialAttributes(_ kind: Kind, _ open: inout Open) {
    for attribute in scanner.attributes {
      let name = scanner.names[attribute.name]
      guard name.utf8.first == 0x78 else { continue }
      if name == "xml:space" { open.keepsSpace = scanner.value(attribute) == "preserve" }
      if name == "xml:id" {
        let value = scanner.value(attribute)
        open.xmlId = value
        state?.source?.ids.insert(value)
      }
    }
  }

  /// The value of an attribute of the current tag.
  func value(_ name: String) -> String? {
    scanner.attributes.first { scanner.names[$0.name] == name }.map(scanner.value)
  }

  private func path(_ parent: Open?, _ kind: Kind, _ open: Open) -> String? {
    guard !profile.metadataPaths.isEmpty else { return nil }
    if open.role == .document { return "" }
    guard let before = parent?.path else { return nil }
    let path = before.isEmpty ? kind.local : before + "/" + kind.local
    return profile.metadataPaths.keys.contains { $0 == path || $0.hasPrefix(path + "/") } ? path : nil
  }

  /// In a `choice`: whether this one is text.
  private mutating func choose(_ kind: Kind, _ open: inout Open) {
    guard var choice = stack[stack.count - 1].choice, let state, state.isActive else { return }
    guard let best = choice.best else {
      choice.best = kind.rank
      choice.mark = state.builder.mark
      (choice.slots, choice.tokens, choice.sentences) = (state.slots.count, state.tokens.count, state.sentences.count)
      stack[stack.count - 1].choice = choice
      return
    }
    if kind.rank > best, let mark = choice.mark {
      self.state?.rollBack(
        to: mark, slots: choice.slots, tokens: choice.tokens, sentences: choice.sentences,
        because: "another reading of a choice is the text")
      choice.best = kind.rank
      stack[stack.count - 1].choice = choice
    } else {
      open.isSkipped = true
      self.state?.skips += 1
    }
  }

  /// What the role of an element does to the text where it begins.
  private mutating func enter(_ kind: Kind, _ open: inout Open) {
    switch open.role {
    case .ignored, .standoff:
      state?.skips += 1
      open.isSkipped = true
    case .document, .transparent: break
    case .block: if state?.isActive == true { state?.builder.endLine() }
    case .zone: enterZone()
    case .sentence:
      guard state?.isActive == true else { break }
      if profile.sentencesAreLines { state?.builder.endLine() } else { state?.builder.addSpace() }
      state?.openSentences += 1
      if state?.openSentences == 1 { open.place = state?.openPlace() }
    case .token, .character:
      guard state?.isActive == true else { break }
      let join = value("join")
      if join == "left" || join == "both" { state?.builder.dropSpace() }
      open.joinsNext = join == "right" || join == "both"
      state?.openTokens += 1
      if state?.openTokens == 1 { open.place = state?.openPlace() }
    case .lineBreak:
      guard state?.isActive == true else { break }
      if value("break") == "no" {
        state?.builder.dropSpace()
        state?.builder.joinNext()
      } else {
        state?.builder.addSpace()
      }
    case .space: if state?.isActive == true { state?.builder.addSpace() }
    case .choice: open.choice = InlineState.Choice()
    case .glue: row.glue = .first
    case .id:
      capture(.id, &open)
      state?.skips += 1
      open.isSkipped = true
    }
  }

  private mutating func enterZone() {
    guard let before = state, before.skips == 0 else { return }
    if !before.sawZone {
      // What came outside was text only as long as there was no zone.
      let empty = TextBuilder(keepsMap: keepsSource, encoding: scanner.encoding).mark
      state?.rollBack(to: empty, slots: 0, tokens: 0, sentences: 0, because: "it stands outside of the text")
      state?.sawZone = true
    }
    state?.zones += 1
    if profile.collapsesSpace { state?.builder.endLine() } else { state?.builder.appendLineEnd() }
  }

  mutating func capture(_ what: Capture, _ open: inout Open) {
    guard capturing == 0 else { return }
    open.capture = what
    capturing = 1
    captured = []
  }

  private mutating func noteStray(_ kind: Kind) {
    guard let match = mention(kind) else { return }
    let place = scanner.place
    strays.append(
      SpanRecord(
        .dropped, .notSelected, detail: "it stands outside of every document", label: match.label, line: place.line,
        column: place.column))
  }

  func mention(_ kind: Kind) -> MentionRules.Match? {
    // The root of a file is no mention, whatever its name.
    guard !kind.rules.isEmpty, !stack.isEmpty || !profile.mentions.takesUpperCase else { return nil }
    let attributes = scanner.attributes
    return profile.mentions.match(kind.rules, attributes: attributes.count) { index in
      (scanner.names[attributes[index].name], scanner.value(attributes[index]))
    }
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
      if !kind(scanner.name).rules.isEmpty { notes.strayEnds += 1 }
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

  mutating func close(_ open: Open, hasTag: Bool) throws {
    guard state != nil else { return }
    noteEnd(open, hasTag: hasTag)
    if let place = open.idPlace, let range = state?.closePlace(place), let id = open.xmlId { state?.idRanges[id] = range }
    if let what = open.capture {
      take(what)
      capturing = 0
    }
    if let slot = open.slot { endMention(slot, open, hasTag: hasTag) }
    if open.isSkipped {
      state?.skips -= 1
      return
    }
    switch open.role {
    case .block: if state?.isActive == true { state?.builder.endLine() }
    case .zone:
      if (state?.zones ?? 0) > 0 { state?.zones -= 1 }
      if profile.collapsesSpace { state?.builder.endLine() }
    case .sentence:
      guard (state?.openSentences ?? 0) > 0, state?.isActive == true else { break }
      state?.openSentences -= 1
      if let place = open.place, let range = state?.closePlace(place) { state?.sentences.append(range) }
      if profile.sentencesAreLines { state?.builder.endLine() } else { state?.builder.addSpace() }
    case .token, .character:
      guard (state?.openTokens ?? 0) > 0, state?.isActive == true else { break }
      state?.openTokens -= 1
      if let place = open.place, let range = state?.closePlace(place) {
        state?.tokens.append((range, open.role == .character))
      }
      if open.joinsNext { state?.builder.joinNext() }
    case .glue: row.glue = .none
    case .document:
      if state?.source != nil { state?.source?.end = scanner.source.upperBound }
      finish()
    default: break
    }
  }

  private mutating func take(_ what: Capture) {
    let text = String(decoding: captured, as: UTF8.self).split { $0.isWhitespace }.joined(separator: " ")
    captured = []
    guard !text.isEmpty else { return }
    switch what {
    case .id: if state?.id == nil { state?.id = text } else { state?.metadata.append(Attribute("id", text)) }
    case .metadata(let key): state?.metadata.append(Attribute(key, text))
    case .label(let slot): if state?.slots[slot].record.label.isEmpty == true { state?.slots[slot].record.label = text }
    }
  }
}

// MARK: Text

extension InlineExtractor {
  /// Text of an element.
  mutating func text() throws {
    guard state != nil else { return }
    if capturing > 0 { scanner.withText { text in for index in text.indices { captured.append(text[index]) } } }
    guard state?.isActive == true else { return }
    if profile.layout == .rows { return try rows() }
    let keepsSpace = stack.last?.keepsSpace ?? false
    // Moved out and back, so that the scanner can be read while the text grows.
    guard var current = state else { return }
    state = nil
    current.settle()
    scanner.withText { text in
      guard text.count > 0 else { return }
      if text[0].isXMLSpace { for place in current.pending { current.places[place].hasLeadingSpace = true } }
      current.endsInSpace = text[text.count - 1].isXMLSpace
      if current.source == nil {
        current.builder.append(text, SourceMap.Run(text: 0, source: 0..<0, isUnit: false), keepsSpace: keepsSpace)
      } else {
        scanner.forEachRun { range, run in
          current.builder.append(text.extracting(range), run, keepsSpace: keepsSpace)
        }
      }
    }
    state = current
    guard current.builder.text.count <= limit else {
      throw scanner.located(.tooLong(what: "the document", limit: limit))
    }
  }

  /// A piece of a CDATA section.
  mutating func section() throws {
    if state?.source != nil, state?.isActive == true {
      var runs: [Range<Int>] = []
      scanner.forEachRun { _, run in
        if let last = runs.last, last.upperBound == run.source.lowerBound {
          runs[runs.count - 1] = last.lowerBound..<run.source.upperBound
        } else {
          runs.append(run.source)
        }
      }
      state?.source?.sections += runs
    }
    try text()
  }
}
