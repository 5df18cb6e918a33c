import Crypto
import Foundation
import GRDB

extension CorpusStore {
  /// Gives a state a name.
  ///
  /// - Throws: `StoreProblem.snapshotExists`, `.unusableName`.
  public func makeSnapshot(
    _ name: String, of corpus: String = CorpusStore.defaultCorpus, at state: CorpusState = .live, note: ChangeNote
  ) throws -> Snapshot {
    try write { database in
      try checkName(name)
      let scope = try Scope(database, corpus: corpus, at: state)
      let last = try database.number("SELECT max(id) FROM change WHERE corpus = ?", [scope.corpus])
      let change = scope.change.map(Int.init) ?? last
      let exists = try database.number(
        "SELECT count(*) FROM snapshot WHERE corpus = ? AND name = CAST(? AS TEXT)", [scope.corpus, name.stored])
      guard exists == 0 else { throw StoreProblem.snapshotExists(name, corpus: corpus) }
      let fixed = Scope(corpus: scope.corpus, name: corpus, change: Int64(change))
      let (digest, documents) = try CorpusDigest.of(fixed, database)
      try database.run(
        """
        INSERT INTO snapshot (corpus, name, change, time, command, description, digest, documents)
        VALUES (?, CAST(? AS TEXT), ?, ?, CAST(? AS TEXT), CAST(? AS TEXT), ?, ?)
        """,
        [
          scope.corpus, name.stored, change, note.time.timeIntervalSince1970, note.command.stored,
          note.description.stored, digest.description, documents,
        ])
      return Snapshot(
        name: name, corpus: corpus, change: change, note: note, digest: digest, documents: documents)
    }
  }

  /// The snapshots of a corpus, or of all, in the order in which they were made.
  public func snapshots(of corpus: String? = nil) throws -> [Snapshot] {
    try read { database in
      let scope = try corpus.map { try Scope(database, corpus: $0) }
      return try database.list(
        """
        SELECT s.name, k.name, s.change, s.command, s.description, s.time, s.digest, s.documents
        FROM snapshot s JOIN corpus k ON k.id = s.corpus WHERE s.corpus = ? OR ? IS NULL ORDER BY s.id
        """, [scope?.corpus, scope?.corpus]
      ) {
        Snapshot(
          name: try $0.text(0), corpus: try $0.text(1), change: try $0.number(2),
          note: ChangeNote(command: try $0.text(3), description: try $0.text(4), time: try $0.seconds(5)),
          digest: CorpusDigest(try $0.text(6)), documents: try $0.count(7))
      }
    }
  }

  /// Forgets a snapshot's name; the state can still be read by its change.
  public func removeSnapshot(_ name: String, of corpus: String = CorpusStore.defaultCorpus) throws {
    try write { database in
      let scope = try Scope(database, corpus: corpus, at: .snapshot(name))
      try database.run(
        "DELETE FROM snapshot WHERE corpus = ? AND name = CAST(? AS TEXT)", [scope.corpus, name.stored])
    }
  }

  /// The digest of a state; see `CorpusDigest`.
  public func digest(of corpus: String = CorpusStore.defaultCorpus, at state: CorpusState = .live) throws
    -> CorpusDigest
  {
    try read { try CorpusDigest.of(try Scope($0, corpus: corpus, at: state), $0).digest }
  }

  /// Names are shown in tables and given on command lines.
  func checkName(_ name: String) throws {
    let isUsable =
      (1...200).contains(name.utf8.count) && name.first?.isWhitespace == false && name.last?.isWhitespace == false
      && name.unicodeScalars.allSatisfy {
        $0.properties.generalCategory != .control && $0 != "\u{2028}" && $0 != "\u{2029}"
      }
    guard isUsable else { throw StoreProblem.unusableName(name) }
  }
}

extension CorpusDigest {
  /// The digest of a state, and how many documents it covers.
  static func of(_ scope: Scope, _ database: Database) throws -> (digest: CorpusDigest, documents: Int) {
    var (high, low, count) = (UInt64(0), UInt64(0), 0)
    try database.forEachRow(
      "SELECT r.digest FROM revision r WHERE r.corpus = ? AND \(scope.holds("r"))", [scope.corpus]
    ) { row in
      let bytes = try row.bytes(0)
      guard bytes.count == 16 else { throw StoreProblem.damaged("a document's digest is not 16 bytes long") }
      let word = { (range: Range<Int>) in bytes[range].reduce(UInt64(0)) { $0 << 8 | UInt64($1) } }
      let (sum, carries) = low.addingReportingOverflow(word(8..<16))
      (low, high) = (sum, high &+ word(0..<8) &+ (carries ? 1 : 0))
      count += 1
    }
    var bytes: [UInt8] = Array("gloss corpus 1\n".utf8)
    for word in [UInt64(count), high, low] {
      for shift in stride(from: 56, through: 0, by: -8) {
        bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
      }
    }
    return (CorpusDigest(hexadecimal(SHA256.hash(data: bytes))), count)
  }
}

/// Two digits a byte.
func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
}
