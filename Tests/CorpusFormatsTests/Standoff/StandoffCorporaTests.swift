import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// A corpus of `tools/goldens/standoff.py`, counted by an independent reader.
struct StandoffGolden: Decodable, CustomTestStringConvertible {
  var format: String
  var file: String
  var documents: Int
  var characters: Int
  var mentions: Int
  var misfits: Int
  var labels: [String: Int]
  var digest: String
  var tokens: Int?
  var sentences: Int?
  var attributes: Int?
  /// Relations that are kept as metadata.
  var metadata: Int?
  var labelKey: String?

  var testDescription: String { file }

  static func all() throws -> [StandoffGolden] {
    struct File: Decodable { var corpora: [StandoffGolden] }
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let file = folder.appending(path: "Goldens/standoff.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).corpora
  }

  var corpusFormat: CorpusFormat { CorpusFormat(rawValue: format) ?? .text }

  /// The inputs of the corpus: files of a folder with what lies beside them.
  func inputs() throws -> [CorpusInput] {
    let path = CountedFile.corpora.appending(path: file).path
    let endings: [CorpusFormat: [String]] = [
      .brat: [".txt", ".ann"], .i2b2Concepts: [".txt", ".con"], .webanno: [".tsv"],
    ]
    guard !file.contains("."), let ending = endings[corpusFormat] else {
      return [CorpusInput(corpusFormat, paths: [path], name: file)]
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    return names.filter { $0.hasSuffix(ending[0]) }.map { name in
      let stem = path + "/" + name.dropLast(ending[0].count)
      let paths = ending.map { stem + $0 }.filter(FileManager.default.fileExists)
      return CorpusInput(corpusFormat, paths: paths, name: name)
    }
  }

  func read() throws -> [ReadCorpus] {
    var options = ReadingOptions()
    options.standoff.labelKey = labelKey
    return try inputs().map { try ReadCorpus($0.reader(options)) }
  }
}

/// FNV-1a over mentions, as the script takes it: start, end, label and text, in the source's order.
func digest(_ documents: [Document]) -> String {
  var state: UInt64 = 0xCBF2_9CE4_8422_2325
  for document in documents {
    let offsets = UnitOffsets(document.text, .codePoint)
    for mention in document.mentions {
      let (start, end) = offsets(mention.hull)
      for byte in "\(start)\t\(end)\t\(mention.label)\t\(document.string(mention.hull))\n".utf8 {
        state = (state ^ UInt64(byte)) &* 0x100_0000_01B3
      }
    }
  }
  let digits = String(state, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

@Suite(
  "Standoff and JSON on real corpora",
  .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
struct StandoffCorporaTests {
  @Test("documents and every mention are as an independent reader finds them", arguments: try StandoffGolden.all())
  func counts(of golden: StandoffGolden) throws {
    let corpora = try golden.read()
    let documents = corpora.flatMap(\.documents)
    let records = corpora.flatMap(\.records)
    #expect(documents.count == golden.documents)
    let characters = documents.map { String(decoding: $0.text, as: UTF8.self).unicodeScalars.count }.reduce(0, +)
    #expect(characters == golden.characters)
    #expect(records.count { $0.fate == .dropped && $0.reason != .notSelected } == golden.misfits)
    let mentions = documents.flatMap(\.mentions)
    #expect(mentions.count == golden.mentions)
    #expect(Dictionary(grouping: mentions, by: \.label).mapValues(\.count) == golden.labels)
    #expect(digest(documents) == golden.digest)
    if let tokens = golden.tokens { #expect(documents.map(\.tokens.count).reduce(0, +) == tokens) }
    if let sentences = golden.sentences { #expect(documents.map(\.sentences.count).reduce(0, +) == sentences) }
    if let attributes = golden.attributes { #expect(mentions.map(\.attributes.count).reduce(0, +) == attributes) }
    if let metadata = golden.metadata {
      #expect(documents.flatMap(\.metadata).count { $0.key == "relation" } == metadata)
    }
  }

  @Test("what is written is read again as the same documents", arguments: try StandoffGolden.all())
  func roundTrip(of golden: StandoffGolden) throws {
    let folder = try Workplace()
    let documents = try golden.read().flatMap(\.documents)
    let path = folder.path + "/again"
    let records = try write(documents, golden.corpusFormat, to: path)
    #expect(records.count == documents.map(\.mentions.count).reduce(0, +))
    #expect(records.allSatisfy { $0.fate == .kept })
    let again = try readWritten(golden.corpusFormat, path).documents
    #expect(again.count == documents.count)
    let found = Dictionary(uniqueKeysWithValues: again.map { ($0.id, $0) })
    for document in documents {
      let copy = found[document.id] ?? again[documents.firstIndex(of: document) ?? 0]
      #expect(copy.text == document.text, "\(document.id)")
      #expect(copy.mentions.map(\.fragments) == document.mentions.map(\.fragments), "\(document.id)")
      #expect(copy.mentions.map(\.label) == document.mentions.map(\.label), "\(document.id)")
      #expect(copy.mentions.map(\.attributes) == document.mentions.map(\.attributes), "\(document.id)")
    }
  }

  @Test("BioC XML and its PubTator twin have the same documents and mentions")
  func twins() throws {
    let folder = CountedFile.corpora.appending(path: "bc5cdr")
    let xml = try ReadCorpus(.bioc, path: folder.appending(path: "CDR_DevelopmentSet.BioC.xml").path)
    let rows = try ReadCorpus(.pubtator, path: folder.appending(path: "CDR_DevelopmentSet.PubTator.txt").path)
    #expect(xml.documents.map(\.id) == rows.documents.map(\.id))
    #expect(xml.documents.map(\.text) == rows.documents.map(\.text))
    for (left, right) in zip(xml.documents, rows.documents) {
      let found = Set(left.mentions.map { "\($0.label) \($0.hull)" })
      #expect(right.mentions.allSatisfy { found.contains("\($0.label) \($0.hull)") }, "\(left.id)")
    }
  }
}

/// Reads what a writer of the form wrote at a path.
func readWritten(_ format: CorpusFormat, _ path: String, _ options: ReadingOptions = ReadingOptions()) throws
  -> ReadCorpus
{
  guard format.isFolder else { return try ReadCorpus(format, path: path, options) }
  let names = try FileManager.default.subpathsOfDirectory(atPath: path).sorted()
  let endings: [CorpusFormat: [String]] = [
    .brat: [".txt", ".ann"], .i2b2Concepts: [".txt", ".con"], .webanno: [".tsv"], .text: [".txt"], .tei: [".xml"],
    .gate: [".xml"], .i2b2: [".xml"], .xmi: [".xmi"],
  ]
  let ending = endings[format] ?? []
  var all: ReadCorpus?
  for name in names where name.hasSuffix(ending[0]) {
    let stem = path + "/" + name.dropLast(ending[0].count)
    let one = try ReadCorpus(CorpusInput(format, paths: ending.map { stem + $0 }, name: name).reader(options))
    all?.documents += one.documents
    all?.records += one.records
    all?.remarks += one.remarks
    all = all ?? one
  }
  return try #require(all)
}
