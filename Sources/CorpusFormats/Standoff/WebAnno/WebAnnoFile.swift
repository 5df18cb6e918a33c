import Annotations
import Diagnostics

/// The content of a WebAnno TSV 3 file before its offsets are understood.
struct WebAnnoFile {
  /// A token, or a part of one that an annotation covers.
  struct Row {
    /// `2-7` or `2-7.1`.
    var name: Substring
    var start: Int
    var end: Int
    var text: Substring
    var cells: [Substring]
    var line: Int
    /// Its number among all tokens; that of its token for a part.
    var token: Int
    var isPart: Bool
  }

  struct Sentence {
    /// Its lines, as they stand in the file.
    var lines: [Substring] = []
    var rows: [Row] = []
    var line: Int
  }

  private(set) var schema = WebAnnoSchema()
  private(set) var sentences: [Sentence] = []
  private(set) var bytesRead = 0
  private(set) var tokenCount = 0
  let name: String

  /// Reads a file.
  ///
  /// - Throws: `Located<StandoffProblem>`, `Located<CorpusProblem>`, `FileError<FileProblem>`.
  init(path: String) throws {
    var lines = try LineReader(path: path, breaks: .lineFeed)
    name = lines.name
    guard let first = try lines.next(), first.hasPrefix("#FORMAT=WebAnno TSV 3") else {
      throw Located(
        StandoffProblem.line(
          found: "another first line", expected: "#FORMAT=WebAnno TSV 3.x (the older forms 1 and 2 are not read)"),
        at: Place(file: lines.name, line: max(1, lines.number)))
    }
    var isInText = false
    while let text = try lines.next() {
      let line = StandoffLine(text, file: lines.name, number: lines.number)
      if line.text.hasPrefix("#Text=") {
        if !isInText { sentences.append(Sentence(line: lines.number)) }
        isInText = true
        sentences[sentences.count - 1].lines.append(Substring(line.text.utf8.dropFirst(6)))
        continue
      }
      isInText = false
      if line.text.isEmpty { continue }
      if line.text.utf8.first == UInt8(ascii: "#") {
        if sentences.isEmpty { _ = schema.add(line.text) }
        continue
      }
      try add(line)
    }
    bytesRead = lines.bytesRead
  }

  private mutating func add(_ line: StandoffLine) throws {
    guard !sentences.isEmpty else { throw line.problem(expected: "a line that begins with #Text= before the rows") }
    guard line.fields.count >= 3 + schema.columnCount else {
      throw line.problem(
        expected: "\(3 + schema.columnCount) columns, as the head of the file declares", field: line.fields.count)
    }
    let ends = line.fields[1].utf8.split(separator: UInt8(ascii: "-")).map { Int(saturating: Substring($0)) }
    guard ends.count == 2, let start = ends[0], let end = ends[1], start <= end else {
      throw line.problem(expected: "a start and an end with '-' between", field: 1)
    }
    let isPart = line.fields[0].utf8.contains(UInt8(ascii: "."))
    guard !isPart || sentences.last?.rows.isEmpty == false else {
      throw line.problem(expected: "a token before its parts")
    }
    if !isPart { tokenCount += 1 }
    sentences[sentences.count - 1].rows.append(
      Row(
        name: line.fields[0], start: start, end: end, text: line.fields[2],
        cells: Array(line.fields[3..<3 + schema.columnCount]), line: line.number, token: tokenCount - 1, isPart: isPart)
    )
  }
}

/// The text of a WebAnno TSV 3 file, put together from its sentences; what stood between them is not in the file.
struct WebAnnoText {
  private(set) var text: [UInt8] = []
  private(set) var sentences: [Range<Int>] = []
  /// The bytes of every row, in order.
  private(set) var rows: [Range<Int>] = []
  /// Tokens whose text is found at their offsets, in the unit that was taken.
  private(set) var fitting = 0
  /// Sentences whose text was put together from their tokens.
  private(set) var rebuilt = 0
  let unit: OffsetUnit

  private static let units: [OffsetUnit] = [.utf16, .codePoint, .utf8]

