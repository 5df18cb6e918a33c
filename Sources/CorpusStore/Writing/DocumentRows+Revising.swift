import Foundation
import GRDB

/// The live revision of a document, as far as writing needs it.
struct LiveRevision {
  var document: Int64
  var change: Int64
  var digest: ArraySlice<UInt8>
  var content: Int64
  var source: Int64?
  var line: Int
}

extension LiveRevision {
  /// `nil` if there is none now.
  init?(of document: Int64, in corpus: Int64, _ database: Database) throws {
    let found = try database.first(
      """
      SELECT from_change, digest, content, source, line FROM revision
      WHERE corpus = ? AND document = ? AND to_change IS NULL
      """, [corpus, document]
    ) {
      LiveRevision(
        document: document, change: try $0.id(0), digest: try $0.bytes(1)[...], content: try $0.id(2),
        source: try $0.optionalID(3), line: try $0.number(4))
    }
    guard let found else { return nil }
    self = found
  }
}

/// A mention as it stands in its row.
private struct MentionRow {
  var position: Int
  var change: Int64
  var value: Value

  /// What makes a mention the same.
  struct Value: Hashable {
    var label: Int64
    var start: Int
    var end: Int
    var fragments: Data?
    var name: Data?
    var attributes: Data?
  }
}

extension DocumentRows {
  /// What a new revision has in common with the one before it, as far as that is known without looking.
  struct Kept: OptionSet {
    let rawValue: Int
    /// Text, tokens and sentences.
    static let content = Kept(rawValue: 1)
    /// Layers and mentions.
    static let mentions = Kept(rawValue: 2)
  }

  /// Puts a new revision in the place of a live one. Mentions that stay as they are keep their rows.
  func revise(
    _ old: LiveRevision, to new: EncodedDocument, source: Int64?, line: Int, keeping kept: Kept = []
  ) throws {
    try end("revision", "document = ? AND from_change = ?", [old.document, old.change], old.change)
    let content = kept.contains(.content) ? old.content : try content(new)
    let set = try insertRevisionRow(of: old.document, new, content: content, source: source, line: line)
    guard !kept.contains(.mentions) else { return }
    var layers = Set(
      try database.list(
        "SELECT DISTINCT layer FROM mention WHERE corpus = ? AND document = ? AND to_change IS NULL",
        [corpus, old.document]
      ) { try $0.id(0) })
    for (layer, id) in zip(new.layers, set.members) {
      try replaceMentions(of: old.document, layer: id, new, with: new.mentions[layer.mentions])
      layers.remove(id)
    }
    for layer in layers.sorted() { try replaceMentions(of: old.document, layer: layer, new, with: []) }
  }

  /// A row that this change made was never seen by anybody, and goes; another one ends.
  private func end(
    _ table: String, _ condition: String, _ arguments: StatementArguments, _ since: Int64
  ) throws {
    if since == change {
      try database.run("DELETE FROM \(table) WHERE corpus = ? AND \(condition)", [corpus] + arguments)
    } else {
      try database.run(
        "UPDATE \(table) SET to_change = ? WHERE corpus = ? AND \(condition)", [change, corpus] + arguments)
    }
  }

  private func replaceMentions(
    of document: Int64, layer: Int64, _ encoded: EncodedDocument, with new: ArraySlice<EncodedMention>
  ) throws {
    let old = try database.list(
      """
      SELECT position, from_change, label, start, "end", fragments, name, attributes FROM mention
      WHERE corpus = ? AND document = ? AND layer = ? AND to_change IS NULL ORDER BY position
      """, [corpus, document, layer]
    ) {
      MentionRow(
        position: try $0.count(0), change: try $0.id(1),
        value: MentionRow.Value(
          label: try $0.id(2), start: try $0.number(3), end: try $0.number(4), fragments: try $0.optionalData(5),
          name: try $0.optionalData(6), attributes: try $0.optionalData(7)))
    }
    let labels = try labels(of: encoded)
    let values = new.map {
      MentionRow.Value(
        label: labels[$0.label], start: $0.start, end: $0.end, fragments: $0.fragments.map(encoded.data),
        name: $0.name.map(encoded.data), attributes: $0.attributes.map(encoded.data))
    }
    let plan = RowAlignment(old: old.map { ($0.position, $0.value) }, new: values)
    for (row, stays) in zip(old, plan.stays) where !stays {
      try end(
        "mention", "document = ? AND layer = ? AND position = ? AND from_change = ?",
        [document, layer, row.position, row.change], row.change)
    }
    try insertMentions(
      zip(new, plan.positions).lazy.compactMap { mention, position in position.map { (mention, $0) } }, of: document,
      encoded, labels, layer: layer)
  }
}
