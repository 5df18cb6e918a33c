import Annotations

/// How a column file is built, as its beginning shows.
struct ColumnShape {
  /// Where labels stand.
  enum Labels: Hashable {
    /// One tag each, a layer each.
    case columns([ColumnCorpus.Column])
    /// From this column (from 0) to the row's end: tags of mentions within mentions.
    case nested(from: Int)
    /// Brackets that open and close, as in CoNLL's coreference files.
    case brackets(ColumnCorpus.Column)
  }

  var separator: ColumnCorpus.Separator
  var word: ColumnCorpus.Column
  var labels: Labels
  var lineKinds: ColumnLine
  /// The most frequent number of columns.
  var columns: Int
  /// Whether rows may be longer: the last column that is read is not the last.
  var mayGrow: Bool
  var scheme: TagScheme
  /// Whether tokens stand side by side.
  var joinsTokens: Bool
  /// Whether documents are marked.
  var hasDocuments: Bool
  /// What stands between several tags in one column.
  var tagSeparator: [UInt8]?
  /// Rows that fit the shape, and rows and comments in all.
  var fitting = 0
  var rows = 0
  /// Whether the labels are tags with prefixes, or brackets: what no other kind of table has by chance.
  var isConvincing = false

  init(_ bytes: [UInt8], _ options: ColumnReadingOptions = ColumnReadingOptions()) {
    let sample = ColumnSample(bytes, separator: options.separator, commentPrefix: options.commentPrefix)
    separator = sample.separator
    let plain = sample.lines.filter { !$0.beginsWithHash }
    let body = plain.isEmpty || options.commentPrefix != nil ? sample.lines : plain
    columns = Self.mode(body.map(\.fields.count))
    let profiles = (0..<min(columns, 100)).map { ColumnProfile(body, column: $0) }

    let numbersFirst = columns >= 3 && profiles[0].areNumbers && !profiles[1].areTags
    word = options.wordColumn ?? .number(numbersFirst ? 2 : 1)
    let wordIndex = word.index(in: columns) ?? 0
    let found = Self.labels(body, profiles, wordIndex: wordIndex, columns: columns)
    labels = options.labelColumns.isEmpty ? found : .columns(options.labelColumns)
    let read = Self.columnsRead(labels, in: columns) + [wordIndex]
    mayGrow = !options.labelColumns.isEmpty || (read.max() ?? 0) < columns - 1
    if case .nested = labels { mayGrow = true }

    // Rows that begin with `#` are tokens if their labels are labels.
    let usual = columns
    let isRow = { (line: ColumnSample.Line) in Self.isRow(line, labels: read, columns: usual, profiles) }
    let (rows, comments) = Self.comments(sample.lines, isChosen: options.commentPrefix != nil, isRow: isRow)
    self.rows = sample.lines.count
    lineKinds = comments ?? ColumnLine(commentPrefixes: options.commentPrefix.map { [Array($0.utf8)] } ?? [])
    fitting = sample.lines.count - rows.count
    fitting += rows.reduce(0) { $0 + (isRow($1) ? 1 : 0) }

    let spaces = rows.reduce(0) { $0 + (Self.isSpace($1[wordIndex]) ? 1 : 0) }
    joinsTokens = options.joinsTokens ?? (spaces * 50 > rows.count)
    hasDocuments =
      sample.hasDocumentStarts
      || sample.lines.contains { $0.beginsWithHash && ColumnComment($0.bytes[...]).beginsDocument }
    tagSeparator = options.tagSeparator.map { Array($0.utf8) }
    scheme = options.scheme ?? .iob2
    guard case .brackets = labels else {
      let columns = Self.columnsRead(labels, in: columns)
      scheme = options.scheme ?? Self.evidence(rows, columns).findings[0].scheme
      isConvincing = profiles.contains { $0.areEntities } || profiles.last?.areTags == true
      return
    }
    isConvincing = true
  }
}

// MARK: Decisions

extension ColumnShape {
  private static func mode(_ counts: [Int]) -> Int {
    var frequencies: [Int: Int] = [:]
    for count in counts { frequencies[count, default: 0] += 1 }
    return frequencies.max { ($0.value, $0.key) < ($1.value, $1.key) }?.key ?? 0
  }

