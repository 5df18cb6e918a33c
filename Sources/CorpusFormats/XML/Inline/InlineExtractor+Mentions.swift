import Annotations
import Diagnostics

extension InlineExtractor {
  /// An element that is a mention begins.
  mutating func beginMention(_ match: MentionRules.Match, _ open: inout InlineOpen) {
    guard isInDocument else { return }
    let place = scanner.place
    var slot = InlineState.Slot(
      record: SpanRecord(
        .dropped, .notSelected,
        detail: state.skips > 0 ? "it stands in an element that is left out" : "it stands outside of the text",
        label: match.label, line: place.line, column: place.column))
    var attributes: [Attribute] = []
    var element = InlineSource.MentionElement(
      element: open.element, rule: match.rule, name: open.name.map { scanner.names[$0] } ?? "",
      labelAttribute: match.attribute)
    for (index, attribute) in scanner.attributes.enumerated() {
      let name = scanner.names[attribute.name]
      let value = scanner.value(attribute)
      if keepsSource { element.attributes.append((name, value, attribute.valueSource)) }
      if name == "xmlns" || name.hasPrefix("xmlns:") { continue }
      if name == "xml:id" || (name == "id" && open.xmlId == nil) {
        slot.id = value
        continue
      }
      if profile.tiesPieces, name == "next" || name == "prev" {
        if name == "next" { slot.next = value } else { slot.hasPrevious = true }
        continue
      }
      // The value that is the label is not kept twice.
      if index == match.attribute, value == match.label { continue }
      attributes.append(Attribute(name, value))
    }
    // Where capitals alone make mentions, the usual element is the label itself.
    if !profile.mentions.takesUpperCase || match.rule.label != nil, match.rule.label != match.rule.element,
      usualElement(of: match.label) != match.rule.element
    {
      attributes.append(Attribute("element", match.rule.element))
    }
    if profile.mentions.takesUpperCase, match.rule.label == nil || match.rule.label == match.rule.element {
      notes.labels[match.label, default: 0] += 1
    }
    slot.element = keepsSource ? element : nil
    slot.outer = stack.last.flatMap { $0.slot ?? $0.outer }
    slot.mention = Mention(label: match.label, range: 0..<0, id: slot.id, attributes: attributes)
    let isOpen = state.isActive && open.role != .standoff
    if !isOpen { slot.mention = nil }
    open.slot = state.slots.count
    state.slots.append(slot)
    if isOpen { open.mentionPlace = state.openPlace() }
  }

  private mutating func usualElement(of label: String) -> String {
    if let known = usualElements[label] { return known }
    let element = profile.mentions.spellings(of: label).first?.element ?? ""
    usualElements[label] = element
    return element
  }

  /// An element that is a mention ends.
  mutating func endMention(_ index: Int, _ open: InlineOpen, hasTag: Bool) {
    guard let place = open.mentionPlace, open.role != .standoff else { return }
    let hasLeadingSpace = state.places[place].hasLeadingSpace
    let range = state.closePlace(place)
    guard state.slots[index].mention != nil else { return }
    guard hasTag || Scanner.isWellFormed else { return drop(index, .outsideText, "the element has no end tag") }
    guard let range else { return drop(index, .empty, "the element holds no text") }
    let surface = String(decoding: state.builder.text[range].prefix(400), as: UTF8.self)
    if profile.nesting == .outermost, liesInMention(index) {
      return drop(index, .overlap, "it lies within another mention", isRequested: true, surface: surface)
    }
    if profile.nesting == .innermost, state.slots[index].hasInner {
      return drop(index, .overlap, "it holds another mention", isRequested: true, surface: surface)
    }
    // Those around one that is marked are marked, too.
    var outer = state.slots[index].outer
    while let next = outer, !state.slots[next].hasInner {
      state.slots[next].hasInner = true
      outer = state.slots[next].outer
    }
    state.slots[index].mention?.fragments[0] = range
    let isTrimmed = hasLeadingSpace || state.endsInSpace
    state.slots[index].set(isTrimmed ? .snapped : .kept, isTrimmed ? .edgeSpace : nil, surface: surface)
  }

