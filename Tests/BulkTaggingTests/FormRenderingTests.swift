import Annotations
import Foundation
import TestSupport
import Testing

@testable import BulkTagging
@testable import CorpusFormats

@Suite("Results in the forms of corpora")
struct FormRenderingTests {
  static let forms: [CorpusFormat] = [
    .columns, .conllu, .textLabels, .inlineXML, .enamex, .cwb, .bioc, .biocJSON, .i2b2Inline, .pubtator, .doccano,
    .labelStudio, .prodigy, .spacy, .jsonSpans, .gloss,
  ]
  static let layer = "m.tlt@0123"

  /// The files that a run would write.
  static func files(_ documents: [TaggedDocument], _ rendering: some TagRendering) throws -> [[UInt8]] {
    var streams = try rendering.begin(TagHeader(model: "m.tlt", labels: []))
    for (index, document) in documents.enumerated() {
      let bytes = try rendering.render(document)
      for stream in streams.indices {
        if index > 0 { streams[stream] += rendering.separators[stream] }
        streams[stream] += bytes[stream]
      }
    }
    for (stream, bytes) in try rendering.end().enumerated() { streams[stream] += bytes }
    return streams
  }

  private func generated(_ form: CorpusFormat, _ seed: Int) -> [TaggedDocument] {
    var generated = GeneratedResults(seed: seed)
    // PubTator has a title and one paragraph.
    if form == .pubtator { generated.spaces.removeAll { $0.contains("\n") } }
    return generated.documents(25)
  }

  @Test("the form's own reader finds the same mentions", arguments: forms, [1, 2, 3, 4])
  func roundTrip(form: CorpusFormat, seed: Int) throws {
    let documents = generated(form, seed)
    let rendering = try FormRendering(form, layer: Self.layer)
    let place = try Workplace()
    let paths = rendering.paths(place.path("out"))
    for (path, bytes) in zip(paths, try Self.files(documents, rendering)) {
      try Data(bytes).write(to: URL(filePath: path))
    }
    var options = WritingOptions()
    options.layer = Self.layer
    var comparison = RoundTripComparison(form, layer: Self.layer)
    var count = 0
    for document in documents {
      let written = document.document(layer: Self.layer, withWords: form.isTokenized)
      let records = try DocumentRendering(form, FormRendering.options(options, form, Self.layer)).render(written).spans
      let others = records.filter { $0.fate != .kept && $0.reason != .notRepresentable }
      #expect(others == [])
      comparison.wrote(written, records)
      count += document.mentions.count
    }
    var reader = try CorpusInput(form, paths: paths, name: "out").reader()
    var found = 0
    while var read = try reader.next() {
      // A model's results are predictions there, a layer behind the annotations.
      if form == .labelStudio { read.document.layers.removeFirst(read.document.layers.count - 1) }
      comparison.read(read.document)
      found += read.document.mentions.count
    }
    comparison.finish()
    #expect(comparison.differences == 0, "\(comparison.examples)")
    #expect(found == count && count > 30)
  }

  @Test("columns can have the scores between words and tags", arguments: [1, 2])
  func scoreColumn(seed: Int) throws {
    let documents = generated(.columns, seed)
    var options = WritingOptions()
    options.attributeColumn = "score"
    let rendering = try FormRendering(.columns, layer: Self.layer, options: options)
    let place = try Workplace()
    let file = try Self.files(documents, rendering)[0]
    try Data(file).write(to: URL(filePath: place.path("out")))
    var reader = try CorpusInput(.columns, paths: [place.path("out")], name: "out").reader()
    for document in documents {
      let read = try #require(try reader.next()).document
      #expect(read.mentions.map(\.label) == document.mentions.map(\.label))
    }
    let scores = String(decoding: file, as: UTF8.self).split(separator: "\n").compactMap { row -> String? in
      let columns = row.split(separator: "\t")
      return columns.count == 3 && columns[2].hasPrefix("B-") ? String(columns[1]) : nil
    }
    let expected = documents.flatMap { document in
      document.sentences.flatMap { sentence in
        document.mentions.filter { sentence.bytes.contains($0.bytes.lowerBound) }
      }
    }
    #expect(scores == expected.map { TaggedDocument.text($0.score) })
  }

