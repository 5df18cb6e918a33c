import Annotations
import Files
import Foundation
import GRDB

/// Writes batches of an import within transactions that it is handed.
struct BatchWriter {
  private let corpus: Int64
  private let change: Int64
  private let names = NameTables()
  private(set) var counts = ImportCounts()
  /// The row of the source whose batches come now.
  private var source: Int64?
  private var sourceDocuments = 0
  private var pieces = 0
  private var pieceBytes = 0

  init(corpus: Int64, change: Int64) { (self.corpus, self.change) = (corpus, change) }

  /// Writes a batch. If this throws, the writer is of no further use.
  mutating func write(_ batch: ImportBatch, _ database: Database) throws {
    if let begun = batch.source, source == nil, !batch.items.isEmpty || batch.endsSource { try open(begun, database) }
    let rows = try DocumentRows(database, corpus: corpus, change: change, names: names)
    let altered = counts.added + counts.revised
    for item in batch.items {
      switch item {
      case .document(let encoded, let records, let line):
        try store(encoded, line: line, rows)
        try store(records, of: encoded, database)
        sourceDocuments += 1
      case .piece(let bytes): try store(bytes, database)
      }
    }
    try ChangeWriter(database, corpus: corpus, id: change).count(counts.added + counts.revised - altered)
    if batch.endsSource { try close(batch, database) }
    if batch.leavesSource { source = nil }
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
    try database.run(
      """
      INSERT INTO source (corpus, change, path, sha256, format, options)
      VALUES (?, ?, CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT), CAST(? AS TEXT))
      """,
      [
        corpus, change, description.path.stored, description.sha256.stored, description.format.stored,
        description.options.stored,
      ])
    source = database.lastInsertedRowID
  }

  private mutating func close(_ batch: ImportBatch, _ database: Database) throws {
    // A source without any documents has had no batch before.
    guard let source else { return }
    for (key, spans) in batch.ledger.counts {
      try database.run(
        "INSERT INTO source_total (source, fate, reason, is_requested, spans) VALUES (?, ?, CAST(? AS TEXT), ?, ?)",
        [source, key.fate.rawValue, (key.reason?.rawValue ?? "").stored, key.isRequested, spans])
    }
    try database.run(
      "UPDATE source SET is_complete = 1, documents = ?, tokens = ?, produced = ?, kept_bytes = ? WHERE id = ?",
      [sourceDocuments, batch.tokens, batch.ledger.produced, batch.keptBytes ? pieceBytes : nil, source])
    self.source = nil
  }

  private mutating func store(_ piece: [UInt8], _ database: Database) throws {
    let packed = Data(Zlib.packed(piece, as: .zlib, level: SourcePieces.level))
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
          document: String(decoding: new.bytes[new.name], as: UTF8.self), kept: claim.source.map(Int.init), keptPath: claim.path,
          line: line))
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
