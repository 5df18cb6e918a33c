import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Writers of brackets")
struct BracketWriterTests {
  let directory: Workplace
  init() throws { directory = try Workplace() }

  /// Words with one space between, sentences with a line break; mentions by words of the document.
  private func document(_ id: String, _ sentences: [String], _ mentions: [(String, [Range<Int>])]) -> Document {
    var builder = TokenizedBuilder(layers: 1)
    for sentence in sentences {
      for word in sentence.split(separator: " ") { builder.append(Array(word.utf8)[...], spaced: true, line: 0) }
      _ = builder.endSentence(raw: nil)
      builder.beginSentence()
    }
    var document = builder.document(id: id, layerNames: ["gold"])
    document.mentions = mentions.map { label, parts in
      Mention(
        label: label,
        fragments: parts.map {
          document.tokens[$0.lowerBound].lowerBound..<document.tokens[$0.upperBound - 1].upperBound
        })
    }
    return document
  }

  private func written(
    _ format: CorpusFormat, _ documents: [Document], _ change: (inout WritingOptions) -> Void = { _ in }
  ) throws -> (text: String, records: [SpanRecord], again: [Document]) {
    var options = WritingOptions()
    change(&options)
    let path = directory.url.appending(path: "x").path
    var writer = try format.writer(to: path, options)
    let records = try documents.flatMap { try writer.write($0) }
    try writer.finish()
    var reader = try CorpusInput(format, paths: [path], name: "x").reader()
    var again: [Document] = []
    while let read = try reader.next() { again.append(read.document) }
    return (try directory.text("x"), records, again)
  }

  private func keys(_ document: Document) -> [String] {
    document.mentions.map { "\($0.label) \($0.fragments)" }.sorted()
  }

  /// Within, across, beside, in two stretches, over two sentences, twice at one place.
  private var tangle: Document {
    document(
      "d", ["a b c d", "e f"],
      [
        ("A", [0..<3]), ("B", [0..<1]), ("B", [1..<2]), ("C", [2..<4]), ("D", [1..<2, 3..<4]), ("E", [3..<5]),
        ("F", [5..<6]),
        ("G", [5..<6]),
      ])
  }

  @Test("mentions that overlap become brackets, in columns if asked for", arguments: [CorpusFormat.conllu, .columns])
  func tangled(format: CorpusFormat) throws {
    let plain = document("p", ["x y"], [("A", [0..<1])])
    let (text, records, again) = try written(format, [plain, tangle, plain]) {
      if format == .columns { $0.nestsEntities = true }
    }
    #expect(records.allSatisfy { $0.fate == .kept })
    #expect(again.map(keys) == [plain, tangle, plain].map(keys))
    #expect(text.contains(format == .conllu ? "Entity=(1-A(2-B)" : "a\t(1-A(2-B)"))
    #expect(text.contains(format == .conllu ? "# global.Entity = GRP-etype\n" : "-DOCSTART-\t"))
  }

  @Test("columns become brackets by themselves only where the source had some; else the loss is told")
  func columns() throws {
    let loss = try written(.columns, [tangle])
    #expect(loss.text.contains("B-") && !loss.text.contains("(1-"))
    #expect(loss.records.contains { $0.fate == .dropped && !$0.isRequested })
    let brackets = try written(.columns, [tangle]) { $0.nestsEntities = true }
    #expect(try written(.columns, brackets.again).text == brackets.text)
  }

