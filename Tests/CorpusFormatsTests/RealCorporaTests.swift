import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// One file of `tools/goldens/iob_counts.py`, with counts made by an independent reader.
struct CountedFile: Decodable, CustomTestStringConvertible {
  var file: String
  var wordColumn: Int
  /// From 1; 0 is the last.
  var labelColumn: Int
  var commentPrefix: String?
  var spaceBecomes: String?
  var emptyBecomes: String?
  var sentences: Int
  var words: Int
  var labels: [String: Int]

  var testDescription: String { file }

  static let corpora: URL = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
    let shared = ProcessInfo.processInfo.environment["GLOSS_SHARED"].map { URL(filePath: $0) }
    return (shared ?? root.appending(path: "../shared")).appending(path: "corpora").standardizedFileURL
  }()

  static let areAbsent = !FileManager.default.fileExists(atPath: corpora.path)

  static func all() throws -> [CountedFile] {
    struct File: Decodable { var cases: [CountedFile] }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/iob_counts.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
  }
}

@Suite("Real corpora", .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
struct RealCorporaTests {
  @Test("sentences, words and labels are as an independent reader counts them", arguments: try CountedFile.all())
  func counts(of file: CountedFile) throws {
    var options = ColumnCorpus.Options()
    options.wordColumn = .number(file.wordColumn)
    options.labelColumn = file.labelColumn == 0 ? .last : .number(file.labelColumn)
    options.commentPrefix = file.commentPrefix
    if let text = file.spaceBecomes { options.spacesInWords = .replace(with: text) }
    if let text = file.emptyBecomes { options.emptyWords = .replace(with: text) }
    var corpus = try ColumnCorpus(path: CountedFile.corpora.appending(path: file.file).path, options: options)
    var sentences = 0
    var statistics = LabelStatistics()
    while let sentence = try corpus.next() {
      sentences += 1
      statistics.add(sentence.tagged.labels)
    }
    #expect(sentences == file.sentences)
    #expect(statistics.total == file.words)
    let counts = Dictionary(uniqueKeysWithValues: statistics.labels.map { ($0, statistics.count(of: $0)) })
    #expect(counts == file.labels)
  }

  @Test(
    "what the text file cannot hold is refused with its place",
    arguments: [
      ("btc/f.conll", "4533:2: error: the word '😳 ' holds white space"),
      ("btc/h.conll", "22918:1: error: the word is empty"),
      ("thai_ner/data.conll", "14:1: error: the word ' ' holds white space"),
      ("wojood_sample_ar/test.txt", "100:14: error: 3 columns, but line 1 has 2"),
      ("uner/zh_gsd/zh_gsd-ud-test.iob2", "2:28: error: 4 columns, but line 1 has 5"),
    ])
  func refused(file: String, expected: String) throws {
    let path = CountedFile.corpora.appending(path: file).path
    let found = message {
      var corpus = try ColumnCorpus(path: path)
      while try corpus.next() != nil {}
    }
    #expect(found.hasPrefix("\(path):\(expected)"), "\(found)")
  }
}
