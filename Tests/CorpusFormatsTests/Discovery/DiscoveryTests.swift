import Files
import Foundation
import Testing

@testable import CorpusFormats

@Suite("Discovery of inputs")
struct DiscoveryTests {
  static let corpora: String? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    let path = root.appending(path: "shared/corpora").path(percentEncoded: false)
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// What each folder of the real corpora holds: form and number of inputs.
  static let expected: [(folder: String, forms: [CorpusFormat: Int])] = [
    ("anem", [.columns: 2]), ("bc5cdr", [.bioc: 2, .pubtator: 1]), ("brat_ncbi", [.brat: 30]), ("btc", [.columns: 6]),
    ("bulk_books", [.text: 61]), ("crossner", [.columns: 9]), ("fin_sec", [.columns: 2]), ("german_ler", [.columns: 1]),
    ("germeval2014", [.columns: 2]), ("gmb", [.columns: 3]), ("grobid_ner", [.inlineXML: 14]),
    ("gum", [.columns: 30, .webanno: 30, .conllu: 30, .cwb: 30]), ("hiner", [.columns: 1]),
    ("japanese_gsd", [.columns: 1, .conllu: 1]), ("japanese_wiki", [.jsonSpans: 1]), ("klue_ko", [.columns: 1]),
    ("ncbi_disease", [.columns: 3, .pubtator: 2]), ("presidio_synth", [.jsonSpans: 1]), ("tei_ehri", [.tei: 59]),
    ("tei_schnitzler_briefe", [.tei: 40]), ("tei_schnitzler_tagebuch", [.tei: 150]), ("thai_ner", [.columns: 1]),
    ("turku_fi", [.columns: 3]), ("uner", [.columns: 3]), ("wikigold", [.columns: 1]),
    ("wojood_sample_ar", [.columns: 3]),
    ("synthetic_xml/i2b2_2006", [.i2b2Inline: 1]), ("synthetic_xml/i2b2_2014", [.i2b2: 20]),
    ("synthetic_xml/muc_enamex", [.enamex: 20]),
  ]

  @Test(
    "the real corpora are told by their contents", .enabled(if: corpora != nil, "no ../shared/corpora here"),
    arguments: expected.indices)
  func realCorpora(_ index: Int) throws {
    let (folder, forms) = Self.expected[index]
    let discovery = try CorpusDiscovery([(Self.corpora ?? "") + "/" + folder])
    var found: [CorpusFormat: Int] = [:]
    for input in discovery.inputs { found[input.format, default: 0] += 1 }
    #expect(found == forms, "\(folder)")
  }

  @Test(
    "a text tells its form",
    arguments: [
      ("a\tO\nb\tB-PER\n\n", CorpusFormat.columns), ("-DOCSTART- -X- -X- O\n\nU.N. NNP I-NP I-ORG\n", .columns),
      ("#FORMAT=WebAnno TSV 3.3\n\n", .webanno), ("12|t|A title\n12|a|Text\n", .pubtator),
      ("T1\tPER 0 3\tAda\n", .brat), ("c=\"fever\" 1:2 1:2||t=\"problem\"\n", .i2b2Concepts),
      ("1\tAda\tAda\tPROPN\t_\t_\t0\troot\t_\tNE=B-PER\n2\tLovelace\t_\tPROPN\t_\t_\t1\tflat\t_\tNE=I-PER\n", .conllu),
      ("<?xml version=\"1.0\"?>\n<!-- <TEI> --><!DOCTYPE x [<!ENTITY a \"b\">]>\n<TEI xmlns=\"x\">", .tei),
      ("<GateDocument version=\"3\">", .gate), ("<DOC>\n<TEXT>\n<ENAMEX TYPE=\"PERSON\">Ada</ENAMEX>", .enamex),
      ("<xmi:XMI xmlns:xmi=\"http://www.omg.org/XMI\">", .xmi),
      ("{\"text\": \"a\", \"label\": [[0, 1, \"X\"]]}\n", .doccano),
      (
        "{\"text\": \"a\", \"spans\": [{\"start\": 0, \"end\": 1, \"label\": \"X\"}], \"answer\": \"accept\"}\n",
        .prodigy
      ),
      ("[{\"data\": {\"text\": \"a\"}, \"annotations\": []}]", .labelStudio),
      ("{\"text\": \"a\", \"entities\": [[0, 1, \"X\"]]}\n", .spacy),
      ("{\"documents\": [{\"passages\": [{\"infons\": {}}]}]}", .biocJSON), ("Plain words, and more of them.\n", .text),
      ("two words\nfor each\nline here\n", .text),
    ])
  func forms(text: String, form: CorpusFormat) {
    #expect(FormatDetection.form(of: FileSample(bytes: Array(text.utf8), isWhole: true), path: "x") == form)
  }

