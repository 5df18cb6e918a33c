import Annotations
import Files
import Foundation
import GRDB

/// Writes batches of an import within transactions that it is handed.
struct BatchWriter {
  private let corpus: Int64
  private let change: Int64
  private let names = NameTables()
  private let packer = SourcePieces.packer()
  private(set) var counts = ImportCounts()
  /// The row of the source whose batches come now.
  private var source: Int64?
  private var sourceDocuments = 0
  private var pieces = 0
  private var pieceBytes = 0

  init(corpus: Int64, change: Int64) { (self.corpus, self.change) = (corpus, change) }

  /// Writes a batch. If this throws, the writer is of no further use.
  mutating func write(_ batch: ImportBatch, _ database: Database) throws {
    let rows = try DocumentRows(database, corpus: corpus, change: change, names: names)
    let altered = counts.added + counts.revised
    for item in batch.items {
      switch item {
      case .begin(let begun): try open(begun, database)
      case .document(let encoded, let records, let line):
        try store(encoded, line: line, rows)
        try store(records, of: encoded, database)
        sourceDocuments += 1
      case .piece(let bytes): try store(bytes, database)
      case .end(let sums): try close(sums, database)
      case .leave: source = nil
      }
    }
    try ChangeWriter(database, corpus: corpus, id: change).count(counts.added + counts.revised - altered)
  }

  private mutating func open(_ begun: ImportSource, _ database: Database) throws {
    (sourceDocuments, pieces, pieceBytes) = (0, 0, 0)
    if let id = begun.resumed {
      // What an interrupted reading noted comes again.
      for table in ["span_record", "source_total", "source_piece"] {
        try database.run("DELETE FROM \(table) WHERE source = ?", [id])
      }
      try database.run("UPDATE source SET is_complete = 0, kept_bytes = NULL WHERE id = ?", [id])
      source = id
      return
    }
    let description = begun.description
    var texts = BlobWriter()
    let ranges = [description.path, description.sha256, description.format, description.options].map { text in
      let start = texts.bytes.count
      texts.append(raw: Array(text.utf8))
      return start..<texts.bytes.count
    }
    let sql = "INSERT INTO source (corpus, change, path, sha256, format, options) VALUES (?, ?, ?, ?, ?, ?)"
    try RowStatement(sql, database).rows(of: texts.bytes) { row in
      row.set(1, corpus)
      row.set(2, change)
      for (index, range) in ranges.enumerated() { row.set(CInt(3 + index), text: range) }
      try row.write()
    }
    source = database.lastInsertedRowID
  }

  private mutating func close(_ sums: SourceSums, _ database: Database) throws {
    guard let source else { return }
    let sql = "INSERT INTO source_total (source, fate, reason, is_requested, spans) VALUES (?, ?, ?, ?, ?)"
    let totals = try RowStatement(sql, database)
    for (key, spans) in sums.ledger.counts {
      let (fate, reason) = (Array(key.fate.rawValue.utf8), Array((key.reason?.rawValue ?? "").utf8))
      try totals.rows(of: fate, reason) { row in
        row.set(1, source)
        row.set(2, text: 0..<fate.count)
        row.set(3, part: 0..<reason.count)
        row.set(4, key.isRequested ? 1 : 0)
        row.set(5, spans)
        try row.write()
      }
    }
    let end = "UPDATE source SET is_complete = 1, documents = ?, tokens = ?, produced = ?, kept_bytes = ? WHERE id = ?"
    try RowStatement(end, database).rows(of: []) { row in
      row.set(1, sourceDocuments)
      row.set(2, sums.tokens)
      row.set(3, sums.ledger.produced)
      row.set(4, sums.keptBytes ? Int64(pieceBytes) : nil)
      row.set(5, source)
      try row.write()
    }
    self.source = nil
  }

  private mutating func store(_ piece: [UInt8], _ database: Database) throws {
    let packed = Data(packer.packed(piece))
    try database.run(
      "INSERT INTO source_piece (source, position, bytes, packed) VALUES (?, ?, ?, ?)",
      [source, pieces, piece.count, packed])
    pieces += 1
    pieceBytes += piece.count
  }

  private func store(_ records: [SpanRecord], of document: EncodedDocument, _ database: Database) throws {
    guard !records.isEmpty else { return }
    let name = document.data(document.name)
    for record in records {
      try database.run(
        """
        INSERT INTO span_record
          (change, source, document, fate, reason, detail, produced, is_requested, label, surface, line, "column")
        VALUES (?, ?, CAST(? AS TEXT), ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)
        """,
        [
          change, source, name, record.fate.rawValue, record.reason?.rawValue.stored, record.detail.stored,
          record.produced, record.isRequested, record.label.stored, record.surface.stored, record.line, record.column,
        ])
    }
  }
}

extension BatchWriter {
  /// Stores a document, unless it is there already or another one of this import has its id.
  private mutating func store(_ new: EncodedDocument, line: Int, _ rows: DocumentRows) throws {
    if let document = try rows.insertDocument(new) {
      try rows.insertRevision(of: document, new, content: try rows.content(new), source: source, line: line)
      counts.added += 1
      return
    }
    let document = try rows.document(new.data(new.name))
    guard let old = try LiveRevision(of: document, in: corpus, rows.database) else {
      try rows.insertRevision(of: document, new, content: try rows.content(new), source: source, line: line)
      counts.added += 1
      return
    }
    if old.digest == new.digest {
      // This import need not remember what it wrote itself.
      if old.change != change || old.source != source { try see(document, rows) }
      counts.unchanged += 1
      return
    }
    if let claim = try claim(on: old, rows) {
      counts.add(
        ImportConflict(
          document: String(decoding: new.bytes[new.name], as: UTF8.self), kept: claim.source.map(Int.init),
          keptPath: claim.path, line: line))
      return
    }
    try rows.revise(old, to: new, source: source, line: line)
    counts.revised += 1
  }

  /// Who of this import has handed in the live content of a document already.
  private func claim(on old: LiveRevision, _ rows: DocumentRows) throws -> (source: Int64?, path: String)? {
    let database = rows.database
    // A row of an earlier version of the very file that comes now has no claim: the file was altered after an interruption.
    let claims = try database.list(
      """
      SELECT s.id, s.path FROM source s
      WHERE (s.id = ? AND ? OR s.change = ? AND s.id IN (SELECT source FROM sighting WHERE document = ?))
        AND (s.id = ? OR s.path <> (SELECT path FROM source WHERE id = ?))
      ORDER BY s.id LIMIT 1
      """, [old.source, old.change == change, change, old.document, source, source]
    ) { (source: Optional(try $0.id(0)), path: try $0.text(1)) }
    if let first = claims.first { return first }
    return old.change == change && old.source == nil ? (nil, "") : nil
  }

  /// Notes that a document of the source was there already.
  private func see(_ document: Int64, _ rows: DocumentRows) throws {
    guard let source else { return }
    try rows.database.run("INSERT OR IGNORE INTO sighting (source, document) VALUES (?, ?)", [source, document])
  }
}
