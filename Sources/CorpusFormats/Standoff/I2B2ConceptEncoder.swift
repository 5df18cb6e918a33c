import Annotations

/// Writes i2b2 2010's pairs of `.txt` and `.con`; tokens stand between single spaces.
struct I2B2ConceptEncoder: FolderEncoder {
  static let keeps: Set<WritingNotes.Part> = [.tokens]
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document) -> (files: [EncodedFile], records: [SpanRecord]) {
    let grid = SpaceGrid(document.text, joinsSpaces: false)
    let lineStarts = Self.lineStarts(document.text)
    var rows = ""
    var records: [SpanRecord] = []
    for mention in document.layer(options.layer)?.mentions ?? [] {
      var written = WrittenMention(mention, in: document, options.projection)
      let (others, missing) = attributes(mention)
      written.lacks(missing)
      var produced = 0
      for range in written.ranges {
        guard let (range, start, end) = place(range, grid, lineStarts, &written.record) else { continue }
        let surface = document.string(range).lowercased().inOneField
        rows += "c=\"\(surface)\" \(start) \(end)||t=\"\(mention.label.inOneField)\"\(others)\n"
        produced += 1
      }
      if produced == 0, written.record.fate != .dropped { written.record.fate = .dropped }
      written.record.produced = produced
      records.append(written.record)
    }
    return ([(".txt", TextFile.bytes(of: document.text)), (".con", Array(rows.utf8))], records)
  }

  private func attributes(_ mention: Mention) -> (text: String, missing: [String]) {
    var text = ""
    var missing = mention.id == nil ? [] : ["its id"]
    for attribute in mention.attributes {
      let isPlain = !"\(attribute.key)\(attribute.value)".utf8.contains {
        (0x09...0x0D).contains($0) || $0 == 0x22 || $0 == 0x7C
      }
      if isPlain, !attribute.key.isEmpty, attribute.key != "t", !attribute.key.contains("=") {
        text += "||\(attribute.key)=\"\(attribute.value)\""
      } else {
        missing.append("'\(attribute.key)'")
      }
    }
    return (text, missing)
  }

  /// The tokens that a range covers; with the policy's borders. Notes what became of borders inside tokens.
  private func place(
    _ range: Range<Int>, _ grid: SpaceGrid, _ lineStarts: [Int], _ record: inout SpanRecord
  ) -> (range: Range<Int>, start: String, end: String)? {
    let tokens = grid.tokens
    var first = tokens.partitioningIndex { $0.upperBound > range.lowerBound }
    var last = tokens.partitioningIndex { $0.lowerBound >= range.upperBound } - 1
    guard first <= last else {
      (record.fate, record.reason) = (.dropped, .empty)
      return nil
    }
    let cuts = (tokens[first].lowerBound < range.lowerBound, tokens[last].upperBound > range.upperBound)
    if cuts.0 || cuts.1 {
      record.reason = .insideToken
      record.isRequested = options.projection.border != nil
      switch options.projection.border ?? .expand {
      case .strict:
        record.fate = .dropped
        return nil
      case .expand:
        if record.fate == .kept { record.fate = .snapped }
        record.detail = "grown to whole words"
      case .contract:
        if record.fate == .kept { record.fate = .snapped }
        record.detail = "shrunk to whole words"
        if cuts.0 { first += 1 }
        if cuts.1 { last -= 1 }
        guard first <= last else {
          record.fate = .dropped
          return nil
        }
      }
    } else if tokens[first].lowerBound > range.lowerBound || tokens[last].upperBound < range.upperBound {
      if record.fate == .kept { (record.fate, record.reason) = (.snapped, .edgeSpace) }
    }
    guard let start = position(tokens[first], grid, lineStarts), let end = position(tokens[last], grid, lineStarts)
    else {
      record.fate = .dropped
      return nil
    }
    return (tokens[first].lowerBound..<tokens[last].upperBound, start, end)
  }

  private func position(_ token: Range<Int>, _ grid: SpaceGrid, _ lineStarts: [Int]) -> String? {
    let line = lineStarts.partitioningIndex { $0 > token.lowerBound } - 1
    guard grid.rows.indices.contains(line), let place = grid.rows[line].firstIndex(of: token) else { return nil }
    return "\(line + 1):\(place)"
  }

  private static func lineStarts(_ text: [UInt8]) -> [Int] {
    [0] + text.indices.filter { text[$0] == 0x0A }.map { $0 + 1 }
  }
}
