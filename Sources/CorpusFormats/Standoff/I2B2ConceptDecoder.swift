import Annotations
import Diagnostics

/// Concept files of i2b2 2010 (`.con`) beside their texts: rows `c="text" line:token line:token||t="type"`.
///
/// Lines count from 1 and tokens from 0. Tokens are what stands between single spaces, or between runs of white space:
/// whichever fits more of the rows' texts, which are in lower case. One document.
enum I2B2ConceptDecoder: FolderDecoder {
  static func decode(_ input: CorpusInput, _ options: ReadingOptions) throws -> DecodedFiles {
    let name = input.paths.first ?? ""
    let content = try TextFile.read(name)
    var bytesRead = content.bytesRead
    let text = content.text
    var rows: [I2B2ConceptRow] = []
    let file = input.paths.count > 1 ? input.paths[1] : nil
    if let file {
      var lines = try LineReader(path: file, breaks: .lineFeed)
      while let line = try lines.next() {
        let line = StandoffLine(line, file: lines.name, number: lines.number)
        if !line.text.utf8.allSatisfy({ $0 == 0x20 }) { rows.append(try I2B2ConceptRow(line)) }
      }
      bytesRead += lines.bytesRead
    }
    let grids = [SpaceGrid(text, joinsSpaces: false), SpaceGrid(text, joinsSpaces: true)]
    let fits = grids.map { grid in
      rows.count { row in grid.bytes(row).map { SurfaceMatch.caseless.holds(text, [$0], row.surface) } ?? false }
    }
    let best = fits[1] > fits[0] ? 1 : 0
    let grid = grids[best]
    var document = SourceDocument(text: text)
    document.id = TextFile.id(input.name, endings: [".txt", ".con"])
    document.sentences = grid.lines.map { SourceSpan.Stretch(start: $0.lowerBound, end: $0.upperBound) }
    document.tokens = grid.tokens.map { SourceSpan.Stretch(start: $0.lowerBound, end: $0.upperBound) }
    let spans = rows.map { row in
      // A place that is not there is one outside the text.
      let bytes = grid.bytes(row)
      return SourceSpan(
        label: row.label,
        stretches: [SourceSpan.Stretch(start: bytes?.lowerBound ?? .max, end: bytes?.upperBound ?? .max)],
        surface: row.surface, attributes: row.attributes, line: row.line, column: 1)
    }
    document.layers = [SourceLayer(name: options.layer, spans: spans)]
    document.line = 1
    var standoff = options.standoff
    standoff.unit = .utf8
    var resolver = OffsetResolver(file: file ?? name, standoff, usual: .utf8, match: .caseless, movesPassages: false)
    let read = try document.resolved(id: input.name, &resolver)
    let rule = best == 0 ? "single spaces" : "runs of white space"
    let remark =
      if !rows.isEmpty {
        "tokens stand between \(rule): \(fits[best]) of \(rows.count) texts fit"
      } else if file != nil {
        "no concepts"
      } else {
        "no .con file: the document has no mentions"
      }
    return DecodedFiles(read: read, bytesRead: bytesRead, remarks: [remark])
  }
}

/// A row of a concept file.
struct I2B2ConceptRow {
  /// A token: its line from 1, its place in the line from 0.
  struct Position: Hashable {
    var line: Int
    var token: Int
  }

  var surface: [UInt8]
  var start: Position
  var end: Position
  var label: String
  var attributes: [Attribute]
  var line: Int