  private static func labels(
    _ lines: [ColumnSample.Line], _ profiles: [ColumnProfile], wordIndex: Int, columns: Int
  ) -> Labels {
    let lengths = lines.map(\.fields.count)
    if let longest = lengths.max(), let shortest = lengths.min(), shortest >= 2, longest > shortest {
      let start = profiles.indices.first { $0 != wordIndex && profiles[$0].areTags } ?? shortest
      let isNested =
        start < shortest && longest > start + 1
        && lines.allSatisfy { line in
          (start..<line.fields.count).allSatisfy { ColumnProfile.isTag(line[$0]) }
        }
      if isNested { return .nested(from: start) }
    }
    let others = profiles.indices.filter { $0 != wordIndex }
    let entities = others.filter { profiles[$0].areEntities }
    if !entities.isEmpty { return .columns(entities.map { .number($0 + 1) }) }
    if let brackets = others.last(where: { profiles[$0].areBrackets }) { return .brackets(.number(brackets + 1)) }
    let last = others.last { profiles[$0].areTags } ?? max(columns - 1, 0)
    return .columns([.number(last + 1)])
  }

  private static func columnsRead(_ labels: Labels, in columns: Int) -> [Int] {
    switch labels {
    case .columns(let list): list.compactMap { $0.index(in: columns) }
    case .nested(let start): [start]
    case .brackets(let column): [column.index(in: columns)].compactMap { $0 }
    }
  }

  /// Whether a line has a value of the column's kind in every column that is read.
  private static func isRow(
    _ line: ColumnSample.Line, labels: [Int], columns: Int, _ profiles: [ColumnProfile]
  ) -> Bool {
    line.fields.count > 1
      && labels.allSatisfy { index in
        guard line.fields.indices.contains(index) else { return false }
        guard profiles.indices.contains(index), profiles[index].areTags else {
          return line.fields.count == columns && !line[index].isEmpty
        }
        return ColumnProfile.isTag(line[index])
      }
  }

  /// The rows, and what marks the other lines that begin with `#` as comments.
  private static func comments(
    _ lines: [ColumnSample.Line], isChosen: Bool, isRow: (ColumnSample.Line) -> Bool
  ) -> ([ColumnSample.Line], ColumnLine?) {
    guard !isChosen else { return (lines, nil) }
    let candidates = lines.filter(\.beginsWithHash)
    let comments = candidates.filter { !isRow($0) }
    guard !comments.isEmpty else { return (lines, ColumnLine(commentPrefixes: [])) }
    let tokens = candidates.filter(isRow)
    var prefixes: [[UInt8]] = []
    var left = comments.filter { $0.bytes.count > 1 }
    for prefix in ["# ", "##", "#\t", "#"].map({ Array($0.utf8) }) {
      let taken = left.filter { $0.bytes.starts(with: prefix) }
      guard !taken.isEmpty, !tokens.contains(where: { $0.bytes.starts(with: prefix) }) else { continue }
      prefixes.append(prefix)
      left.removeAll { $0.bytes.starts(with: prefix) }
    }
    let kinds = ColumnLine(commentPrefixes: prefixes, hasBareComments: comments.contains { $0.bytes.count == 1 })
    var rows: [ColumnSample.Line] = []
    var beginsSentence = false
    for var line in lines {
      beginsSentence = beginsSentence || line.beginsSentence
      guard kinds.kind(of: line.bytes.span) == .row else { continue }
      line.beginsSentence = beginsSentence
      beginsSentence = false
      rows.append(line)
    }
    return (rows, kinds)
  }

  private static func isSpace(_ value: ArraySlice<UInt8>) -> Bool {
    !value.isEmpty && PythonWhitespace.fills(value.span)
  }

  private static func evidence(_ rows: [ColumnSample.Line], _ columns: [Int]) -> TagEvidence {
    var evidence = TagEvidence()
    var table = LabelTable(scheme: .iob2)
    // Of nested tags the outer ones suffice: the others are spelt alike.
    for column in columns {
      for row in rows {
        if row.beginsSentence { evidence.endSentence() }
        let index = table.index(of: row[column].span)
        let entry = table.entries[index]
        evidence.add(entry.prefix, type: entry.evidenceType, place: row.number)
      }
      evidence.endSentence()
    }
    return evidence
  }
}
