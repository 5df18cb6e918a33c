import Annotations

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
