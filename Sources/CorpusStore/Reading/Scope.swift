import Foundation
import GRDB

/// A corpus at a state, with what SQL says of it.
struct Scope {
  /// The corpus's id.
  let corpus: Int64
  let name: String
  /// The change whose state is meant; `nil`: live.
  let change: Int64?

  init(corpus: Int64, name: String, change: Int64?) { (self.corpus, self.name, self.change) = (corpus, name, change) }

  /// - Throws: `StoreProblem` if the corpus or state does not exist, or was purged.
  init(_ database: Database, corpus name: String, at state: CorpusState = .live) throws {
    self.name = name
    let found = try database.first("SELECT id, horizon FROM corpus WHERE name = CAST(? AS TEXT)", [name.stored]) {
      (try $0.id(0), try $0.number(1))
    }
    guard let (id, horizon) = found else {
      throw StoreProblem.unknownCorpus(
        name, known: try database.list("SELECT name FROM corpus ORDER BY name") { try $0.text(0) })
    }
    corpus = id
    switch state {
    case .live: change = nil
    case .change(let number):
      let exists = try database.number("SELECT count(*) FROM change WHERE id = ? AND corpus = ?", [number, id]) > 0
      guard number == 0 || exists else {
        let last = try database.number("SELECT max(id) FROM change WHERE corpus = ?", [id])
        throw StoreProblem.unknownChange(number, corpus: name, last: last)
      }
      guard number >= horizon else { throw StoreProblem.purgedState(number, corpus: name) }
      change = Int64(number)
    case .snapshot(let snapshot):
      let sql = "SELECT change FROM snapshot WHERE corpus = ? AND name = CAST(? AS TEXT)"
      guard let number = try database.first(sql, [id, snapshot.stored], { try $0.id(0) }) else {
        let known = try database.list("SELECT name FROM snapshot WHERE corpus = ? ORDER BY name", [id]) {
          try $0.text(0)
        }
        throw StoreProblem.unknownSnapshot(snapshot, corpus: name, known: known)
      }
      change = number
    }
  }

  /// Whether a row of `revision` or `mention`, called `table`, holds at the state. The number is ours, so it can stand in the
  /// text of the statement.
  func holds(_ table: String) -> String {
    guard let change else { return "\(table).to_change IS NULL" }
    return "\(table).from_change <= \(change) AND (\(table).to_change IS NULL OR \(table).to_change > \(change))"
  }
}
