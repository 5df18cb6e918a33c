import Annotations
import Files

/// A source file on its way in.
struct ImportSource: Sendable {
  var description: SourceDescription
  /// Its row, if an interrupted import left one.
  var resumed: Int64?
}

/// What the thread that writes gets at once: a part of a transaction, so that it has something to do early. Of small files it
/// holds several.
struct ImportBatch: Sendable {
  enum Item: Sendable {
    /// What follows belongs to this source.
    case begin(ImportSource)
    /// A document with the records of spans that were not kept. It is encoded by whoever hands it in: the thread that writes
    /// has more to do.
    case document(EncodedDocument, [SpanRecord], line: Int)
    /// Bytes of the source file.
    case piece([UInt8])
    /// The source is complete.
    case end(SourceSums)
    /// The rest of the source cannot be read.
    case leave
  }

  var items: [Item] = []
  /// How many of them count for the size of a transaction: all but the beginnings of sources, which others follow.
  var count = 0
  /// What it takes in memory, roughly.
  var bytes = 0
  /// The transaction ends with this batch.
  var endsTransaction = false
}

/// What is known of a source at its end.
struct SourceSums: Sendable {
  var ledger: LedgerTotals
  var tokens: Int
  /// Whether its bytes were kept.
  var keptBytes: Bool
}

/// The pieces in which source files are kept.
enum SourcePieces {
  /// Bytes of a piece before it is packed.
  static let size = 1 << 20

  /// What packs pieces: on XML it gives a sixteenth more than zlib's middle level at a quarter of its time.
  static func packer() -> Zstd.Encoder { Zstd.Encoder(level: 1) }

  /// What a packed piece holds; `nil` if it is damaged. Stores of schema 1 have pieces of zlib, which begin otherwise.
  static func unpacked(_ packed: [UInt8]) -> [UInt8]? {
    packed.first == 0x78 ? Zlib.unpacked(packed, as: .zlib, limit: size) : Zstd.unpacked(packed, limit: size)
  }
}
