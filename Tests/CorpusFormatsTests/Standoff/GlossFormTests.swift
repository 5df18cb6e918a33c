import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Gloss's own form and BioC JSON")
struct GlossFormTests {
  // MARK: Gloss

  @Test("Gloss's own form, as it is written")
  func gloss() throws {
    var document = Document(
      id: "1", text: Array("😀 Ada met Bob".utf8), sentences: [0..<16], tokens: [0..<4, 5..<8],
      mentions: [Mention(label: "P", fragments: [5..<8, 13..<16], id: "T1", attributes: [Attribute("k", "v")])],
      metadata: [Attribute("a", "1"), Attribute("a", "2")], split: "train")
    document.layers.append(AnnotationLayer(name: "m", kind: .model))
    #expect(
      try JSONFormTests.written(document, .gloss) == """
        {"format":"gloss-documents","version":1,"offsets":"codepoint"}
        {"id":"1","text":"😀 Ada met Bob","split":"train","sentences":[[0,13]],"tokens":[[0,1],[2,5]],\
        "metadata":[["a","1"],["a","2"]],"layers":[{"name":"gold","kind":"gold","mentions":[{"start":2,"end":13,"label":"P",\
        "text":"Ada Bob","fragments":[[2,5],[10,13]],"id":"T1","attributes":[["k","v"]]}]},\
        {"name":"m","kind":"model","mentions":[]}]}

        """)
    var options = WritingOptions()
    options.layer = "m"
    #expect(
      try JSONFormTests.read(.gloss, try JSONFormTests.written(document, .gloss, options)).documents[0].layers.map(
        \.name) == ["m"])
  }

  @Test("results of gloss tag are a layer of their documents")
  func tags() throws {
    let documents = """
      {"id": "a", "text": "😀 Ada"}
      {"id": "b", "text": "Bob", "mentions": [{"start": 0, "end": 3, "label": "P"}]}

      """
    let tags = """
      {"format":"gloss-tags","model":"m.tlt","offsets":"utf16","score":"product of word posteriors","version":1}
      {"id":"a","mentions":[{"end":6,"label":"PER","score":0.9876,"start":3,"text":"Ada"}],"windows":1,"words":2,"words_scored":2}
      {"id":"b","mentions":[],"windows":1,"words":1,"words_scored":1}

      """
    let corpus = try readFiles(.gloss, [("d.jsonl", documents), ("t.jsonl", tags)])
    #expect(corpus.documents.map { $0.layers.map(\.name) } == [["gold", "m.tlt"], ["gold", "m.tlt"]])
    let layer = corpus.documents[0].layers[1]
    #expect(layer.kind == .model)
    #expect(layer.mentions == [Mention(label: "PER", range: 5..<8, attributes: [Attribute("score", "0.9876")])])
    #expect(corpus.documents[1].mentions.map(\.label) == ["P"])
    #expect(
      try failure(.gloss, [("d.jsonl", documents), ("t.jsonl", tags.replacing(#""id":"a""#, with: #""id":"x""#))])
        == "t.jsonl:2:7: error: the row belongs to the document 'x', expected 'a'; both files must have the same documents "
        + "in the same order")
    let folder = try Workplace()
    var rows = try TagRows(path: try folder.file("t.jsonl", tags))
    let found = try rows.layer(of: Document(id: "a", text: Array("😀 Ada".utf8)))
    #expect(found?.layer.mentions.count == 1)
    #expect(rows.layerName == "m.tlt")
  }

  // MARK: BioC

  static let bioc =
    #"{"id": "1", "infons": {}, "passages": [{"offset": 0, "infons": {"type": "title"}, "text": "😀 Ada", "#
    + #""annotations": [{"id": "T1", "infons": {"type": "P", "identifier": null, "ids": ["a", "b"]}, "text": "Ada", "#
    + #""locations": [{"offset": 2, "length": 3}]}], "relations": []}, {"offset": 6, "infons": {}, "text": "met Bob"}], "#
    + #""relations": [{"id": "R1", "infons": {"type": "x"}, "nodes": [{"refid": "T1", "role": "r"}]}]}"#

  @Test(
    "BioC JSON: a collection, an array of them, a row of documents",
    arguments: [
      #"{"source": "s", "date": "", "key": "", "infons": {}, "documents": [\#(bioc)]}"#,
      #"[{"source": "s", "documents": [\#(bioc)]}, {"documents": []}]"#, bioc + "\n",
    ])
  func biocJSON(text: String) throws {
    let corpus = try JSONFormTests.read(.biocJSON, text)
    #expect(corpus.documents.map(\.id) == ["1"])
    #expect(String(decoding: corpus.documents[0].text, as: UTF8.self) == "😀 Ada\nmet Bob")
    #expect(corpus.mentions == ["P:Ada"])
    #expect(corpus.documents[0].mentions[0].attributes == [Attribute("ids", "a"), Attribute("ids", "b")])
    #expect(corpus.documents[0].metadata.contains(Attribute("bioc.node.r", "T1")))
  }

  @Test("BioC JSON and XML tell the same documents")
  func biocBoth() throws {
    let folder = try Workplace()
    let documents = try JSONFormTests.read(.biocJSON, #"{"source": "s", "key": "k", "documents": [\#(Self.bioc)]}"#)
      .documents
    try write(documents, .bioc, to: folder.path + "/x.xml")
    let xml = try ReadCorpus(.bioc, path: folder.path + "/x.xml").documents
    #expect(xml == documents)
    try write(xml, .biocJSON, to: folder.path + "/x.json")
    let json = try ReadCorpus(.biocJSON, path: folder.path + "/x.json")
    #expect(json.documents.map(\.metadata) == documents.map(\.metadata))
    #expect(json.mentions == ["P:Ada"])
    var empty = try CorpusFormat.biocJSON.writer(to: folder.path + "/none")
    try empty.finish()
    #expect(try folder.text("none") == "{\"source\":\"\",\"date\":\"\",\"key\":\"\",\"infons\":{},\"documents\":[]}\n")
    #expect(try ReadCorpus(.biocJSON, path: folder.path + "/none").documents.isEmpty)
  }
}