  private func liesInMention(_ index: Int) -> Bool {
    var outer = state.slots[index].outer
    while let next = outer {
      if state.slots[next].mention != nil { return true }
      outer = state.slots[next].outer
    }
    return false
  }

  private mutating func drop(
    _ index: Int, _ reason: SpanReason, _ detail: String, isRequested: Bool = false, surface: String = ""
  ) {
    state.slots[index].mention = nil
    state.slots[index].set(.dropped, reason, detail: detail, isRequested: isRequested, surface: surface)
  }

  /// A label for elements that stand elsewhere begins: `from` and `to`, or `target`, name their ids.
  mutating func beginReference(_ kind: InlineKind, _ match: MentionRules.Match?, _ open: inout InlineOpen) {
    guard isInDocument else { return }
    let from = value("from"), to = value("to"), target = value("target")
    let targets = ([from, to].compactMap { $0 } + (target?.split(separator: " ").map(String.init) ?? []))
      .map { $0.first == "#" ? String($0.dropFirst()) : $0 }
    guard !targets.isEmpty, targets.allSatisfy({ XMLOutput.isName($0) }), isForNames() || match != nil else {
      if !targets.isEmpty || isForNames() { notes.unresolved += 1 }
      return
    }
    let index: Int
    if let slot = open.slot {
      index = slot
      state.slots[index].mention = Mention(label: match?.label ?? "", range: 0..<0, id: open.xmlId)
    } else {
      let place = scanner.place
      let label = value("type") ?? value("ana").map { $0.first == "#" ? String($0.dropFirst()) : $0 } ?? ""
      index = state.slots.count
      var slot = InlineState.Slot(
        record: SpanRecord(.dropped, .outsideText, label: label, line: place.line, column: place.column))
      slot.mention = Mention(label: label, range: 0..<0, id: open.xmlId)
      if keepsSource {
        slot.element = InlineSource.MentionElement(
          element: open.element, rule: .init(element: kind.local), name: open.name.map { scanner.names[$0] } ?? "")
      }
      state.slots.append(slot)
    }
    state.slots[index].element?.isStandoff = true
    state.source?.targets.formUnion(targets)
    state.slots[index].isTextual = false
    state.references.append(InlineState.Reference(slot: index, targets: targets, isRange: target == nil))
    if state.slots[index].record.label.isEmpty { capture(.label(slot: index), &open) }
  }

  /// Whether the element's surroundings say that they hold names: TEI's `standOff`, or a group of type `ner`.
  private func isForNames() -> Bool {
    stack.contains { open in
      guard let name = open.name else { return false }
      let local = MentionRules.local(scanner.names[name])
      return local == "standOff" || local == "listAnnotation" || open.isGroupOfNames
    }
  }
}

// MARK: Tags

extension InlineExtractor {
  /// Notes a start tag for those who write mentions back.
  mutating func noteTag(_ open: inout InlineOpen, _ kind: InlineKind) {
    open.isGroupOfNames =
      kind.local == "spanGrp" && ["ner", "entities", "names", "entity", "namedEntities"].contains(value("type") ?? "")
    guard let elements = state.source?.elements.count, let tags = state.source?.tags.count else { return }
    open.element = elements
    var element = InlineSource.Element(start: tags)
    switch kind.role {
    case .choice: element.isChoice = true
    case .transparent, .character: break
    case .token, .glue: element.isToken = true
    default: element.isInline = false
    }
    if open.role == .document { element.isInline = false }
    let length = state.builder.text.count
    state.source?.elements.append(element)
    state.source?.tags.append(
      InlineSource.Tag(
        element: open.element, isStart: true, source: scanner.source, text: length))
  }

  /// Notes an end tag.
  mutating func noteEnd(_ open: InlineOpen, hasTag: Bool) {
    guard open.element >= 0, hasTag, let count = state.source?.tags.count else { return }
    let length = state.builder.text.count
    state.source?.elements[open.element].end = count
    state.source?.tags.append(
      InlineSource.Tag(
        element: open.element, isStart: false, source: scanner.source, text: length))
  }
}
