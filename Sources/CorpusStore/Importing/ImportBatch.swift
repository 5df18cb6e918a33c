import Annotations

/// A source file on its way in.
struct ImportSource: Sendable {
  var description: SourceDescription
  /// Its row, if an interrupted import left one.
  var resumed: Int64?
}

/// What the thread that writes gets at once: a part of a transaction, so that it has something to do early.
struct ImportBatch: Sendable {
  enum Item: Sendable {
    /// A document with the records of spans that were not kept. It is encoded by whoever hands it in: the thread that writes
    /// has more to do.
    case document(EncodedDocument, [SpanRecord], line: Int)
    /// Bytes of the source file.
    case piece([UInt8])
  }

  var items: [Item] = []
  /// What it takes in memory, roughly.
  var bytes = 0
  var source: ImportSource?
  /// Whether the source's bytes are kept.
  var keptBytes = false
  /// The transaction ends with this batch.
  var endsTransaction = false
  /// The rest of the source cannot be read.
  var leavesSource = false
  /// The source is complete with this batch, and these are its sums.
  var endsSource = false
  var ledger = LedgerTotals()
  var tokens = 0
}

/// The pieces in which source files are kept.
enum SourcePieces {
  /// Bytes of a piece before it is packed.
  static let size = 1 << 20
  /// zlib's level: on XML it gives nearly the size of the highest at a third of its time.
  static let level = 4
}
