import Annotations
import Crypto
import Files
import Foundation
import GRDB

extension CorpusStore {
  /// Looks at everything: SQLite's own checks, every document in every revision, hashes, counts, snapshots, kept bytes.
  ///
  /// A damaged file gives findings, not an error, as long as it can be opened.
  public func verify(progress: (StoreProgress) -> Void = { _ in }) throws -> StoreVerification {
    let transaction = try ReadTransaction(self)
    var verification = try transaction.read { database in
      var verifier = Verifier(database)
      verifier.run(progress)
      return verifier.result
    }
    if canWrite { try checkSearchIndex(&verification) }
    return verification
  }

  /// FTS5 checks itself by what looks like an insertion.
  private func checkSearchIndex(_ verification: inout StoreVerification) throws {
    do {
      try write { try $0.run("INSERT INTO search (search) VALUES ('integrity-check')") }
    } catch let error as FileError<StoreProblem> {
      // Somebody else writes: then it is not looked at.
      if case .busy = error.problem { return }
      verification.add(.searchIndex("\(error.problem)"))
    }
  }
}

/// Goes through a store and notes what is wrong.
private struct Verifier {
  private let database: Database
  private(set) var result = StoreVerification()

  init(_ database: Database) { self.database = database }

  mutating func run(_ progress: (StoreProgress) -> Void) {
    note { try $0.checkFile() }
    note { try $0.checkContents() }
    let corpora = note {
      try $0.database.list("SELECT id, name FROM corpus ORDER BY id") { (try $0.id(0), try $0.text(1)) }
    }
    let total = note { try $0.database.number("SELECT count(*) FROM revision") } ?? 0
    for (id, name) in corpora ?? [] {
      note(name) { try $0.checkDocuments(id, name) { progress(StoreProgress(done: $0, total: max(total, $0))) } }
      note(name) { try $0.checkStrayMentions(id, name) }
      note(name) { try $0.checkSnapshots(id, name) }
      note(name) { try $0.checkSources(id, name) }
    }
    note {
      $0.result.interrupted = try $0.database.list(
        "\(Change.select) WHERE c.is_finished = 0 ORDER BY c.id", [], Change.init)
    }
  }

  /// Runs a part; an error of it is a finding.
  @discardableResult
  private mutating func note<Value>(_ corpus: String? = nil, _ part: (inout Verifier) throws -> Value) -> Value? {
    do {
      return try part(&self)
    } catch {
      result.add(Self.fault(error), corpus: corpus)
      return nil
    }
  }

  private static func fault(_ error: any Error) -> StoreFinding.Fault {
    switch error {
    case StoreProblem.damaged(let words): .undecodable(words)
    case let error as DatabaseError: .integrity(error.message ?? "\(error.resultCode)")
    default: .undecodable("\(error)")
    }
  }

  private mutating func checkFile() throws {
    try database.forEachRow("PRAGMA integrity_check(200)") { row in
      let words = try row.text(0)
      if words != "ok" { result.add(.integrity(words)) }
    }
    try database.forEachRow("PRAGMA foreign_key_check") { row in
      result.add(.danglingReference(table: try row.text(0), row: try row.optionalNumber(1)))
    }
  }

  /// Hashes of all contents; which documents have them is found only if one is wrong.
  private mutating func checkContents() throws {
    var wrong: [Int64] = []
    try database.forEachRow("SELECT id, hash, text, tokens, sentences FROM content") { row in
      let (tokens, sentences) = (try row.bytes(3)[...], try row.bytes(4)[...])
      let hash = EncodedContent.hash(text: try row.bytes(2), tokens: tokens, sentences: sentences)
      if hash != (try row.bytes(1)) { wrong.append(try row.id(0)) }
    }
    for content in wrong {
      let owners = try database.list(
        """
        SELECT DISTINCT k.name, d.name FROM revision r JOIN document d ON d.id = r.document JOIN corpus k ON k.id = r.corpus
        WHERE r.content = ?
        """, [content]
      ) { (try $0.text(0), try $0.text(1)) }
      if owners.isEmpty { result.add(.contentHash) }
      for (corpus, document) in owners { result.add(.contentHash, corpus: corpus, document: document) }
    }
  }

  private mutating func checkDocuments(_ corpus: Int64, _ name: String, _ progress: (Int) -> Void) throws {
    let live = Scope(corpus: corpus, name: name, change: nil)
    try checkDocuments(Filter(live), live, progress)
    // Earlier revisions, each at the change that made it.
    let changes = try database.list(
      "SELECT DISTINCT from_change FROM revision WHERE corpus = ? AND to_change IS NOT NULL ORDER BY from_change",
      [corpus]
    ) { try $0.id(0) }
    for change in changes {
      let scope = Scope(corpus: corpus, name: name, change: change)
      let earlier = Filter(scope).adding("r.from_change = \(change) AND r.to_change IS NOT NULL")
      try checkDocuments(earlier, scope, progress)
    }
  }

