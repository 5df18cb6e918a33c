import Annotations
import Files
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// A file of `tools/goldens/token_documents.py`, with counts made by an independent reader.
struct TokenizedFile: Decodable, CustomTestStringConvertible {
  var file: String
  var format: String
  var documents: Int
  var sentences: Int
  var tokens: Int
  var digest: UInt32
  var labels: [[String: Int]]

  var testDescription: String { file }

  var input: CorpusInput {
    let path = CountedFile.corpora.appending(path: file).path
    return CorpusInput(CorpusFormat(rawValue: format) ?? .columns, paths: [path], name: file)
  }

  static func all() throws -> [TokenizedFile] {
    struct File: Decodable { var cases: [TokenizedFile] }
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(
      path: "../Goldens/token_documents.json")
    return try JSONDecoder().decode(File.self, from: Data(contentsOf: file)).cases
  }
}

@Suite(
  "Documents of real corpora", .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED")
)
struct TokenizedCorporaTests {
  @Test(
    "texts, tokens, sentences and mentions are as an independent reader finds them", arguments: try TokenizedFile.all())
  func counts(of file: TokenizedFile) throws {
    var reader = try file.input.reader()
    var (documents, sentences, tokens) = (0, 0, 0)
    var digest = Data()
    var checksum = Checksum()
    var labels: [[String: Int]] = []
    while let read = try reader.next() {
      let document = read.document
      #expect(DocumentFault(of: document) == nil)
      documents += 1
      sentences += document.sentences.count
      tokens += document.tokens.count
      digest.append(contentsOf: document.text + [0x0A])
      while labels.count < document.layers.count { labels.append([:]) }
      for (index, layer) in document.layers.enumerated() {
        for mention in layer.mentions { labels[index][mention.label, default: 0] += 1 }
        let spans = layer.mentions.sorted {
          ($0.hull.lowerBound, $0.hull.upperBound, $0.label) < ($1.hull.lowerBound, $1.hull.upperBound, $1.label)
        }
        for mention in spans {
          digest.append(Data("\(mention.hull.lowerBound) \(mention.hull.upperBound) \(mention.label)\n".utf8))
        }
      }
      checksum.add(digest)
      digest.removeAll(keepingCapacity: true)
    }
    #expect((documents, sentences, tokens) == (file.documents, file.sentences, file.tokens))
    #expect(labels == file.labels)
    #expect(checksum.value == file.digest)
  }

  @Test(
    "what is written as columns, CoNLL-U and text/labels is read back without a difference",
    arguments: try TokenizedFile.all(), [CorpusFormat.columns, .conllu, .textLabels])
  func roundTrip(of file: TokenizedFile, as format: CorpusFormat) throws {
    let directory = try Workplace()
    let path = directory.url.appending(path: "x").path
    for layer in file.labels.indices {
      let name = layer == 0 ? "gold" : "gold-\(layer + 1)"
      var options = WritingOptions()
      options.layer = name
      var writer = try format.writer(to: path, options)
      var source = try file.input.reader()
      var records: [[SpanRecord]] = []
      var totals = LedgerTotals()
      while let read = try source.next() {
        records.append(try writer.write(read.document))
        records.last?.forEach { totals.add($0) }
      }
      try writer.finish()
      // Every mention has its record, and only overlap, the ends of sentences and gaps are reasons.
      #expect(totals.spans == file.labels[layer].values.reduce(0, +))
      let reasons = Set(totals.counts.keys.compactMap(\.reason))
      #expect(reasons.isSubset(of: [.overlap, .crossesBoundary, .duplicate]), "\(reasons)")

      let spelling = WordSpelling(format, options)
      source = try file.input.reader()
      var target = try CorpusInput(format, paths: [path], name: "x").reader()
      var produced = 0
      for records in records {
        let before = try #require(try source.next()).document
        var after: [Document] = []
        // Lines of text and labels are documents; others pair one to one.
        repeat {
          after.append(try #require(try target.next()).document)
        } while format == .textLabels
          && after.count < before.sentences.count
        let together = after.count == 1 ? after[0] : joined(after)
        produced += together.mentions.count
        let found = differences(before, together, layer: name, records: records, spelling: spelling)
        #expect(found == [], "\(before.id)")
        if format == .conllu {
          #expect(before.id == together.id)
          // A word without text is spelt `_`.
          if !before.tokens.contains(where: \.isEmpty) { #expect(before.text == together.text) }
        }
      }
      #expect(try target.next() == nil)
      #expect(produced == totals.produced)
    }
  }

  @Test("GUM says the same in its columns and in CoNLL-U")
  func gum() throws {
    let files = try TokenizedFile.all().filter { $0.file.hasPrefix("gum/") }
    let names = Set(files.map { $0.file.split(separator: "/")[2].split(separator: ".")[0] })
    #expect(names.count == 30)
    for name in names {
      let pair = files.filter { $0.file.contains("\(name).") }
      try #require(pair.count == 2)
      #expect(pair[0].tokens == pair[1].tokens)
      var labels = pair[1].labels
      // The sources themselves differ in one mention of one document.
      if name == "GUM_court_insanity" {
        labels[0]["abstract", default: 0] -= 1
        labels[0]["event", default: 0] += 1
      }
      #expect(pair[0].labels == labels, "\(name)")
    }
  }

  private func joined(_ documents: [Document]) -> Document {
    var all = Document(id: "all", text: [])
    for document in documents {
      let shift = all.text.count
      func moved(_ range: Range<Int>) -> Range<Int> { range.lowerBound + shift..<range.upperBound + shift }
      all.text += document.text + [0x0A]
      all.tokens += document.tokens.map(moved)
      all.sentences += document.sentences.map(moved)
      all.mentions += document.mentions.map { Mention(label: $0.label, fragments: $0.fragments.map(moved)) }
    }
    return all
  }
}

/// CRC-32 of what is added, piece by piece (ISO-HDLC).
struct Checksum {
  private var state: UInt32 = 0xFFFF_FFFF

  private static let table: [UInt32] = (0..<256).map { index in
    (0..<8).reduce(UInt32(index)) { value, _ in value & 1 == 1 ? 0xEDB8_8320 ^ (value >> 1) : value >> 1 }
  }

  var value: UInt32 { ~state }

  mutating func add(_ bytes: Data) {
    for byte in bytes { state = Self.table[Int((state ^ UInt32(byte)) & 0xFF)] ^ (state >> 8) }
  }
}
