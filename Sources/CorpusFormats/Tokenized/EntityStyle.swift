import Annotations

/// A writer's documents until one of them tells how the file spells mentions.
struct EntityStyleChoice {
  private(set) var style: EntityStyle
  private let options: WritingOptions
  private let brackets: EntityStyle.Brackets
  private var waiting: [Document] = []
  private var waitingBytes = 0

  private static let waitingLimit = 100_000

  init(_ options: WritingOptions, _ place: WritingPlace, _ brackets: EntityStyle.Brackets) {
    style = EntityStyle(options, place)
    (self.options, self.brackets) = (options, brackets)
  }

  /// What the brackets hold, if there are some.
  var bracketsInUse: EntityStyle.Brackets? { style == .brackets ? brackets : nil }

  /// Takes a document, with tokens.
  ///
  /// - Returns: the documents that can be written now, this one last; none while it waits too. Enough text without an answer
  ///   makes tags.
  mutating func take(_ document: Document) -> [Document] {
    guard style == .undecided else { return [document] }
    waiting.append(document)
    waitingBytes += document.text.count + document.mentions.count
    style = EntityStyle(of: document, options, brackets)
    if style == .undecided, waitingBytes <= Self.waitingLimit { return [] }
    return close()
  }

  /// Nothing more comes: tags, if no document spoke for brackets.
  ///
  /// - Returns: the documents that waited.
  mutating func close() -> [Document] {
    if style == .undecided { style = .tags }
    defer { waiting = [] }
    return waiting
  }
}

/// How a file spells mentions: as tags, one a token, or as brackets, which may lie within and across one another.
enum EntityStyle {
  /// What brackets of a form can hold.
  struct Brackets {
    /// Bytes that a label may not have.
    var forbidden: [UInt8]
    /// Whether the form names the fields of its brackets, and so can have more of them.
    var holdsAttributes: Bool
    /// Whether overlap alone speaks for brackets. Where people expect tags it is a loss to be told of.
    var isForOverlap: Bool
  }

  /// Not known before a document tells.
  case undecided
  case tags
  case brackets

  /// What the options say: brackets or not, else tags where overlap is to be resolved, or where no document can wait.
  init(_ options: WritingOptions, _ place: WritingPlace) {
    if case .pieces = place, options.nestsEntities == nil {
      self = .tags
      return
    }
    switch options.nestsEntities {
    case true?: self = .brackets
    case false?: self = .tags
    case nil: self = options.projection.overlap == nil ? .undecided : .tags
    }
  }

  /// What a document speaks for. It is brackets if it came with some, or, in a form where overlap alone is enough, if two
  /// mentions share a token or one has several stretches that nobody asked to resolve; tags if a label cannot stand in a
  /// bracket.
  init(of document: Document, _ options: WritingOptions, _ brackets: Brackets) {
    let layer = document.layer(options.layer)
    guard let mentions = layer?.mentions, !mentions.isEmpty else {
      self = .undecided
      return
    }
    if mentions.contains(where: { $0.label.utf8.contains(where: brackets.forbidden.contains) }) {
      self = .tags
    } else if mentions.contains(where: { $0.attributes.contains { $0.key == BracketCells.group } }) {
      self = .brackets
    } else if !brackets.isForOverlap {
      self = .undecided
    } else {
      let stretches = TokenStretches(document, layer: layer, policy: options.projection)
      self = stretches.overlap || stretches.isDiscontinuous ? .brackets : .undecided
    }
  }
}