  /// Takes a row apart.
  ///
  /// - Throws: `Located<StandoffProblem>`.
  init(_ line: StandoffLine) throws {
    let expected = "c=\"text\" line:token line:token||t=\"type\""
    var parts = Self.parts(line.text)
    // The text itself may hold two bars.
    while parts.count > 2, !parts[1].hasPrefix("t=\"") {
      parts.replaceSubrange(0...1, with: [parts[0] + "||" + parts[1]])
    }
    guard parts.count > 1, let concept = parts.first, concept.hasPrefix("c=\""),
      let close = concept.utf8.lastIndex(of: UInt8(ascii: "\"")),
      close > concept.utf8.index(concept.startIndex, offsetBy: 2)
    else { throw line.problem(expected: expected) }
    let positions = concept[concept.utf8.index(after: close)...].utf8.split(separator: 0x20)
      .map { Self.position(Substring($0)) }
    guard positions.count == 2, let start = positions[0], let end = positions[1] else {
      throw line.problem(expected: expected)
    }
    surface = Array(concept.utf8[concept.utf8.index(concept.startIndex, offsetBy: 3)..<close])
    (self.start, self.end, self.line) = (start, end, line.number)
    attributes = []
    var label: String?
    for part in parts.dropFirst() {
      guard let (key, value) = Self.member(part) else { throw line.problem(expected: expected) }
      if key == "t", label == nil { label = value } else { attributes.append(Attribute(key, value)) }
    }
    guard let label else { throw line.problem(expected: expected) }
    self.label = label
  }

  private static func parts(_ text: String) -> [String] {
    var parts: [String] = []
    var (rest, start) = (text.utf8[...], text.utf8.startIndex)
    while let bar = rest.firstIndex(of: UInt8(ascii: "|")) {
      let next = text.utf8.index(after: bar)
      rest = text.utf8[next...]
      if rest.first == UInt8(ascii: "|") {
        parts.append(String(text[start..<bar]))
        start = text.utf8.index(after: next)
        rest = text.utf8[start...]
      }
    }
    return parts + [String(text[start...])]
  }

  private static func position(_ text: Substring) -> Position? {
    let numbers = text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
      .map { Int(saturating: Substring($0)) }
    guard numbers.count == 2, let line = numbers[0], let token = numbers[1] else { return nil }
    return Position(line: line, token: token)
  }

  /// `key="value"`.
  private static func member(_ text: String) -> (key: String, value: String)? {
    guard let equals = text.utf8.firstIndex(of: UInt8(ascii: "=")) else { return nil }
    let value = text[text.utf8.index(after: equals)...]
    guard value.utf8.count >= 2, value.utf8.first == UInt8(ascii: "\""), value.utf8.last == UInt8(ascii: "\"") else {
      return nil
    }
    return (String(text[..<equals]), String(Substring(value.utf8.dropFirst().dropLast())))
  }
}

/// The tokens of a text by line and place.
struct SpaceGrid {
  /// Lines that hold tokens.
  private(set) var lines: [Range<Int>] = []
  /// Tokens that hold text.
  private(set) var tokens: [Range<Int>] = []
  /// By line, empty ones included.
  private(set) var rows: [[Range<Int>]] = []

  /// - Parameter joinsSpaces: whether a run of white space is one border, and not an empty token between each two spaces.
  init(_ text: [UInt8], joinsSpaces: Bool) {
    var start = 0
    while start <= text.count {
      let lineBreak = text[start...].firstIndex(of: 0x0A) ?? text.count
      let end = lineBreak > start && text[lineBreak - 1] == 0x0D ? lineBreak - 1 : lineBreak
      var row: [Range<Int>] = []
      var tokenStart = start
      for index in start...end where index == end || text[index] == 0x20 || (joinsSpaces && text[index] == 0x09) {
        if !joinsSpaces || tokenStart < index { row.append(tokenStart..<index) }
        tokenStart = index + 1
      }
      rows.append(row)
      let filled = row.filter { !$0.isEmpty }
      if let first = filled.first, let last = filled.last {
        lines.append(first.lowerBound..<last.upperBound)
        tokens += filled
      }
      start = lineBreak + 1
    }
  }

  /// The bytes from a row's first token to its last; `nil` where there are no such tokens.
  func bytes(_ row: I2B2ConceptRow) -> Range<Int>? {
    guard let start = token(row.start)?.lowerBound, let end = token(row.end)?.upperBound, start <= end else {
      return nil
    }
    return start..<end
  }

  private func token(_ position: I2B2ConceptRow.Position) -> Range<Int>? {
    guard position.line >= 1, position.line <= rows.count, rows[position.line - 1].indices.contains(position.token)
    else {
      return nil
    }
    return rows[position.line - 1][position.token]
  }
}
