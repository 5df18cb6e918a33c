import Annotations
import CorpusStore
import Foundation

/// A corpus of short documents into a store and out of it.
enum StoreBenchmark {
  private static let note = ChangeNote(command: "gloss-benchmarks store")

  /// Imports `tokens` tokens into a new store at `path` and asks it everything that people wait for.
  static func run(tokens: Int, path: String) throws {
    for suffix in ["", "-wal", "-shm", "-lock"] { try? FileManager.default.removeItem(atPath: path + suffix) }
    let count = tokens / SyntheticDocument.tokens
    let make = seconds { for index in 0..<count { withExtendedLifetime(SyntheticDocument.make(index)) {} } }
    let table = Table(
      "Corpus store, \(count) documents of \(SyntheticDocument.tokens) tokens and one mention",
      ["work", "seconds", "processor seconds", "tokens/s", "result"])
    func measure(_ what: String, _ body: () throws -> String) throws {
      var result = ""
      let begun = processorSeconds()
      let time = try seconds { result = try body() }
      let rate = (Double(count * SyntheticDocument.tokens) / time).fixed()
      table.row([what, time.fixed(3), (processorSeconds() - begun).fixed(3), rate, result])
    }
    table.row(["making the documents", make.fixed(3), "", "", ""])
    try measure("import") {
      let store = try CorpusStore(path: path)
      defer { try? store.close() }
      return try importAll(count, into: store)
    }
    let store = try CorpusStore(path: path)
    let size = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? 0
    table.row(["size of the file", "", "", "", "\((Double(size) / 1e6).fixed(1)) MB"])
    try measure("the same import again") { try importAll(count, into: store) }
    try measure("statistics") { "\(try store.statistics(DocumentQuery()).labels.count) labels" }
    try measure("digest") { "\(try store.digest())" }
    try measure("reading all documents") {
      let cursor = try store.documents(DocumentQuery())
      var found = 0
      while let stored = try cursor.next() { found += stored.document.tokens.count }
      guard found == count * SyntheticDocument.tokens else { throw BenchmarkProblem.wrongResult("tokens of a store") }
      return "\(found) tokens"
    }
    try measure("mapping a third of the mentions") {
      let (counts, _) = try store.rewriteMentions(DocumentQuery(), note: note) { place in
        var mention = place.mention
        if mention.label == "PER" { mention.label = "PERSON" }
        return [mention]
      }
      return "\(counts.alteredDocuments) documents"
    }
    try measure("differences") {
      let cursor = try store.difference(from: .change(1))
      var count = 0
      while try cursor.next() != nil { count += 1 }
      return "\(count) documents"
    }
    try measure("undoing it") { "\(try store.undo(store.changes().last?.id ?? 0, note: note).documents) documents" }
    try measure("search index") {
      try store.updateSearchIndex()
      return ""
    }
    for words in ["baa", "ba*", "\"baa caa\"", "b*"] {
      try measure("search for \(words)") { "\(try store.search(TextSearch(words)).documents) documents" }
    }
    try measure("verify") { "\(try store.verify().count) findings" }
    try store.close()
  }

  private static func importAll(_ count: Int, into store: CorpusStore) throws -> String {
    let session = try store.beginImport(note: note)
    let record = [SpanRecord(.kept, label: "PER")]
    for index in 0..<count { try session.add(SyntheticDocument.make(index), spans: record, line: index) }
    let counts = try session.finish()
    return "\(counts.added) added, \(counts.unchanged) unchanged"
  }

  /// User and system time of this process.
  private static func processorSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    let time = { (value: timeval) in Double(value.tv_sec) + Double(value.tv_usec) * 1e-6 }
    return time(usage.ru_utime) + time(usage.ru_stime)
  }
}

/// Sentences of words that are drawn with few frequent and many rare ones; the same for the same number.
private enum SyntheticDocument {
  static let tokens = 18

  static func make(_ index: Int) -> Document {
    var (text, ranges) = ([UInt8](), [Range<Int>]())
    text.reserveCapacity(160)
    ranges.reserveCapacity(tokens)
    var state = UInt64(index) &* 0x9E37_79B9_7F4A_7C15 | 1
    for position in 0..<tokens {
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      if position > 0 { text.append(UInt8(ascii: " ")) }
      let start = text.count
      var word = Int(state % 20_000)
      word = word * word / 20_000
      repeat {
        text.append(UInt8(ascii: "a") + UInt8(word % 26))
        word /= 26
      } while word > 0
      text += [UInt8(ascii: "a"), UInt8(ascii: "a") + UInt8(state >> 40 & 1)]
      ranges.append(start..<text.count)
    }
    return Document(
      id: "doc-\(index)", text: text, sentences: [0..<text.count], tokens: ranges,
      mentions: [Mention(label: ["PER", "LOC", "ORG"][index % 3], range: ranges[5])],
      split: index % 10 == 0 ? "dev" : "train")
  }
}