  @Test("without overlap, or where a policy or the options say so, there are tags")
  func tags() throws {
    let plain = document("p", ["x y"], [("A", [0..<1])])
    #expect(try written(.conllu, [plain, plain]).text.contains("NE=B-A"))
    let resolved = try written(.conllu, [tangle]) { $0.projection.overlap = .longest }
    #expect(resolved.text.contains("NE=B-E") && !resolved.text.contains("Entity="))
    #expect(resolved.records.contains { $0.fate == .dropped && $0.isRequested })
    let refused = try written(.conllu, [tangle]) { $0.nestsEntities = false }
    #expect(refused.records.contains { $0.fate == .dropped && !$0.isRequested })
    let forced = try written(.conllu, [plain]) { $0.nestsEntities = true }
    #expect(forced.text.contains("Entity=(1-A)"))
    #expect(forced.again.map(keys) == [keys(plain)])
    // A file whose first mention comes late says in the beginning that it has brackets.
    let long = document("l", Array(repeating: "w w w w w w w w w w", count: 6000), [])
    let late = try written(.conllu, [long, tangle]) { $0.nestsEntities = true }
    #expect(late.again.map(keys) == [[], keys(tangle)])
  }

  @Test("groups, attributes and hyphens come back; what a bracket cannot hold is said")
  func attributes() throws {
    var source = document("d", ["a b c"], [("person", [0..<3]), ("person", [0..<2]), ("place", [2..<3])])
    source.mentions[0].attributes = [Attribute("GRP", "7"), Attribute("infstat", "new"), Attribute("identity", "A-B")]
    source.mentions[1].attributes = [
      Attribute("GRP", "7"), Attribute("infstat", "giv"), Attribute("note", "two words"),
    ]
    source.mentions[2].attributes = [Attribute("GRP", "e9")]
    let result = try written(.conllu, [source])
    #expect(result.text.contains("# global.Entity = GRP-etype-infstat-identity\n"))
    #expect(result.text.contains("Entity=(7-person-new-A-B(7-person-giv-\t") == false)
    #expect(result.text.contains("Entity=(7-person-new-A-B(7-person-giv-\n"))
    let read = try #require(result.again.first)
    #expect(read.mentions.map(\.attributes)[0] == source.mentions[0].attributes)
    #expect(read.mentions.map(\.attributes)[1] == Array(source.mentions[1].attributes.prefix(2)))
    #expect(read.mentions.map(\.attributes)[2] == source.mentions[2].attributes)

    // Two of one group that cross cannot have one key; labels with hyphens stand last.
    var crossing = document("c", ["a b c"], [("creative-work", [0..<2]), ("x", [1..<3])])
    for index in 0..<2 { crossing.mentions[index].attributes = [Attribute("GRP", "1")] }
    let crossed = try written(.conllu, [crossing])
    #expect(crossed.again.map(keys) == [keys(crossing)])
    #expect(crossed.records.map(\.fate) == [.kept, .kept])
  }

  @Test("whatever lies over whatever comes back", arguments: 0..<60)
  func generated(seed: Int) throws {
    var random = SplitMix64(seed: seed)
    let sentences = (0..<Int.random(in: 1..<4, using: &random)).map { _ in
      Array(repeating: "w", count: Int.random(in: 1..<8, using: &random)).joined(separator: " ")
    }
    var source = document("d", sentences, [])
    for _ in 0..<Int.random(in: 1..<12, using: &random) {
      let start = Int.random(in: 0..<source.tokens.count, using: &random)
      let end = Int.random(in: start..<min(source.tokens.count, start + 6), using: &random)
      var fragments = [source.tokens[start].lowerBound..<source.tokens[end].upperBound]
      if end + 2 < source.tokens.count, Int.random(in: 0..<4, using: &random) == 0 {
        fragments.append(source.tokens[end + 2])
      }
      var mention = Mention(label: ["A", "B-C", "D"].randomElement(using: &random) ?? "", fragments: fragments)
      if Bool.random(using: &random) {
        mention.attributes = [Attribute("GRP", "\(Int.random(in: 1..<4, using: &random))")]
      }
      source.mentions.append(mention)
    }
    let result = try written(.conllu, [source]) { $0.nestsEntities = true }
    #expect(result.records.allSatisfy { $0.fate == .kept })
    #expect(result.again.map(keys) == [keys(source)])
  }
}