  /// The text in the unit in which most tokens are found.
  ///
  /// - Throws: `Located<StandoffProblem>` for offsets that go back or leave a gap of megabytes.
  static func build(_ file: WebAnnoFile, unit declared: OffsetUnit?) throws -> WebAnnoText {
    if let declared { return try WebAnnoText(file, declared) }
    var best: WebAnnoText?
    var problem: (any Error)?
    for unit in units {
      do {
        let built = try WebAnnoText(file, unit)
        if built.fitting == file.tokenCount, built.rebuilt == 0 { return built }
        if built.fitting - built.rebuilt > (best.map { $0.fitting - $0.rebuilt } ?? -1) { best = built }
      } catch {
        problem = problem ?? error
      }
    }
    if let best { return best }
    throw problem
      ?? Located(
        StandoffProblem.line(found: "no sentences", expected: "#Text= lines"), at: Place(file: file.name, line: 1))
  }

  private init(_ file: WebAnnoFile, _ unit: OffsetUnit) throws {
    self.unit = unit
    var count = 0
    for sentence in file.sentences {
      guard let first = sentence.rows.first else { continue }
      let found = Self.text(of: sentence, unit)
      let gap = first.start - found.lead - count
      guard gap >= 0, gap <= 1 << 20 else {
        throw Located(
          StandoffProblem.line(
            found: "\(first.start)", expected: "an offset not before \(count), where the sentence before ends"),
          at: Place(file: file.name, line: first.line))
      }
      text += [UInt8](repeating: 0x0A, count: gap)
      count += gap
      let (start, base) = (text.count, count)
      text += found.text
      let index = ConventionIndex(text: found.text, OffsetConvention(unit: unit))
      count += index.count
      sentences.append(start..<text.count)
      if found.isRebuilt { rebuilt += 1 }
      for row in sentence.rows {
        guard let range = index.bytes(row.start - base, row.end - base) else {
          throw Located(
            StandoffProblem.line(found: "\(row.start)-\(row.end)", expected: "offsets inside the sentence's text"),
            at: Place(file: file.name, line: row.line))
        }
        rows.append(start + range.lowerBound..<start + range.upperBound)
        if !row.isPart, Self.spells(row.text, text[start + range.lowerBound..<start + range.upperBound]) {
          fitting += 1
        }
      }
    }
  }

  private static func spells(_ text: Substring, _ bytes: ArraySlice<UInt8>) -> Bool {
    text.utf8.elementsEqual(bytes) || WebAnnoEscape.unescapedText(text).elementsEqual(bytes)
  }

  /// A sentence's text and how many units of it stand before its first token.
  ///
  /// Escapes are undone if the tokens are found then; text in which they are not found in any way gives way to the tokens
  /// with spaces between.
  private static func text(of sentence: WebAnnoFile.Sentence, _ unit: OffsetUnit) -> (
    text: [UInt8], lead: Int, isRebuilt: Bool
  ) {
    let tokens = sentence.rows.filter { !$0.isPart }
    guard let first = tokens.first else { return ([], 0, false) }
    let raw = Array(sentence.lines.joined(separator: "\n").utf8)
    var unescaped: [UInt8] = []
    for (number, line) in sentence.lines.enumerated() {
      if number > 0 { unescaped.append(0x0A) }
      unescaped += WebAnnoEscape.unescapedText(line)
    }
    for text in unescaped == raw ? [raw] : [unescaped, raw] {
      let index = ConventionIndex(text: text, OffsetConvention(unit: unit))
      let lead = text.prefix { $0 == 0x20 || (0x09...0x0D).contains($0) }.count
      for lead in lead == 0 ? [0] : [0, lead] {
        let base = first.start - lead
        let areThere = tokens.allSatisfy { token in
          guard let range = index.bytes(token.start - base, token.end - base) else { return false }
          return spells(token.text, text[range])
        }
        if areThere { return (text, lead, false) }
      }
    }
    var text: [UInt8] = []
    var count = first.start
    for token in tokens {
      let gap = token.start - count
      if gap > 0, gap <= 1 << 20 { text += [UInt8](repeating: 0x20, count: gap) }
      let bytes = Array(token.text.utf8)
      text += bytes
      // Wraps only for offsets that no text has; these are refused when they are looked up.
      count = token.start &+ ConventionIndex(text: bytes, OffsetConvention(unit: unit)).count
    }
    return (text, 0, true)
  }
}
