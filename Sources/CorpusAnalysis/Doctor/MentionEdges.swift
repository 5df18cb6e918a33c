/// What stands at the edges of a mention.
struct MentionEdges {
  /// It has no text but white space, or none at all.
  private(set) var isBlank = true
  /// It has characters, but no letter and no digit.
  private(set) var isPunctuation = false
  /// White space at an edge.
  private(set) var hasSpace = false
  /// Punctuation at an edge that hardly belongs to a name. Not counted are, in front, opening brackets and quotes that are closed
  /// inside, and `# @ $ € £ & . + -`; behind, brackets and quotes that are opened inside, and `. ! ? % + # * '`: they occur in
  /// names and abbreviations.
  private(set) var hasPunctuation = false

  init(_ surface: [UInt8]) {
    var scalars: [Unicode.Scalar] = []
    var index = 0
    while index < surface.count {
      let read = surface.scalar(at: index)
      scalars.append(read.scalar)
      index += read.width
    }
    guard let first = scalars.first, let last = scalars.last else { return }
    hasSpace = first.isBlank || last.isBlank
    let shown = scalars.filter { !$0.isBlank }
    isBlank = shown.isEmpty
    isPunctuation = !isBlank && shown.allSatisfy(Self.isMark)
    guard let start = shown.first, let end = shown.last, !isPunctuation else { return }
    hasPunctuation =
      (Self.isMark(start) && !Self.leading.contains(start) && !Self.isOpened(start, in: shown.dropFirst()))
      || (Self.isMark(end) && !Self.trailing.contains(end) && !Self.isClosed(end, in: shown.dropLast()))
  }

  private static let leading: Set<Unicode.Scalar> = ["#", "@", "$", "€", "£", "&", ".", "+", "-"]
  private static let trailing: Set<Unicode.Scalar> = [".", "!", "?", "%", "+", "#", "*", "'", "’"]
  private static let pairs: [Unicode.Scalar: Unicode.Scalar] = [
    "(": ")", "[": "]", "{": "}", "«": "»", "»": "«", "“": "”", "„": "“", "‘": "’", "\"": "\"", "'": "'", "「": "」",
    "『": "』", "《": "》", "（": "）",
  ]

  private static func isOpened(_ scalar: Unicode.Scalar, in rest: some Sequence<Unicode.Scalar>) -> Bool {
    pairs[scalar].map { partner in rest.contains(partner) } ?? false
  }

  private static func isClosed(_ scalar: Unicode.Scalar, in rest: some Sequence<Unicode.Scalar>) -> Bool {
    rest.contains { pairs[$0] == scalar }
  }

  /// Punctuation; symbols such as emoji and currency signs are not.
  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
      .finalPunctuation, .otherPunctuation:
      true
    default: scalar.value < 0x80 && "$+<=>^`|~".unicodeScalars.contains(scalar)
    }
  }
}
