/// How the words of a document are spelt in a form that cannot hold every word.
struct WordSpelling {
  /// What a form cannot hold in a word.
  enum Limits {
    /// Rows with TAB between columns: no TAB, no line break.
    case row
    /// Words with spaces between: no white space, and something at all.
    case spaced
  }

  private let limits: Limits
  private let space: [UInt8]
  private let empty: [UInt8]?
  private let isFirstColumn: Bool

  /// The spelling in a form; `nil` for forms that are not made of words.
  init?(_ format: CorpusFormat, _ options: WritingOptions) {
    space = Array((options.spacesInWords ?? "_").utf8)
    switch format {
    case .columns: (limits, empty, isFirstColumn) = (.row, nil, true)
    case .conllu: (limits, empty, isFirstColumn) = (.row, Array((options.emptyWords ?? "_").utf8), false)
    case .textLabels: (limits, empty, isFirstColumn) = (.spaced, Array((options.emptyWords ?? "_").utf8), false)
    default: return nil
    }
  }

  /// Whether somebody said what becomes of the words that change.
  static func isRequested(_ word: ArraySlice<UInt8>, _ options: WritingOptions) -> Bool {
    (word.isEmpty ? options.emptyWords : options.spacesInWords) != nil
  }

  /// The word's spelling, if it is another than the word.
  func changed(_ word: ArraySlice<UInt8>) -> [UInt8]? {
    if word.isEmpty { return empty }
    switch limits {
    case .row:
      let marker = isFirstColumn && word.first == UInt8(ascii: "-") && isDocumentStart(word)
      guard marker || word.contains(where: Self.breaksRow) else { return nil }
      return (marker ? [UInt8(ascii: "_")] : []) + word.flatMap { Self.breaksRow($0) ? space : [$0] }
    case .spaced:
      guard PythonWhitespace.first(in: word.span) != nil else { return nil }
      var spelling: [UInt8] = []
      let bytes = word.span
      var index = 0
      while index < bytes.count {
        let length = PythonWhitespace.length(at: index, in: bytes)
        if length == 0 { spelling.append(bytes[index]) } else { spelling += space }
        index += max(length, 1)
      }
      return spelling.isEmpty ? empty : spelling
    }
  }

  private static func breaksRow(_ byte: UInt8) -> Bool { byte == .tab || byte == 0x0A || byte == 0x0D }

  /// Whether a row that begins so would begin a document.
  private func isDocumentStart(_ word: ArraySlice<UInt8>) -> Bool {
    ColumnLine(commentPrefixes: []).kind(of: word.span) == .documentStart
  }
}