  @Test("the same documents give the same bytes; a file of none is whole", arguments: forms)
  func repeated(form: CorpusFormat) throws {
    let documents = generated(form, 9)
    let files = try Self.files(documents, FormRendering(form, layer: Self.layer))
    #expect(try Self.files(documents, FormRendering(form, layer: Self.layer)) == files)
    let place = try Workplace()
    let empty = try FormRendering(form, layer: Self.layer)
    let paths = empty.paths(place.path("none"))
    for (path, bytes) in zip(paths, try Self.files([], empty)) { try Data(bytes).write(to: URL(filePath: path)) }
    // XML without a root element is no XML, and SGML of no documents nothing.
    guard form != .enamex else { return }
    var reader = try CorpusInput(form, paths: paths, name: "none").reader()
    #expect(try reader.next() == nil || form == .inlineXML || form == .cwb || form == .i2b2Inline)
  }

  @Test("pieces are the bytes of the form's writer", arguments: forms)
  func pieces(form: CorpusFormat) throws {
    let documents = generated(form, 7)
    let rendering = try FormRendering(form, layer: Self.layer)
    var options = FormRendering.options(WritingOptions(), form, Self.layer)
    options.marksDocuments = true
    let place = try Workplace()
    let path = place.path("written")
    var writer = try form.writer(to: path, options)
    for document in documents {
      _ = try writer.write(document.document(layer: Self.layer, withWords: form.isTokenized))
    }
    try writer.finish()
    let written = try rendering.paths(path).map { Array(try Data(contentsOf: URL(filePath: $0))) }
    #expect(try Self.files(documents, rendering) == written)
  }

  @Test("forms that hold layers keep those of the source; the others have the model's")
  func layers() throws {
    let original = Document(
      id: "a", text: Array("Ann in Rome".utf8), mentions: [Mention(label: "LOC", range: 7..<11)],
      metadata: [Attribute("year", "1999")], split: "dev")
    let result = TaggedDocument(
      source: SourceDocument(id: "a", text: original.text, original: original),
      mentions: [TaggedMention(label: "PER", bytes: 0..<3, score: 0.99996)])
    let gloss = try Self.files([result], FormRendering(.gloss, layer: "m"))[0]
    let text = String(decoding: gloss, as: UTF8.self)
    #expect(text.contains(#""name":"gold""#) && text.contains(#""name":"m","kind":"model""#))
    #expect(text.contains(#"["score","1"]"#) && text.contains(#"["year","1999"]"#) && text.contains(#""split":"dev""#))
    let doccano = String(decoding: try Self.files([result], FormRendering(.doccano, layer: "m"))[0], as: UTF8.self)
    #expect(doccano.contains("PER") && !doccano.contains("LOC"))
  }

  @Test(
    "forms of folders, and those that say something of all documents, are refused",
    arguments: [CorpusFormat.brat, .xmi])
  func refused(form: CorpusFormat) {
    #expect(throws: FormatProblem.self) { try FormRendering(form, layer: "m") }
  }

  @Test(
    "scores have at most four decimals",
    arguments: [(0, "0"), (1, "1"), (0.99999, "1"), (0.12345, "0.1235"), (0.1, "0.1"), (0.00004, "0"), (.nan, "0")])
  func scores(score: Double, text: String) { #expect(TaggedDocument.text(score) == text) }

  @Test("brackets keep lines, words and labels", arguments: [1, 2, 3])
  func brackets(seed: Int) throws {
    var generated = GeneratedResults(seed: seed)
    for document in generated.documents(30) {
      let line = String(decoding: try BracketRendering().render(document)[0], as: UTF8.self)
      let labels = document.sentences.flatMap(\.tags).filter { $0 != "O" }
      let found = line.matches(of: #/\[([BI]-[A-Z]+)\]/#.matchingSemantics(.unicodeScalar)).map { String($0.1) }
      #expect(found == labels)
      // Without brackets and white space it is the text.
      let bare = line.replacing(#/\[[BI]-[A-Z]+\]/#.matchingSemantics(.unicodeScalar), with: "").unicodeScalars.filter {
        !$0.properties.isWhitespace
      }
      let text = String(decoding: document.text, as: UTF8.self).unicodeScalars
      #expect(bare.elementsEqual(text.filter { !$0.properties.isWhitespace }))
      #expect(line.last == "\n")
    }
  }
}
