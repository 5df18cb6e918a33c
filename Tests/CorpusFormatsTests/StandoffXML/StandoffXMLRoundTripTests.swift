import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Standoff XML, generated documents")
struct StandoffXMLRoundTripTests {
  static let forms: [CorpusFormat] = [.bioc, .gate, .xmi, .i2b2]

  @Test("what is written is read again, as the ledger says", arguments: forms, [UInt64](1...25))
  func roundTrip(form: CorpusFormat, seed: UInt64) throws {
    var generated = GeneratedDocuments(seed: seed)
    let documents = (0..<8).map { number in
      var document = generated.document(number, words: 30)
      let cuts = Set((0..<6).map { _ in generated.random.pick(generated.borders(document.text)) }).sorted()
      if generated.random.chance(0.5) { document.tokens = zip(cuts, cuts.dropFirst()).map { $0..<$1 } }
      if generated.random.chance(0.5), let first = cuts.first, let last = cuts.last, first < last {
        document.sentences = [first..<last]
      }
      return document
    }
    let folder = try Workplace()
    let path = folder.path + "/out"
    let records = try write(documents, form, to: path)
    #expect(records.count == documents.map(\.mentions.count).reduce(0, +))
    let again = try readWritten(form, path)
    #expect(again.documents.count == documents.count)
    #expect(again.documents.map(\.mentions.count).reduce(0, +) == records.map(\.produced).reduce(0, +))
    #expect(again.records.allSatisfy { $0.fate == .kept }, "\(again.records.filter { $0.fate != .kept })")
    var written = records[...]
    for document in documents {
      let copy = try #require(again.documents.first { $0.id == document.id })
      #expect(copy.text == document.text)
      if form == .gate || form == .xmi {
        #expect(copy.tokens == document.tokens)
        #expect(copy.sentences == document.sentences)
      }
      let own = written.prefix(document.mentions.count)
      written = written.dropFirst(document.mentions.count)
      for ((mention, record), found) in zip(zip(document.mentions, own), copy.mentions) {
        #expect(record.fate == .kept || form != .bioc)
        guard record.fate == .kept else {
          #expect(found.hull == mention.hull)
          continue
        }
        #expect(found.fragments == mention.fragments)
        guard record.reason == nil else { continue }
        #expect(found.label == mention.label)
        #expect(found.attributes.filter { $0.key != BioCMetadata.level } == mention.attributes)
        #expect(mention.id == nil || found.id == mention.id)
      }
    }
  }

  @Test("mentions written back into a file are those that are read again", arguments: forms, [UInt64](1...25))
  func writeBack(form: CorpusFormat, seed: UInt64) throws {
    var generated = GeneratedDocuments(seed: seed)
    generated.areDiscontinuous = form == .bioc
    let documents = (0..<4).map { generated.document($0, words: 30) }
    for (bytes, name) in try files(documents, form) {
      let input = CorpusInput(form, paths: [name], name: name)
      let same = try XMLWriteBack.write(bytes, as: input, revise: { $0 })
      #expect(same == bytes)
      var wanted: [[Mention]] = []
      let edited = try XMLWriteBack.write(bytes, as: input) { document in
        var document = document
        document.mentions = revised(document, &generated)
        wanted.append(document.mentions)
        return document
      } report: { outcome in
        #expect(outcome.spans.allSatisfy { $0.fate == .kept }, "\(outcome.spans)")
      }
      let again = try ReadCorpus(form, String(decoding: edited, as: UTF8.self), name: name)
      for (mentions, document) in zip(wanted, again.documents) {
        #expect(keys(mentions) == keys(document.mentions))
        for mention in mentions where mention.id == nil && !mention.attributes.isEmpty {
          #expect(
            document.mentions.contains {
              $0.fragments == mention.fragments && Set(mention.attributes).isSubset(of: $0.attributes)
            })
        }
      }
      // Back to what it was, as far as ids allow.
      let back = try XMLWriteBack.write(edited, as: input) { document in
        var document = document
        let mentions = documents.first { $0.id == document.id }?.mentions
        document.mentions = mentions ?? []
        return document
      }
      let original = try ReadCorpus(form, String(decoding: back, as: UTF8.self), name: name)
      for document in original.documents {
        #expect(keys(document.mentions) == keys(documents.first { $0.id == document.id }?.mentions ?? []))
      }
    }
  }

  @Test("a new label changes nothing but the label", arguments: forms, [UInt64](1...10))
  func relabel(form: CorpusFormat, seed: UInt64) throws {
    var generated = GeneratedDocuments(seed: seed)
    generated.areDiscontinuous = form == .bioc
    let documents = (0..<4).map { generated.document($0, words: 30) }
    for (bytes, name) in try files(documents, form) {
      let input = CorpusInput(form, paths: [name], name: name)
      let before = String(decoding: bytes, as: UTF8.self)
      for document in documents {
        for place in document.mentions.indices {
          let edited = try XMLWriteBack.write(bytes, as: input) { read in
            var read = read
            guard read.id == document.id else { return nil }
            read.mentions[place].label = "QQQ"
            return read
          }
          guard edited != bytes else { continue }
          // What is left without the label is what the file has without the old one.
          let after = String(decoding: edited, as: UTF8.self)
          let label = document.mentions[place].label
          let prefix = after.commonPrefix(with: before)
          #expect(after.replacing("QQQ", with: label) == before, "\(prefix.suffix(60))")
        }
      }
    }
  }

  /// The files of documents, in memory.
  private func files(_ documents: [Document], _ form: CorpusFormat) throws -> [([UInt8], String)] {
    let folder = try Workplace()
    let path = folder.path + "/out"
    try write(documents, form, to: path)
    guard form.isFolder else { return [([UInt8](try Data(contentsOf: URL(filePath: path))), "out.xml")] }
    return try FileManager.default.contentsOfDirectory(atPath: path).filter { $0 != "TypeSystem.xml" }.sorted().map {
      ([UInt8](try Data(contentsOf: URL(filePath: path + "/" + $0))), $0)
    }
  }

  private func readWritten(_ form: CorpusFormat, _ path: String) throws -> ReadCorpus {
    guard form.isFolder else { return try ReadCorpus(form, path: path) }
    var all: ReadCorpus?
    for name in try FileManager.default.contentsOfDirectory(atPath: path).sorted() where name != "TypeSystem.xml" {
      let one = try ReadCorpus(CorpusInput(form, paths: [path + "/" + name], name: name).reader())
      all?.documents += one.documents
      all?.records += one.records
      if all == nil { all = one }
    }
    return try #require(all)
  }

  /// Some mentions gone, some changed, some new.
  private func revised(_ document: Document, _ generated: inout GeneratedDocuments) -> [Mention] {
    var mentions = document.mentions.filter { _ in !generated.random.chance(0.3) }
    for index in mentions.indices {
      if generated.random.chance(0.3) { mentions[index].label = "NEW" }
      if generated.random.chance(0.1) { mentions[index].attributes.append(Attribute("added", "x<&>\"'y")) }
    }
    let fresh = generated.document(99, words: 5)
    let borders = generated.borders(document.text)
    for mention in fresh.mentions {
      let ends = [generated.random.pick(borders), generated.random.pick(borders)].sorted()
      guard ends[0] < ends[1] else { continue }
      mentions.append(
        Mention(label: mention.label, range: ends[0]..<ends[1], id: mention.id, attributes: mention.attributes))
    }
    return mentions
  }

  private func keys(_ mentions: [Mention]) -> [String] {
    mentions.map { "\($0.label) \($0.fragments)" }.sorted()
  }
}
