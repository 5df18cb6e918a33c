/// Where a document stands in its file, as far as it takes to change its mentions there.
struct InlineSource: Sendable {
  /// A tag of the document.
  struct Tag: Hashable, Sendable {
    /// Which of `elements` it belongs to.
    var element: Int
    var isStart: Bool
    /// Its bytes in the file. An empty element `<a/>` has an empty end.
    var source: Range<Int>
    /// How long the document's text was when it came.
    var text: Int
    /// Where its line ends, if nothing but the line end follows it; in rows.
    var lineEnd: Int?
  }

  /// A row of a token.
  struct Row: Hashable, Sendable {
    /// Its bytes in the file, with its line end.
    var source: Range<Int>
    /// Whether it has one.
    var endsLine: Bool
  }

  /// An element of the document.
  struct Element: Hashable, Sendable {
    /// Its tags in `tags`; -1 while it is open, or if it has no end tag.
    var start: Int
    var end = -1
    /// Whether a mention may begin before it or end after it without becoming something else.
    var isInline = true
    /// Whether it is a token, which mentions go around rather than inside.
    var isToken = false
    /// Whether one of the elements in it is chosen: an element more would change the choice.
    var isChoice = false
  }

  /// An element that is a mention, and where its label stands.
  struct MentionElement: Sendable {
    /// Which of `elements` it is.
    var element: Int
    var rule: MentionRules.Rule
    /// The name with its prefix.
    var name: String
    /// The names and values of its attributes.
    var attributes: [(name: String, value: String, source: Range<Int>)] = []
    /// Which attribute holds the label.
    var labelAttribute: Int?
    /// Whether it labels a range that stands elsewhere.
    var isStandoff = false
  }

  var map = SourceMap()
  var tags: [Tag] = []
  var elements: [Element] = []
  /// For each mention of the document its elements, in the order of the file.
  var mentions: [[MentionElement]] = []
  /// Notes where the line of the last tag ends, if the tag ends at `offset` and has the line for itself.
  mutating func endLine(of offset: Int, at end: Int) {
    guard let tag = tags.last, tag.source.upperBound == offset else { return }
    let start = tag.source.lowerBound
    let followsTag = tags.count > 1 && tags[tags.count - 2].source.upperBound == start
    let followsRow = rows.last.map { $0.source.upperBound == start && !$0.endsLine } ?? false
    if !followsTag, !followsRow { tags[tags.count - 1].lineEnd = end }
  }

  /// End tags of mentions that end nothing: no new element may hold one.
  var strayEnds: [Tag] = []
  /// Values of `xml:id` that labels elsewhere name.
  var targets: Set<String> = []
  /// The contents of CDATA sections in the file, ascending.
  var sections: [Range<Int>] = []
  /// The rows of tokens in the file; one for each token of the document.
  var rows: [Row] = []
  /// The prefix that names of the form have in this file, with its colon.
  var prefix = ""
  /// Values of `xml:id` in the document, and what its attributes point to.
  var ids: Set<String> = []
  /// Where the document ends in the file.
  var end = 0
}
