import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite(
  "BioC on real corpora", .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
struct BioCCorporaTests {
  @Test(
    "documents, annotations and their fates are as an independent reader counts them",
    arguments: try StandoffXMLGolden.read().bioc)
  func counts(of golden: StandoffXMLGolden.BioC) throws {
    let corpus = try ReadCorpus(.bioc, path: golden.path)
    #expect(corpus.documents.count == golden.documents)
    #expect(corpus.documents.map(\.sentences.count).reduce(0, +) == golden.sentences)
    #expect(corpus.records.count == golden.annotations ?? 0)
    #expect(corpus.count(.dropped, .label) == golden.unlabelled ?? 0)
    #expect(corpus.count(.dropped) == golden.unlabelled ?? 0)
    let mentions = corpus.documents.flatMap(\.mentions)
    #expect(mentions.count { $0.isDiscontinuous } == golden.discontinuous ?? 0)
    #expect(Dictionary(grouping: mentions, by: \.label).mapValues(\.count) == golden.labels)
    // One annotation of 11009181 stands in the title's passage but in the abstract by its offset, where its text is.
    let found = corpus.documents.contains { $0.id == "11009181" } ? 1 : 0
    #expect(corpus.count(.kept) == (golden.kept ?? 0) + found)
    #expect(corpus.count(.snapped, .relocated) == (golden.elsewhere ?? 0) - found)
    let levels = ["bioc.relation", "bioc.passage.relation", "bioc.sentence.relation"]
    let relations = corpus.documents.flatMap(\.metadata).count { levels.contains($0.key) }
    #expect(relations == golden.relations)
    let passages = corpus.documents.map { BioCMetadata($0).passages.count }.reduce(0, +)
    #expect(passages == golden.passages || golden.documents <= 2)
  }

  @Test("every mention of the PubTator twin is there with its offsets, label and text", arguments: ["Development"])
  func twin(of set: String) throws {
    let folder = CountedFile.corpora.appending(path: "bc5cdr")
    let corpus = try ReadCorpus(.bioc, path: folder.appending(path: "CDR_\(set)Set.BioC.xml").path)
    var documents: [String: Document] = [:]
    for document in corpus.documents { documents[document.id] = document }
    let twin = try String(contentsOf: folder.appending(path: "CDR_\(set)Set.PubTator.txt"), encoding: .utf8)
    var seen = 0
    for line in twin.split(separator: "\n") {
      let columns = line.split(separator: "\t", omittingEmptySubsequences: false)
      guard columns.count >= 6, let start = Int(columns[1]), let end = Int(columns[2]) else { continue }
      let document = try #require(documents[String(columns[0])])
      let range = try #require(OffsetIndex(text: document.text, unit: .codePoint).bytes(start, end))
      #expect(document.string(range) == columns[3])
      #expect(document.mentions.contains { $0.hull == range && $0.label == columns[4] }, "\(line)")
      seen += 1
    }
    #expect(seen > 9_000)
  }

  @Test("what is written is read again as the same documents", arguments: try StandoffXMLGolden.read().bioc)
  func roundTrip(of golden: StandoffXMLGolden.BioC) throws {
    let folder = try Workplace()
    let corpus = try ReadCorpus(.bioc, path: golden.path, labelled(golden))
    let path = folder.path + "/again.xml"
    let records = try write(corpus.documents, .bioc, to: path)
    #expect(records.count == corpus.documents.map(\.mentions.count).reduce(0, +))
    #expect(records.allSatisfy { $0.fate == .kept })
    let again = try ReadCorpus(.bioc, path: path)
    #expect(again.documents == corpus.documents)
    #expect(again.count(.kept) == again.records.count)
  }

  @Test("nothing changes in a file whose mentions stay", arguments: try StandoffXMLGolden.read().bioc)
  func identity(of golden: StandoffXMLGolden.BioC) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: golden.path)))
    let input = CorpusInput(.bioc, paths: [golden.path], name: "x")
    var documents = 0
    let same = try XMLWriteBack.write(bytes, as: input, reading: labelled(golden), revise: { $0 }) { outcome in
      documents += 1
      #expect(outcome.changes == 0)
    }
    #expect(same == bytes)
    #expect(documents == golden.documents)
  }

  @Test(
    "removing all mentions leaves none, and adding them again gives the same documents",
    arguments: try StandoffXMLGolden.read().bioc.filter { $0.documents < 100 })
  func removal(of golden: StandoffXMLGolden.BioC) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: golden.path)))
    let input = CorpusInput(.bioc, paths: [golden.path], name: "x")
    let options = labelled(golden)
    var mentions: [String: [Mention]] = [:]
    let bare = try XMLWriteBack.write(bytes, as: input, reading: options) { document in
      mentions[document.id] = document.mentions
      var document = document
      document.mentions = []
      return document
    }
    #expect(bare.count < bytes.count || mentions.values.allSatisfy(\.isEmpty))
    let full = try XMLWriteBack.write(bare, as: input, reading: options) { document in
      var document = document
      document.mentions = mentions[document.id] ?? []
      return document
    }
    let before = try ReadCorpus(XMLWriteBack.reader(MarkupBuffer(bytes: bytes, name: "x"), input, options))
    let after = try ReadCorpus(XMLWriteBack.reader(MarkupBuffer(bytes: full, name: "x"), input, options))
    #expect(after.documents.map(\.text) == before.documents.map(\.text))
    for (left, right) in zip(before.documents, after.documents) {
      #expect(Set(left.mentions) == Set(right.mentions), "\(left.id)")
    }
  }

  /// Options that take the label from the infon that the file has.
  private func labelled(_ golden: StandoffXMLGolden.BioC) -> ReadingOptions {
    var options = ReadingOptions()
    if golden.unlabelled != nil { options.standoff.labelKey = "annotation-infon-key" }
    return options
  }
}
