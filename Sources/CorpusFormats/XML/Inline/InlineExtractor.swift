import Annotations
import Diagnostics

/// Documents from a file with elements around mentions, one at a time.
///
/// Everything that depends on the form is in the profile. Text is what elements hold that are not left out; a mention is
/// what its element holds, without white space at its edges. Every element that is a mention by the profile's rules gives
/// one record.
struct InlineExtractor<Scanner: MarkupScanner> {
  var scanner: Scanner
  let profile: MarkupProfile
  /// What stands before `#` in ids.
  let name: String
  let limit: Int
  let keepsSource: Bool

  var kinds: [InlineKind?] = []
  var stack: [InlineOpen] = []
  var state: InlineState
  /// Whether `state` is a document.
  var isInDocument = false
  /// A document that has ended, while spans that stand before the next one are looked for.
  var finished: InlineState?
  var finishedEnd = 0
  var number = 0
  /// Whether documents are elements, once it is known.
  var hasDocumentElements: Bool?
  var strays: [SpanRecord] = []
  var captured: [UInt8] = []
  var capturing = 0
  var row = RowReader()
  var notes = InlineNotes()
  /// The element that new mentions of a label get, by label.
  var usualElements: [String: String] = [:]

  init(_ scanner: Scanner, profile: MarkupProfile, name: String, limit: Int, keepsSource: Bool = false) {
    (self.scanner, self.profile, self.name, self.limit) = (scanner, profile, name, limit)
    self.keepsSource = keepsSource
    hasDocumentElements = profile.hasDocumentElements
    state = InlineState(line: 0, keepsSource: keepsSource, encoding: .utf8)
  }

  /// The next document, or `nil` after the last.
  mutating func next() throws -> ExtractedDocument? {
    while let event = try scanner.next() {
      switch event {
      case .startElement:
        try begin()
        if isInDocument, let done = finished {
          finished = nil
          return try extracted(done)
        }
      case .endElement: try end()
      case .text: try text()
      case .section:
        if !scanner.source.isEmpty { try section() }
      case .comment, .instruction, .documentType: break
      }
    }
    try endOfFile()
    guard let done = finished else { return nil }
    finished = nil
    return try extracted(done)
  }

  /// The next document without its places.
  mutating func nextDocument(layer: String) throws -> ReadDocument? {
    guard var read = try next()?.read else { return nil }
    if layer != "gold" { read.document.layers[0].name = layer }
    return read
  }

  private mutating func endOfFile() throws {
    while !stack.isEmpty { try close(stack.removeLast(), hasTag: false) }
    if isInDocument { finish() }
    if !strays.isEmpty {
      if finished == nil {
        notes.strays += strays.count
      } else {
        finished?.strays += strays
      }
      strays = []
    }
  }

  /// The meaning of the current element's name.
  mutating func kind(_ name: XMLName?) -> InlineKind {
    guard let name else { return InlineKind(local: "", role: .transparent, rules: [], rank: 1) }
    if name.index < kinds.count, let known = kinds[name.index] { return known }
    while kinds.count <= name.index { kinds.append(nil) }
    let local = MentionRules.local(scanner.names[name])
    let role = profile.role(local)
    let kind = InlineKind(
      local: local, role: role, rules: profile.mentions.rules(of: local), rank: profile.rank(local))
    kinds[name.index] = kind
    return kind
  }

  /// A document begins here.
  mutating func start(isElement: Bool) {
    if isInDocument { finish() }
    if finished != nil {
      finished?.strays += strays
      strays = []
    }
    number += 1
    var new = InlineState(line: scanner.place.line, keepsSource: keepsSource, encoding: scanner.encoding)
    // Before the first document spans can only be given to it.
    new.strays = strays
    strays = []
    state = new
    isInDocument = true
    if isElement { hasDocumentElements = true }
  }

  /// The document ends here.
  mutating func finish() {
    guard isInDocument else { return }
    isInDocument = false
    state.source?.end = scanner.source.upperBound
    finished = state
    state = InlineState(line: 0, keepsSource: false, encoding: .utf8)
    finishedEnd = scanner.source.upperBound
  }
}

/// What people should know of the file as a whole.
struct InlineNotes {
  var strays = 0
  var strayEnds = 0
  var unresolved = 0
  var uncoveredTokens = 0
  var uncoveredSentences = 0
  var columns = 0
  /// Labels that were taken from elements in capitals, with how many there were.
  var labels: [String: Int] = [:]

  var remarks: [String] {
    var remarks: [String] = []
    if !labels.isEmpty {
      let list = labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key) \($0.value)" }
      remarks.append("no rules for mentions were given; taken were: \(list.joined(separator: ", "))")
    }
    if strays > 0 { remarks.append("\(strays) spans stand outside of every document") }
    if strayEnds > 0 { remarks.append("\(strayEnds) end tags of mentions end nothing") }
    if unresolved > 0 { remarks.append("\(unresolved) spans of elements by their ids were not read") }
    if uncoveredTokens > 0 {
      remarks.append("\(uncoveredTokens) documents have text outside of their tokens; their tokens are not kept")
    }
    if uncoveredSentences > 0 {
      remarks.append("\(uncoveredSentences) pieces of text outside of sentences became sentences of their own")
    }
    if columns > 1 { remarks.append("of \(columns) columns the first one is kept, the token") }
    return remarks
  }
}
