import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Standoff and JSON forms, generated documents")
struct FormRoundTripTests {
  static let forms: [CorpusFormat] = [
    .brat, .pubtator, .webanno, .doccano, .labelStudio, .prodigy, .spacy, .jsonSpans, .gloss, .biocJSON, .i2b2Concepts,
  ]

  @Test("the ledger of what is written is what is read again", arguments: forms, [UInt64](1...12))
  func ledger(form: CorpusFormat, seed: UInt64) throws {
    var generated = GeneratedDocuments(seed: seed)
    if form == .pubtator { generated.spaces.removeAll { $0.contains("\n") } }
    // Its mentions come back in another order, which they are brought into by their texts.
    if form == .webanno { generated.areDiscontinuous = false }
    let documents = (0..<20).map { generated.document($0, words: 25) }
    let folder = try Workplace()
    let path = folder.path + "/out"
    let records = try write(documents, form, to: path)
    #expect(records.count == documents.map(\.mentions.count).reduce(0, +))
    let again = try readWritten(form, path)
    #expect(again.documents.count == documents.count)
    #expect(again.documents.map(\.mentions.count).reduce(0, +) == records.map(\.produced).reduce(0, +))
    #expect(again.records.allSatisfy { $0.fate != .dropped }, "\(again.records.filter { $0.fate == .dropped })")
    var written = records[...]
    for document in documents {
      let copy = try #require(again.documents.first { $0.id == document.id })
      // Only where each mention became one can they be compared one by one.
      let own = written.prefix(document.mentions.count)
      written = written.dropFirst(document.mentions.count)
      let kept = zip(document.mentions, own).filter { $0.1.produced == 1 }
      guard own.allSatisfy({ $0.produced <= 1 }), kept.count == copy.mentions.count else {
        Issue.record("other mentions in \(document.id)")
        continue
      }
      // WebAnno has mentions in the order of the text.
      let isSorted = form == .webanno
      let key = { (mention: Mention, document: Document) in
        "\(mention.label) "
          + String(decoding: SurfaceMatch.folded(Array(document.surface(of: mention).utf8)), as: UTF8.self)
          .trimmingCharacters(in: .whitespaces)
      }
      let sources = isSorted ? kept.sorted { key($0.0, document) < key($1.0, document) } : kept
      let found = isSorted ? copy.mentions.sorted { key($0, copy) < key($1, copy) } : copy.mentions
      for ((mention, record), found) in zip(sources, found) {
        #expect(found.label == mention.label)
        if record.fate == .kept {
          #expect(SurfaceMatch.caseless.holds(copy.text, found.fragments, Array(document.surface(of: mention).utf8)))
        }
        if record.fate == .kept, form == .brat {
          // Stretches with a line break between them are one.
          #expect(found.hull == mention.hull)
        } else if record.fate == .kept, form != .webanno {
          #expect(found.fragments == mention.fragments)
        }
        if record.fate == .kept, record.reason == nil, !isSorted || mention.id != nil {
          #expect(found.attributes == mention.attributes, "\(form) \(mention)")
          #expect(mention.id == nil || found.id == mention.id, "\(form)")
        }
      }
    }
  }

  @Test(
    "the text comes back byte for byte",
    arguments: forms.filter { ![.webanno, .pubtator].contains($0) }, [UInt64](1...6))
  func text(form: CorpusFormat, seed: UInt64) throws {
    var generated = GeneratedDocuments(seed: 1000 + seed)
    let documents = (0..<20).map { generated.document($0, words: 25) }
    let folder = try Workplace()
    try write(documents, form, to: folder.path + "/out")
    let again = try readWritten(form, folder.path + "/out").documents
    // A byte order mark at the start of a text file is no text, as long as no offset counts it.
    for document in documents where form != .brat || !document.text.starts(with: TextFile.mark) {
      #expect(again.first { $0.id == document.id }?.text == document.text)
    }
  }

  @Test(
    "every unit of offsets is found by the texts of spans", arguments: OffsetUnit.allCases,
    [
      CorpusFormat.brat, .pubtator, .labelStudio, .prodigy, .jsonSpans,
    ])
  func units(unit: OffsetUnit, form: CorpusFormat) throws {
    var generated = GeneratedDocuments(seed: 77)
    (generated.spaces, generated.areDiscontinuous) = ([" "], false)
    let documents = (0..<60).map { generated.document($0, words: 25) }
    var options = WritingOptions()
    options.unit = unit
    let folder = try Workplace()
    try write(documents, form, to: folder.path + "/out", options)
    let again = try readWritten(form, folder.path + "/out")
    #expect(again.count(.kept) == documents.map(\.mentions.count).reduce(0, +))
    for document in documents {
      let copy = try #require(again.documents.first { $0.id == document.id })
      #expect(copy.mentions.map(\.fragments) == document.mentions.map(\.fragments))
    }
    #expect(again.remarks.contains { $0.hasPrefix("offsets count \(unit.phrase):") }, "\(again.remarks.prefix(3))")
  }

