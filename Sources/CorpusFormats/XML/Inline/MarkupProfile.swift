/// What the elements of a form mean.
struct MarkupProfile: Hashable, Sendable {
  /// What an element is, beside a mention.
  enum Role: Hashable, Sendable {
    /// Its text is text, it itself is nothing.
    case transparent
    /// It begins and ends a line.
    case block
    /// It is left out with all it holds.
    case ignored
    /// One document.
    case document
    /// A part of a document whose text counts.
    case zone
    /// A sentence.
    case sentence
    /// A token.
    case token
    /// A token, if the document has others (TEI's `c`).
    case character
    /// Its tokens have no white space between them.
    case glue
    /// An empty element between two tokens without white space between.
    case joint
    /// An empty element that stands for a space, unless it says `break="no"`.
    case lineBreak
    /// An empty element that stands for a space.
    case space
    /// Alternatives, of which one is text; `rank` of its children decides.
    case choice
    /// The document's id is its content.
    case id
    /// A label for a range of elements by their ids, somewhere else in the document (TEI's `span`, `annotation`).
    case standoff
  }

  /// How the text of elements is told.
  enum Layout: Hashable, Sendable {
    /// Running text.
    case text
    /// A row a token, of columns with tabs between; the first one is the token.
    case rows
  }

  var roles: [String: Role] = [:]
  var mentions: MentionRules
  /// Whether the case of elements' names counts.
  var isCaseSensitive = true
  /// Attributes that hold a document's id, the best first.
  var idAttributes: [String] = ["xml:id", "id"]
  /// Whether runs of white space become one space.
  var collapsesSpace = true
  /// Whether sentences end lines; else a space is between them.
  var sentencesAreLines = true
  var layout = Layout.text
  var nesting = XMLOptions.Nesting.all
  /// Elements within `choice` that are text rather than others, and those that are not if there is a choice.
  var preferred: Set<String> = []
  var avoided: Set<String> = []
  /// Whether documents are elements: `nil` if that is to be found out.
  var hasDocumentElements: Bool?
  /// Whether `next` and `prev` tie the pieces of one mention together.
  var tiesPieces = false
  /// Elements of a document's header whose text is kept as metadata, by path of local names from the document's element.
  var metadataPaths: [String: String] = [:]

  /// The role of an element by its local name.
  func role(_ name: String) -> Role { roles[isCaseSensitive ? name : name.lowercased()] ?? .transparent }

  /// Which of the alternatives in a `choice` is text: the highest, of equals the first.
  func rank(_ name: String) -> Int { preferred.contains(name) ? 2 : avoided.contains(name) ? 0 : 1 }

  mutating func set(_ role: Role, _ names: [String]) {
    for name in names { roles[isCaseSensitive ? name : name.lowercased()] = role }
  }

  /// Puts a role in place of what elements had it before.
  mutating func replace(_ role: Role, by names: [String]) {
    roles = roles.filter { $0.value != role }
    set(role, names.map(MentionRules.local))
  }
}

extension MarkupProfile {
  /// Takes what the options say.
  ///
  /// - Throws: `MarkupOptionProblem`.
  func with(_ options: XMLOptions) throws(MarkupOptionProblem) -> MarkupProfile {
    var profile = self
    if !options.mentions.isEmpty {
      let rules = try MentionRules(options.mentions)
      profile.mentions.rules = rules.rules
      profile.mentions.takesUpperCase = false
    }
    if !options.blockElements.isEmpty { profile.replace(.block, by: options.blockElements) }
    if !options.ignoredElements.isEmpty { profile.replace(.ignored, by: options.ignoredElements) }
    if !options.textElements.isEmpty { profile.replace(.zone, by: options.textElements) }
    if let element = options.documentElement {
      profile.replace(.document, by: [element])
      profile.hasDocumentElements = true
    }
    if let attribute = options.idAttribute {
      profile.idAttributes = [attribute]
      profile.replace(.id, by: [attribute])
    }
    if let collapses = options.collapsesWhiteSpace { profile.collapsesSpace = collapses }
    if !options.takesEditorsForm { swap(&profile.preferred, &profile.avoided) }
    profile.nesting = options.nesting
    profile.mentions.structure = Set(profile.roles.keys.map { $0.lowercased() })
    // What the user calls a mention is not also something else.
    for rule in profile.mentions.rules where !options.mentions.isEmpty {
      let key = isCaseSensitive ? rule.element : rule.element.lowercased()
      if let role = profile.roles[key], role == .ignored || role == .token { profile.roles[key] = .transparent }
    }
    return profile
  }

  /// The profile of a form's files; `nil` if they have no inline annotation.
  static func of(_ format: CorpusFormat) -> MarkupProfile? {
    switch format {
    case .tei: .tei
    case .inlineXML: .inlineXML
    case .enamex: .enamex
    case .i2b2Inline: .i2b2
    case .cwb: .cwb
    default: nil
    }
  }
}