  /// Documents page by page; a page that cannot be read is read again one document at a time.
  private mutating func checkDocuments(_ filter: Filter, _ scope: Scope, _ progress: (Int) -> Void) throws {
    var position = Int64(0)
    while true {
      var loader = DocumentLoader(filter.after(position))
      do {
        let page = try loader.page(database)
        guard !page.isEmpty else { return }
        for stored in page { note(scope.name) { try $0.check(stored, scope) } }
        position = loader.position
      } catch {
        let documents = try database.list(
          "SELECT r.document \(filter.from()) ORDER BY r.document LIMIT 512", filter.after(position).arguments
        ) { try $0.id(0) }
        guard let last = documents.max(), last > position else { throw error }
        for document in documents { check(document, scope) }
        position = last
      }
      progress(result.documents)
    }
  }

  /// A document by itself, so that what is wrong with it has its name.
  private mutating func check(_ document: Int64, _ scope: Scope) {
    do {
      var filter = Filter(scope)
      (filter.firstDocument, filter.lastDocument) = (document, document)
      var loader = DocumentLoader(filter)
      guard let stored = try loader.page(database).first else { throw StoreProblem.damaged("a row of it is missing") }
      try check(stored, scope)
    } catch {
      let name = try? database.first("SELECT name FROM document WHERE id = ?", [document]) { try $0.text(0) }
      result.add(Self.fault(error), corpus: scope.name, document: name ?? "number \(document)")
    }
  }

  private mutating func check(_ stored: StoredDocument, _ scope: Scope) throws {
    let (document, summary) = (stored.document, stored.summary)
    result.documents += 1
    func add(_ fault: StoreFinding.Fault) { result.add(fault, corpus: scope.name, document: document.id) }
    func compare(_ what: String, _ stored: Int, _ found: Int) {
      if stored != found { add(.count(what: what, stored: stored, found: found)) }
    }
    compare("bytes", summary.textBytes, document.text.count)
    compare("tokens", summary.tokens, document.tokens.count)
    compare("sentences", summary.sentences, document.sentences.count)
    compare("mentions", summary.mentions, document.layers.reduce(0) { $0 + $1.mentions.count })
    // A document that breaks its invariants cannot be encoded.
    if let fault = DocumentFault(of: document) { return add(.document(fault)) }
    let digest = try database.first(
      "SELECT digest FROM revision r WHERE corpus = ? AND document = ? AND \(scope.holds("r"))",
      [scope.corpus, summary.position]
    ) { try $0.bytes(0)[...] }
    if digest != EncodedDocument(document).digest { add(.documentDigest) }
    try checkSurfaces(of: stored, scope)
  }

  private mutating func checkSurfaces(of stored: StoredDocument, _ scope: Scope) throws {
    guard stored.summary.mentions > 0 else { return }
    let text = stored.document.text
    try database.forEachRow(
      """
      SELECT m.start, m."end", m.surface, l.name FROM mention m JOIN label l ON l.id = m.label
      WHERE m.corpus = ? AND m.document = ? AND \(scope.holds("m")) AND m.surface IS NOT NULL
      """, [scope.corpus, stored.summary.position]
    ) { row in
      let (start, end) = (try row.number(0), try row.number(1))
      let isRight = try 0 <= start && start <= end && end <= text.count && row.bytes(2).elementsEqual(text[start..<end])
      if !isRight {
        result.add(.surface(label: try row.text(3)), corpus: scope.name, document: stored.document.id)
      }
    }
  }

  private mutating func checkStrayMentions(_ corpus: Int64, _ name: String) throws {
    try database.forEachRow(
      """
      SELECT d.name, l.name FROM mention m JOIN label l ON l.id = m.label LEFT JOIN document d ON d.id = m.document
      WHERE m.corpus = ? AND m.to_change IS NULL AND NOT EXISTS (
        SELECT 1 FROM revision r JOIN layer_set_member s ON s.layer_set = r.layer_set
        WHERE r.corpus = m.corpus AND r.document = m.document AND r.to_change IS NULL AND s.layer = m.layer)
      """, [corpus]
    ) { row in
      result.add(.strayMention(label: try row.text(1)), corpus: name, document: try row.optionalText(0))
    }
  }

  private mutating func checkSnapshots(_ corpus: Int64, _ name: String) throws {
    let snapshots = try database.list(
      "SELECT name, change, digest, documents FROM snapshot WHERE corpus = ?", [corpus]
    ) { (try $0.text(0), try $0.id(1), digest: try $0.text(2), documents: try $0.number(3)) }
    for (snapshot, change, digest, documents) in snapshots {
      let found = try CorpusDigest.of(Scope(corpus: corpus, name: name, change: change), database)
      if found.digest.description != digest || found.documents != documents {
        result.add(.snapshot(snapshot), corpus: name)
      }
    }
  }

  private mutating func checkSources(_ corpus: Int64, _ name: String) throws {
    let sources = try database.list(
      "SELECT id, path, sha256, kept_bytes FROM source WHERE corpus = ? AND kept_bytes IS NOT NULL", [corpus]
    ) { (try $0.number(0), path: try $0.text(1), hash: try $0.text(2), bytes: try $0.number(3)) }
    for (id, path, wanted, bytes) in sources {
      do {
        var (hash, position, count) = (SHA256(), 0, 0)
        while let piece = try SourceByteCursor.piece(position, of: id, database) {
          hash.update(data: piece)
          position += 1
          count += piece.count
        }
        if count != bytes || hexadecimal(hash.finalize()) != wanted {
          result.add(.sourceBytes(path: path), corpus: name)
        }
      } catch {
        result.add(.sourceBytes(path: path), corpus: name)
      }
    }
  }
}