  @Test("Gloss's own form loses nothing", arguments: OffsetUnit.allCases, [UInt64](1...25))
  func lossless(unit: OffsetUnit, seed: UInt64) throws {
    var generated = GeneratedDocuments(seed: 500 + seed)
    let documents = (0..<20).map { generated.full($0) }
    for document in documents { #expect(DocumentFault(of: document) == nil) }
    let folder = try Workplace()
    var options = WritingOptions()
    options.unit = unit
    try write(documents, .gloss, to: folder.path + "/out.jsonl", options)
    let again = try ReadCorpus(.gloss, path: folder.path + "/out.jsonl")
    #expect(again.documents == documents)
    #expect(again.records.allSatisfy { $0.fate == .kept })
    // `==` of strings takes canonically equal ones for one; the bytes must be the same too.
    try write(again.documents, .gloss, to: folder.path + "/again.jsonl", options)
    #expect(try folder.text("again.jsonl").utf8.elementsEqual(folder.text("out.jsonl").utf8))
  }

  @Test("what is chosen for mentions of several stretches is done and counted as asked for")
  func discontinuous() throws {
    let text = Array("aa bb cc dd".utf8)
    let mention = Mention(label: "X", fragments: [0..<2, 6..<8], id: "T1")
    let document = Document(id: "d", text: text, mentions: [mention])
    let expected: [(ProjectionPolicy.Discontinuous?, SpanRecord.Fate, [Range<Int>])] = [
      (nil, .snapped, [0..<8]), (.hull, .snapped, [0..<8]), (.first, .snapped, [0..<2]),
      (.split, .split, [0..<2, 6..<8]),
      (.drop, .dropped, []),
    ]
    for form in [CorpusFormat.prodigy, .spacy, .jsonSpans, .doccano, .labelStudio, .pubtator, .webanno, .i2b2Concepts] {
      for (choice, fate, ranges) in expected {
        let folder = try Workplace()
        var options = WritingOptions()
        options.projection.discontinuous = choice
        let records = try write([document], form, to: folder.path + "/out", options)
        #expect(records.map(\.fate) == [fate])
        #expect(records.map(\.reason) == [.discontinuous])
        #expect(records[0].isRequested == (choice != nil))
        #expect(records[0].produced == ranges.count)
        #expect(try readWritten(form, folder.path + "/out").documents[0].mentions.map(\.hull) == ranges, "\(form)")
      }
    }
    for form in [CorpusFormat.brat, .gloss, .biocJSON] {
      let folder = try Workplace()
      #expect(try write([document], form, to: folder.path + "/out").map(\.fate) == [.kept])
      #expect(try readWritten(form, folder.path + "/out").documents[0].mentions == [mention])
    }
  }

  @Test(
    "what a form has no place for beside mentions is said once",
    arguments: [
      (
        CorpusFormat.brat,
        "layers 'm' (1); metadata 'k' (1); tokens and sentences of 1 document; the split of 1 document"
      ),
      (.pubtator, "layers 'm' (1); metadata 'k' (1); tokens and sentences of 1 document; the split of 1 document"),
      (.webanno, "layers 'm' (1); metadata 'k' (1); the split of 1 document"),
      (.i2b2Concepts, "layers 'm' (1); metadata 'k' (1); the split of 1 document"),
      (.doccano, "layers 'm' (1); tokens and sentences of 1 document; the split of 1 document"),
      (.prodigy, "layers 'm' (1)"), (.spacy, "layers 'm' (1)"),
      (.labelStudio, "tokens and sentences of 1 document; the split of 1 document"), (.gloss, nil),
    ] as [(CorpusFormat, String?)])
  func notes(form: CorpusFormat, expected: String?) throws {
    var document = Document(
      id: "1", text: Array("Ada".utf8), tokens: [0..<3], mentions: [Mention(label: "P", range: 0..<3)],
      metadata: [Attribute("k", "v")], split: "train")
    document.layers.append(AnnotationLayer(name: "m", kind: .model))
    let folder = try Workplace()
    var writer = try form.writer(to: folder.path + "/out")
    _ = try writer.write(document)
    try writer.finish()
    #expect(writer.remarks == (expected.map { ["not written, since the form has no place for it: \($0)"] } ?? []))
  }

  @Test("a text that must change is said")
  func changedText() throws {
    let folder = try Workplace()
    var writer = try CorpusFormat.pubtator.writer(to: folder.path + "/out")
    _ = try writer.write(Document(id: "1", text: Array("a\nb\nc".utf8)))
    _ = try writer.write(Document(id: "2", text: Array("a\nb".utf8)))
    try writer.finish()
    #expect(writer.remarks == ["1 text with tabs or further line breaks, which became spaces of the same number"])
    #expect(try folder.text("out") == "1|t|a\n1|a|b c\n\n2|t|a\n2|a|b\n\n")
  }

  @Test(
    "what is written is discovered as a form whose reader finds the same mentions", arguments: forms, [true, false])
  func discovered(form: CorpusFormat, hasTokens: Bool) throws {
    var document = Document(
      id: "1", text: Array("Ada met Bob\nin York".utf8), mentions: [Mention(label: "PER", range: 0..<3)])
    document.mentions.append(Mention(label: "LOC", range: 15..<19))
    if hasTokens { document.tokens = [0..<3, 4..<7, 8..<11, 12..<14, 15..<19] }
    let folder = try Workplace()
    let name = form.isFolder ? "out" : form == .pubtator ? "out.txt" : "out.json"
    try write([document], form, to: folder.path + "/" + name)
    let inputs = try CorpusDiscovery([folder.path + "/" + name]).inputs
    let corpora = try inputs.map { try ReadCorpus($0.reader()) }
    #expect(corpora.flatMap(\.mentions) == ["PER:Ada", "LOC:York"], "\(inputs.map(\.format))")
  }
}
