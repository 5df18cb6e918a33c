import Annotations

/// The beginning of a file, cut into rows: what its form is judged by.
struct ColumnSample {
  /// A line that is no blank.
  struct Line {
    var bytes: [UInt8]
    var fields: [Range<Int>]
    /// Whether a blank line or a comment stands before it.
    var beginsSentence: Bool
    /// From 1.
    var number: Int

    subscript(_ index: Int) -> ArraySlice<UInt8> { fields.indices.contains(index) ? bytes[fields[index]] : [] }

    var beginsWithHash: Bool { bytes.first == ColumnLine.hash }
  }

  /// How many lines are looked at.
  static let limit = 50_000

  private(set) var lines: [Line] = []
  private(set) var separator: ColumnCorpus.Separator
  private(set) var hasDocumentStarts = false
  private(set) var blankLines = 0

  /// - Parameters:
  ///   - bytes: the beginning of a file, in whole lines unless it is the whole file.
  ///   - commentPrefix: what comments begin with, if somebody said so.
  init(_ bytes: [UInt8], separator: ColumnCorpus.Separator = .automatic, commentPrefix: String? = nil) {
    self.separator = separator
    var reader = LineReader(bytes: bytes, name: "", invalidUTF8: .repair)
    let kinds = ColumnLine(commentPrefixes: commentPrefix.map { [Array($0.utf8)] } ?? [])
    var beginsSentence = true
    while lines.count < Self.limit, (try? reader.advance()) == true {
      switch kinds.kind(of: reader.buffer.span.extracting(reader.line)) {
      case .comment: beginsSentence = true
      case .blank:
        blankLines += 1
        beginsSentence = true
      case .documentStart:
        hasDocumentStarts = true
        beginsSentence = true
      case .row:
        let line = Array(reader.buffer[reader.line])
        lines.append(Line(bytes: line, fields: [], beginsSentence: beginsSentence, number: reader.number))
        beginsSentence = false
      }
    }
    if self.separator == .automatic {
      let first = lines.first { !$0.beginsWithHash } ?? lines.first
      self.separator = first?.bytes.contains(.tab) == true ? .tab : .spaces
    }
    for index in lines.indices {
      RowSplitting.split(
        lines[index].bytes, 0..<lines[index].bytes.count, at: self.separator, into: &lines[index].fields)
    }
  }
}

/// What the values of a column look like.
struct ColumnProfile {
  /// Rows that have the column.
  var count = 0
  /// Values that a tag could be: `O`, or with a scheme's prefix.
  var tags = 0
  /// Tags other than `O`.
  var mentions = 0
  /// Values of brackets, or `_`.
  var brackets = 0
  /// Values with an opening bracket.
  var openings = 0
  /// Values that count on from the row before, or begin anew.
  var counting = 0
  /// The types of tags, a few.
  var types = Set<[UInt8]>()

  /// Types of chunks (CoNLL-2000 and the chunks of CoNLL-2003's German), which look like entities and are none.
  private static let chunks = Set(
    ["ADJP", "ADVP", "CONJP", "INTJ", "LST", "NP", "PP", "PRT", "SBAR", "UCP", "VP", "NC", "VC", "PC"].map {
      Array($0.utf8)
    })

  var areTags: Bool { count > 0 && tags * 100 >= count * 97 }
  var areEntities: Bool { areTags && mentions > 0 && !types.subtracting(Self.chunks).isEmpty }
  var areBrackets: Bool { openings > 0 && brackets * 100 >= count * 97 }
  var areNumbers: Bool { count > 0 && counting * 100 >= count * 95 }

  init(_ lines: some Sequence<ColumnSample.Line>, column: Int) {
    var last: Int?
    for line in lines {
      let value = line[column]
      guard line.fields.indices.contains(column) else { continue }
      count += 1
      let isTag = Self.isTag(value)
      if isTag { tags += 1 }
      if isTag, value.count > 1 || value.first != UInt8(ascii: "O") {
        mentions += 1
        if types.count < 200 { types.insert(Array(value.dropFirst(2))) }
      }
      let opens = value.contains(UInt8(ascii: "("))
      if opens { openings += 1 }
      if opens || value.last == UInt8(ascii: ")") || value.elementsEqual([UInt8(ascii: "_")]) { brackets += 1 }
      let number = Self.number(value)
      if let number, number == 0 || number == 1 || number == last.map({ $0 + 1 }) { counting += 1 }
      last = number
    }
  }

  /// A value of up to nine digits.
  private static func number(_ value: ArraySlice<UInt8>) -> Int? {
    guard (1...9).contains(value.count) else { return nil }
    var number = 0
    for byte in value {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      number = number * 10 + Int(byte - UInt8(ascii: "0"))
    }
    return number
  }

  /// Whether a value is `O` or has a prefix of some scheme.
  static func isTag(_ value: ArraySlice<UInt8>) -> Bool {
    !value.isEmpty && TagEvidence.Prefix.of(value).prefix != .bare && !value.contains(.space)
  }
}
