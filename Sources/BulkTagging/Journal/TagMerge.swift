public import Files
import Foundation

/// Puts the outputs of parts (`TagRun.Options.shard`) together: the bytes are those of one run over everything.
public struct TagMerge {
  private let output: String
  private let rendering: any TagRendering
  private let packing: AtomicFile.Packing
  private let documentsPerFile: Int?

  /// A merge of the parts beside `output`.
  public init(
    output: String, rendering: any TagRendering, packing: AtomicFile.Packing = .byName, documentsPerFile: Int? = nil
  ) {
    (self.output, self.rendering, self.packing) = (output, rendering, packing)
    self.documentsPerFile = documentsPerFile
  }

  /// The output of a part, counted from 0.
  public static func part(_ output: String, _ index: Int, of count: Int) -> String {
    "\(output).part-\(index + 1)-of-\(count)"
  }

  private struct Part {
    var path: String
    var summary: JournalSummary
    var rows: JournalRows
    var results: EarlierResults
    var number = 0
  }

  /// Merges.
  ///
  /// - Returns: what the parts did.
  /// - Throws: `TagProblem.parts` if one is missing, unfinished, changed, or of another model or other options.
  public func run(
    commitBytes: Int = TagRun.Options().commitBytes, commitDocuments: Int = TagRun.Options().commitDocuments,
    isCancelled: () -> Bool
  ) throws -> RunTotals {
    var parts = try find()
    let first = parts[0].summary.identity
    let files = TagFiles(
      output, rendering: rendering,
      header: TagHeader(model: first.model, labels: first.labels, scores: first.scores), packing: packing,
      documentsPerFile: documentsPerFile)
    var identity = first
    (identity.layout, identity.shard) = (files.layout, "1/1")
    guard let lock = try FileLock.take(output + ".lock") else { throw TagProblem.inUse(output) }
    defer { withExtendedLifetime(lock) {} }
    try files.resume(from: nil)
    let errors = try mergeErrors(parts)
    let live = output + ".journal.part"
    let journal = try TagJournal(live, keeping: 0)
    try journal.append(.identity(identity))
    var totals = RunTotals()
    for part in parts { totals = Self.sum(totals, part) }
    var commit = JournalCommit()
    var bytes = 0
    func close() throws {
      guard !commit.rows.isEmpty else { return }
      (commit.state, commit.totals) = (try files.commit(), totals)
      try journal.append(.commit(commit))
      (commit, bytes) = (JournalCommit(), 0)
    }
    var next = 0
    while let row = try parts[next].rows.next() {
      if isCancelled() { throw TagProblem.interrupted(output: nil, documents: 0) }
      let part = parts[next]
      guard let found = part.results.row(part.number) else {
        throw TagProblem.parts("\(part.path): its content is not what its journal says; tag this part again")
      }
      try files.append(bytes: found)
      commit.rows.append(row)
      bytes += row.cost
      if bytes >= commitBytes || commit.rows.count >= commitDocuments { try close() }
      parts[next].number += 1
      next = (next + 1) % parts.count
    }
    for index in parts.indices where try parts[index].rows.next() != nil {
      throw TagProblem.parts(
        "\(parts[index].path): it has more documents than the part before; the parts were not made of the same inputs")
    }
    try close()
    try journal.append(.complete)
    try files.finish()
    try errors?.commit()
    if errors == nil { AppendedFile.remove(output + ".errors.jsonl") }
    try AppendedFile.move(live, to: output + ".journal")
    return totals
  }

  private func find() throws -> [Part] {
    let folder = URL(filePath: output).deletingLastPathComponent().path(percentEncoded: false)
    let name = URL(filePath: output).lastPathComponent
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    let counts = Set(
      names.compactMap { file -> Int? in
        guard file.hasPrefix("\(name).part-"), file.hasSuffix(".journal") else { return nil }
        let words = file.dropFirst(name.count + 6).dropLast(8).split(separator: "-")
        return words.count == 3 && words[1] == "of" ? Int(words[2]) : nil
      })
    guard let count = counts.first, counts.count == 1, (2...100_000).contains(count) else {
      let found = counts.isEmpty ? "no finished part" : "parts of different divisions"
      throw TagProblem.parts(
        "\(output): found \(found) beside it, expected \(Self.part(name, 0, of: 2)) and so on, as --shard writes them")
    }
    var parts: [Part] = []
    for index in 0..<count {
      let path = Self.part(output, index, of: count)
      guard let summary = try JournalSummary(path + ".journal"), summary.isComplete,
        let rows = try JournalRows(path + ".journal")
      else {
        throw TagProblem.parts("\(path): this part is missing or not finished; run --shard \(index + 1)/\(count)")
      }
      var identity = summary.identity
      if let first = parts.first?.summary.identity {
        identity.shard = first.shard
        guard identity.isSame(as: first) else {
          throw TagProblem.parts(
            "\(path): this part was made otherwise than the first ("
              + identity.differences(from: first).joined(separator: "; ") + "); make it again")
        }
      }
      guard summary.identity.rows == rendering.identity else {
        throw TagProblem.parts(
          "\(path): its rows are '\(summary.identity.rows)', now '\(rendering.identity)'; merge with the parts' options"
        )
      }
      // A part may be empty where there are fewer documents than parts.
      let results = try EarlierResults(
        journal: path + ".journal", identity: summary.identity, output: path, rendering: rendering, suffix: "")
      guard let results else { throw TagProblem.parts("\(path): this part has no documents; use fewer parts") }
      parts.append(Part(path: path, summary: summary, rows: rows, results: results))
    }
    return parts
  }

  /// The parts' errors, part after part.
  private func mergeErrors(_ parts: [Part]) throws -> AtomicFile? {
    var file: AtomicFile?
    for part in parts {
      let path = part.path + ".errors.jsonl"
      guard let bytes = try? Data(contentsOf: URL(filePath: path)), !bytes.isEmpty else { continue }
      if file == nil { file = try AtomicFile(output + ".errors.jsonl") }
      try file?.write(bytes)
    }
    return file
  }

  private static func sum(_ totals: RunTotals, _ part: Part) -> RunTotals {
    guard let other = part.summary.last?.totals else { return totals }
    var sum = totals + other.tagged
    sum.failed += other.failed
    sum.unchanged += other.unchanged
    return sum
  }
}
