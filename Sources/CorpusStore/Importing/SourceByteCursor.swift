import Files
import GRDB

/// The bytes of a source file, piece by piece.
public final class SourceByteCursor {
  private let transaction: ReadTransaction
  private let source: Int
  private var position = 0

  init(_ store: CorpusStore, _ source: Int) throws {
    (self.source, transaction) = (source, try ReadTransaction(store))
    try transaction.read { database in
      let sql = "SELECT path, kept_bytes FROM source WHERE id = ?"
      guard let (path, bytes) = try database.first(sql, [source], { (try $0.text(0), try $0.optionalNumber(1)) }) else {
        throw StoreProblem.unknownSource(source)
      }
      guard bytes != nil else { throw StoreProblem.noSourceBytes(path: path) }
    }
  }

  /// The next piece, at most 1 MiB, or `nil` after the last.
  public func next() throws -> [UInt8]? {
    let piece = try transaction.read { try Self.piece(position, of: source, $0) }
    position += 1
    return piece
  }

  static func piece(_ position: Int, of source: Int, _ database: Database) throws -> [UInt8]? {
    let sql = "SELECT bytes, packed FROM source_piece WHERE source = ? AND position = ?"
    let row = try database.first(sql, [source, position]) { (try $0.number(0), try $0.bytes(1)) }
    guard let (count, packed) = row else { return nil }
    guard let piece = SourcePieces.unpacked(packed), piece.count == count else {
      throw StoreProblem.damaged("piece \(position + 1) of source file \(source) cannot be unpacked")
    }
    return piece
  }
}