  @Test("bytes that are no text have no form")
  func binary() {
    let sample = FileSample(bytes: [0x50, 0x4B, 3, 4, 0, 0], isWhole: true)
    #expect(FormatDetection.form(of: sample, path: "x.zip") == nil)
  }

  @Test(
    "a file's name tells its split by whole words",
    arguments: [
      ("train.txt", "train"), ("en_ewt-ud-dev.iob2", "dev"), ("NER-de-test.tsv", "test"), ("validation.conll", "dev"),
      ("devices.txt", nil), ("latest.txt", nil),
    ])
  func split(name: String, split: String?) {
    #expect(CorpusDiscovery.split("some/folder/\(name)") == split)
  }

  @Test("files that belong together are one input, and what is no corpus is left out")
  func pairs() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in [
      ("a.txt", "Ada"), ("a.ann", "T1\tPER 0 3\tAda\n"), ("text_train.txt", "Ada\n"), ("labels_train.txt", "B-PER\n"),
      ("README.md", "words"), (".hidden.conll", "a\tO\n"), ("alone.ann", "T1\tPER 0 3\tAda\n"),
    ] { try Data(text.utf8).write(to: folder.appending(path: name)) }
    let discovery = try CorpusDiscovery([folder.path(percentEncoded: false)])
    #expect(discovery.inputs.map(\.name) == ["a.txt", "text_train.txt"])
    #expect(discovery.inputs.map(\.format) == [.brat, .textLabels])
    #expect(discovery.inputs.map(\.paths.count) == [2, 2])
    #expect(discovery.remarks.count == 1)
  }

  @Test("folders are walked by the names of files, without hidden ones; links to folders are not followed")
  func folders() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    for name in ["b.conll", "a/z.conll", "a/b/c.conll", "a-b.conll", ".git/d.conll", "a/.e.conll", "a/b/.f/g.conll"] {
      let url = folder.appending(path: name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data("Ada\tO\n".utf8).write(to: url)
    }
    for (name, target) in [("a/b/up", ".."), ("again", "a"), ("file.conll", "b.conll"), ("lost.conll", "nowhere")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.appending(path: name).path(percentEncoded: false), withDestinationPath: target)
    }
    for path in [folder.path(percentEncoded: false), folder.path(percentEncoded: false) + "/"] {
      let discovery = try CorpusDiscovery([path])
      #expect(discovery.inputs.map(\.name) == ["a-b.conll", "a/b/c.conll", "a/z.conll", "b.conll", "file.conll"])
      #expect(discovery.remarks.count == 1 && discovery.remarks[0].contains("lost.conll"))
    }
  }

  @Test("a path that is not there, a file without form and a pipe without a named form are errors")
  func errors() throws {
    #expect(throws: (any Error).self) { try CorpusDiscovery(["/nowhere/at/all"]) }
    #expect(throws: FileError(DiscoveryProblem.pipeWithoutForm, file: "-")) { try CorpusDiscovery(["-"]) }
  }
}
