import Annotations

/// Where the entities of a CoNLL-U file stand, as its beginning shows.
struct ConlluShape {
  /// A key of the last column that holds entities, a layer.
  struct Key: Hashable {
    var name: [UInt8]
    /// Whether its values are brackets, or tags.
    var isBrackets: Bool
  }

  /// Keys that are known to hold entities.
  static let knownKeys = ["NE", "NER", "ENE", "Entity"]

  private(set) var keys: [Key] = []
  private(set) var scheme: TagScheme
  private(set) var hasDocuments = false
  /// Rows of ten columns, and lines that should be rows.
  private(set) var fitting = 0
  private(set) var rows = 0

  init(_ bytes: [UInt8], _ options: ColumnReadingOptions = ColumnReadingOptions()) {
    let wanted = (options.entityKeys.isEmpty ? Self.knownKeys : options.entityKeys).map { Array($0.utf8) }
    var values: [[UInt8]: [(value: [UInt8], begins: Bool)]] = [:]
    let sample = ColumnSample(bytes, separator: .tab, commentPrefix: "#")
    hasDocuments = bytes.split(separator: 0x0A).contains { line in
      line.first == ColumnLine.hash && ColumnComment(line).beginsDocument
    }
    // Files whose first entities come late say so before.
    let announced = Array("# global.Entity".utf8)
    let isAnnounced = bytes.split(separator: 0x0A).contains { $0.starts(with: announced) }
    for line in sample.lines {
      rows += 1
      guard let row = try? ConlluRow(line.bytes, line.fields, line: 0..<line.bytes.count) else { continue }
      fitting += 1
      var found: [[UInt8]: [UInt8]] = [:]
      ConlluRow.entries(line.bytes, row.misc) { key, value in found[Array(key)] = Array(line.bytes[value]) }
      guard case .word = row.kind else { continue }
      for key in wanted where values[key] != nil || found[key] != nil {
        values[key, default: []].append((found[key] ?? [UInt8(ascii: "O")], line.beginsSentence))
      }
    }
    var evidence = TagEvidence()
    for key in wanted {
      if isAnnounced, key == Array("Entity".utf8) {
        keys.append(Key(name: key, isBrackets: true))
        continue
      }
      guard let list = values[key] else { continue }
      let isBrackets = list.contains { $0.value.contains(UInt8(ascii: "(")) }
      keys.append(Key(name: key, isBrackets: isBrackets))
      guard !isBrackets else { continue }
      var table = LabelTable(scheme: .iob2)
      for (value, begins) in list {
        if begins { evidence.endSentence() }
        let index = table.index(of: value.span)
        evidence.add(table.entries[index].prefix, type: table.entries[index].evidenceType, place: 0)
      }
      evidence.endSentence()
    }
    if keys.isEmpty { keys = wanted.prefix(1).map { Key(name: $0, isBrackets: false) } }
    scheme = options.scheme ?? evidence.findings[0].scheme
  }
}
