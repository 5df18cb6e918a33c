/// Where a row of columns has come to.
struct RowReader {
  /// Whether tokens have no white space between them.
  enum Glue {
    /// Tokens have a space between.
    case none
    /// The next token begins a group.
    case first
    /// Tokens of a group go on.
    case rest
    /// The next token alone has no space before it.
    case next
  }

  /// The column that comes next, from 0.
  var column = 0
  /// The token's place, once it has begun, and where it began in the file.
  var place: Int?
  var start = 0
  var glue = Glue.none
}

extension InlineExtractor {
  /// Text of rows: the first column is a token.
  mutating func rows() throws {
    Self.rows(scanner, &state, &row, columns: &notes.columns)
    guard state.builder.text.count <= limit else {
      throw scanner.located(.tooLong(what: "the document", limit: limit))
    }
  }

  private static func rows(
    _ scanner: Scanner, _ current: inout InlineState, _ row: inout RowReader, columns: inout Int
  ) {
    scanner.withText { text in
      scanner.forEachRun { range, run in
        var index = range.lowerBound
        var source = run.source.lowerBound
        while index < range.upperBound {
          let isEnd = text[index] == 0x09 || text[index] == 0x0A
          var end = index + 1
          while !isEnd, end < range.upperBound, text[end] != 0x09, text[end] != 0x0A { end += 1 }
          let piece = text.extracting(index..<end)
          let length = run.isUnit ? run.source.count : current.builder.map.encoding.sourceLength(piece)
          if text[index] == 0x0A {
            if row.place == nil { current.source?.endLine(of: source, at: source + length) }
            Self.endRow(&row, &current, end: source + length, endsLine: true)
          } else if isEnd {
            row.column += 1
            columns = max(columns, row.column + 1)
          } else if row.column == 0 {
            if row.place == nil {
              if row.glue == .none || row.glue == .first { current.builder.addSpace() }
              if row.glue != .none { row.glue = row.glue == .next ? .none : .rest }
              row.place = current.openPlace()
              row.start = source
            }
            current.builder.append(
              piece, SourceMap.Run(text: 0, source: source..<source + length, isUnit: run.isUnit), keepsSpace: true)
          }
          source += length
          index = end
        }
      }
    }
  }

  /// A tag ends a row too.
  mutating func endRow() {
    guard row.place != nil else { return }
    Self.endRow(&row, &state, end: scanner.source.lowerBound, endsLine: false)
  }

  private static func endRow(_ row: inout RowReader, _ state: inout InlineState, end: Int, endsLine: Bool) {
    if let place = row.place, let range = state.closePlace(place) {
      state.tokens.append((range, false))
      state.source?.rows.append(InlineSource.Row(source: row.start..<max(row.start, end), endsLine: endsLine))
    }
    (row.column, row.place) = (0, nil)
  }
}
