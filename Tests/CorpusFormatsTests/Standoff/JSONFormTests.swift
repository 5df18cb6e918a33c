import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("JSON forms")
struct JSONFormTests {
  static func read(_ format: CorpusFormat, _ text: String, _ change: (inout StandoffOptions) -> Void = { _ in }) throws
    -> ReadCorpus
  {
    var options = ReadingOptions()
    change(&options.standoff)
    return try readFiles(format, [("f.json", text)], options)
  }

  static func written(_ document: Document, _ format: CorpusFormat, _ options: WritingOptions = WritingOptions()) throws
    -> String
  {
    let folder = try Workplace()
    try write([document], format, to: folder.path + "/out", options)
    return try folder.text("out")
  }

  // MARK: doccano

  @Test("doccano: triples, entities with ids and relations, meta of both kinds")
  func doccano() throws {
    let corpus = try Self.read(
      .doccano,
      """
      {"id": 1, "text": "Ada met Bob", "label": [[0, 3, "PER"], [0, 3, "PER"]], "meta": {"n": 1, "tags": ["a", "b"]}}
      {"id": 2, "text": "😀 Ada met Bob", "entities": [{"id": 7, "label": "PER", "start_offset": 3, "end_offset": 6}, \
      {"id": 8, "label": "PER", "start_offset": 11, "end_offset": 14}], \
      "relations": [{"id": 1, "from_id": 7, "to_id": 8, "type": "met"}], "Comments": ["hm"], "page": 4}
      {"text": "Ada", "annotations": [{"label": 12, "start_offset": 0, "end_offset": 3, "user": 1}]}

      """)
    #expect(corpus.mentions == ["PER:Ada", "PER:Ada", "PER:Ada", "PER:Bob", "12:Ada"])
    #expect(corpus.documents.map(\.id) == ["1", "2", "f.json#3"])
    #expect(corpus.lines == [1, 2, 3])
    #expect(corpus.documents[0].metadata == [Attribute("n", "1"), Attribute("tags", "a"), Attribute("tags", "b")])
    #expect(
      corpus.documents[1].metadata == [
        Attribute("relation", #"{"id":1,"from_id":7,"to_id":8,"type":"met"}"#), Attribute("Comments", "hm"),
        Attribute("page", "4"),
      ])
    #expect(corpus.documents[2].mentions[0].attributes == [Attribute("user", "1")])
    #expect(corpus.records[0].column == 44 && corpus.records[1].column == 59)
    #expect(
      corpus.remarks == [
        "offsets are taken to count UTF-16 code units, as usual in this form; the file has no text to check them by",
        "1 document with comments, kept as metadata 'Comments'",
      ])
    #expect(
      try Self.written(corpus.documents[0], .doccano)
        == #"{"id":1,"text":"Ada met Bob","label":[[0,3,"PER"],[0,3,"PER"]],"meta":{"n":"1","tags":["a","b"]}}"# + "\n")
    #expect(
      try Self.written(corpus.documents[1], .doccano)
        == #"{"id":2,"text":"😀 Ada met Bob","entities":[{"id":7,"label":"PER","start_offset":3,"end_offset":6},"#
        + #"{"id":8,"label":"PER","start_offset":11,"end_offset":14}],"#
        + #""relations":[{"id":1,"from_id":7,"to_id":8,"type":"met"}],"meta":{"Comments":"hm","page":"4"}}"# + "\n")
  }

  @Test(
    "malformed rows are refused with their place and say what is wrong",
    arguments: [
      (
        CorpusFormat.doccano, #"{"label": [[0, 1, "PER"]], "meta": {}}"#,
        "1:1: error: the object has no 'text' (it has: label, meta)"
      ),
      (
        .doccano, "{\"text\": \"a\"}\n{\"text\": \"b\", \"label\": [[0, 1, 5]]}",
        "2:32: error: the label of a span is the number 5, expected a string"
      ),
      (
        .doccano, #"{"text": "b", "label": [[0, 1]]}"#,
        "1:25: error: a span is an array of 2, expected [start, end, label]"
      ),
      (
        .doccano, #"{"text": "b", "label": ["good"]}"#,
        "1:25: error: a span is a string, expected [start, end, label]; a class of whole documents has no place"
      ),
      (
        .doccano, #"{"text": "b", "label": [[0, 1.5, "X"]]}"#,
        "1:29: error: the end of a span is the number 1.5, expected a whole number"
      ),
      (
        .doccano, #"{"text": "b", "label": [[0, 1e40, "X"]]}"#,
        "1:29: error: the end of a span is the number 1e+40, expected a whole number"
      ),
      (.doccano, #"{"text": 5}"#, "1:10: error: 'text' is the number 5, expected a string"),
      (
        .doccano, #"{"text": "a", "text": "b"}"#,
        "1:15: error: 'text' stands twice in one object; which one counts cannot be known"
      ),
      (
        .doccano, "{\"text\": \"a\"}\n{\"text\": \"b",
        "2:12: error: found the end of the input, expected the string's closing quote"
      ),
      (.doccano, "{\"text\": \"a\"}\n{\"text\": \"b\"}}", "2:14: error: found '}', expected a value"),
      (
        .prodigy, #"[{"text": "a", "spans": [{"start": 0, "end": 1}]}]"#,
        "1:26: error: the object has no 'label' (it has: start, end)"
      ),
      (.prodigy, #"{"text": "a", "spans": {}}"#, "1:24: error: 'spans' is an object, expected an array"),
      (.prodigy, "[1]", "1:2: error: an example is the number 1, expected an object"),
      (
        .spacy, #"[["a", {"entities": [[0, 1, "X"]]}, 3]]"#,
        "1:2: error: a document is an array of 3, expected [text, {\"entities\": …}]"
      ),
      (.jsonSpans, #"{"body_": "x"}"#, "1:1: error: the object has no 'text' (it has: body_)"),
      (.jsonSpans, #"{"txt": "x"}"#, "1:1: error: the object has no 'text'; did you mean 'txt'? (it has: txt)"),
      (
        .jsonSpans, #"{"text": "x", "spans": [{"start": 0, "label": "X"}]}"#,
        "1:25: error: the object has no 'end' (it has: start, label)"
      ),
      (
        .jsonSpans, #"{"text": "x", "spans": [{"start": "0", "end": 1, "label": "X"}]}"#,
        "1:35: error: 'start' is a string, expected a whole number"
      ),
      (
        .jsonSpans, #"{"text": "x", "spans": [{"span": [0], "label": "X"}]}"#,
        "1:34: error: 'span' is an array of 1, expected [start, end]"
      ),
      (.labelStudio, #"[{"data": {"text": 1}}]"#, "1:20: error: 'text' is the number 1, expected a string"),
      (
        .labelStudio,
        #"[{"data": {"text": "a"}, "annotations": [{"result": [{"type": "labels", "value": {"start": 0, "labels": ["X"]}}]}]}]"#,
        "1:82: error: the object has no 'end' (it has: start, labels)"
      ),
      (
        .gloss, #"{"format":"gloss-documents","version":2,"offsets":"utf8"}"#,
        "1:39: error: 'version' is the number 2, expected 1; a newer Gloss wrote the file"
      ),
      (
        .gloss, #"{"format":"gloss-documents","version":1,"offsets":"bytes"}"#,
        "1:51: error: 'offsets' is 'bytes', expected one of 'codepoint', 'utf8', 'utf16'"
      ),
      (.gloss, #"{"format":"other","version":1}"#, "1:11: error: 'format' is 'other', expected 'gloss-documents'"),
      (
        .gloss, #"{"format":"gloss-tags","version":1,"offsets":"utf8"}"#,
        "1:11: error: 'format' is 'gloss-tags', expected 'gloss-documents': tagging results have no texts; name them behind their documents"
      ),
      (.gloss, #"{"id":"1"}"#, "1:1: error: the object has no 'text' (it has: id)"),
      (
        .gloss, #"{"text":"a","layers":[{"name":"x","kind":"alien","mentions":[]}]}"#,
        "1:42: error: 'kind' is 'alien', expected one of 'gold', 'model', 'person'"
      ),
      (.biocJSON, #"{"documents": [{"id": "1"}]}"#, "1:16: error: the object has no 'passages' (it has: id)"),
      (
        .biocJSON, #"{"documents": [{"id": "1", "passages": [{"offset": -1, "text": "a"}]}]}"#,
        "1:52: error: 'offset' is the number -1, expected a whole number from 0 on"
      ),
      (.biocJSON, #"{"documents": {}}"#, "1:15: error: 'documents' is an object, expected an array"),
    ])
  func malformed(format: CorpusFormat, text: String, expected: String) throws {
    #expect(try failure(format, [("f.json", text)]) == "f.json:" + expected)
  }

  // MARK: Label Studio

  static let tasks = """
    [{"id": 5, "data": {"text": "😀 Ada met Bob in York.", "source": "x"}, "created_at": "2024",
      "annotations": [
       {"was_cancelled": true, "result": [{"id": "z", "type": "labels", "value": {"start": 0, "end": 1, "labels": ["PER"]}}]},
       {"completed_by": 3, "result": [
        {"id": "a", "from_name": "label", "to_name": "text", "type": "labels",
         "value": {"start": 2, "end": 5, "text": "Ada", "labels": ["PER", "NAME"]}, "meta": {"text": ["sure"]}},
        {"id": "b", "type": "labels", "value": {"start": 10, "end": 13, "text": "Bob", "labels": ["PER"]}},
        {"id": "b", "from_name": "sex", "type": "choices", "value": {"start": 10, "end": 13, "choices": ["m"]}},
        {"id": "e", "type": "labels", "value": {"start": 0, "end": 1, "labels": []}},
        {"from_id": "a", "to_id": "b", "type": "relation", "direction": "right", "labels": ["met"]},
        {"from_name": "mood", "type": "choices", "value": {"choices": ["good"]}}]},
       {"completed_by": {"id": 4}, "result": [{"id": "c", "type": "labels",
         "value": {"start": 17, "end": 21, "text": "York", "labels": ["LOC"]}}]}],
      "predictions": [{"model_version": "m1", "result": [{"id": "d", "type": "labels", "score": 0.5,
         "value": {"start": 2, "end": 5, "text": "Ada", "labels": ["PER"]}}]}]}]
    """

  @Test("Label Studio: annotations and predictions are layers")
  func labelStudio() throws {
    let corpus = try Self.read(.labelStudio, Self.tasks)
    let document = corpus.documents[0]
    #expect(document.id == "5")
    #expect(document.layers.map(\.name) == ["gold", "annotator 4", "m1"])
    #expect(document.layers.map(\.kind) == [.gold, .person, .model])
    #expect(corpus.mentions == ["PER:Ada", "NAME:Ada", "PER:Bob"])
    #expect(document.mentions.map(\.id) == ["a", nil, "b"])
    #expect(document.mentions[0].attributes == [Attribute("text", "sure")])
    #expect(document.mentions[2].attributes == [Attribute("sex", "m")])
    #expect(document.layers[2].mentions[0].attributes == [Attribute("score", "0.5")])
    #expect(document.metadata.map(\.key) == ["source", "relation", "result"])
    #expect(corpus.count(.dropped, .notSelected) == 1)
    #expect(corpus.count(.dropped, .label) == 1)
    #expect(
      corpus.remarks == [
        "offsets count Unicode code points: 5 of 5 texts fit (UTF-16 code units 0, UTF-8 bytes 0)",
        "not kept: task member 'created_at' (1)",
      ])
    let chosen = try Self.read(.labelStudio, Self.tasks) { $0.sets = ["annotator 4"] }
    #expect(chosen.documents[0].layers.map(\.mentions.count).reduce(0, +) == 1)
    #expect(chosen.count(.dropped, .notSelected) == 5)
  }

  @Test("Label Studio: tasks of layers come back")
  func labelStudioWritten() throws {
    let folder = try Workplace()
    let documents = try Self.read(.labelStudio, Self.tasks).documents
    let records = try write(documents, .labelStudio, to: folder.path + "/out")
    #expect(records.count == 5)
    let again = try ReadCorpus(.labelStudio, path: folder.path + "/out").documents
    #expect(again[0].layers.map(\.mentions) != [])
    #expect(again[0].metadata == documents[0].metadata)
    for (left, right) in zip(again[0].layers, documents[0].layers) {
      #expect(left.mentions.map(\.label) == right.mentions.map(\.label))
      #expect(left.mentions.map(\.fragments) == right.mentions.map(\.fragments))
      #expect(left.mentions.map(\.attributes) == right.mentions.map(\.attributes))
      #expect(Set(left.mentions.compactMap(\.id)).count == left.mentions.count)
    }
    #expect(
      try folder.text("out").hasPrefix("[\n{\"id\":5,\"data\":{\"text\":\"😀 Ada met Bob in York.\",\"source\":\"x\"}"))
    var empty = try CorpusFormat.labelStudio.writer(to: folder.path + "/none")
    try empty.finish()
    #expect(try folder.text("none") == "[]\n")
  }

  @Test("Label Studio: the small form, another text key, HTML")
  func labelStudioOthers() throws {
    let small = try Self.read(
      .labelStudio,
      """
      [{"id": 1, "text": "Ada met Bob", "annotator": 2, "kind": "k",
        "label": [{"start": 0, "end": 3, "text": "Ada", "labels": ["PER"]},
                  {"start": 8, "end": 11, "text": "Bob", "labels": ["PER", "X"]}]}]
      """)
    #expect(small.mentions == ["PER:Ada", "PER:Bob", "X:Bob"])
    #expect(small.documents[0].metadata == [Attribute("kind", "k")])
    let other = try Self.read(
      .labelStudio,
      #"[{"data": {"review": "Ada"}, "annotations": [{"result": [{"type": "labels", "value": {"start": 0, "end": 3, "labels": ["P"]}}]}]}]"#
    )
    #expect(other.mentions == ["P:Ada"])
    let html = try Self.read(
      .labelStudio,
      #"[{"data": {"text": "<p>Ada</p>"}, "annotations": [{"result": [{"type": "hypertextlabels", "value": {"start": "/p[1]/text()[1]", "end": "/p[1]/text()[1]", "startOffset": 0, "endOffset": 3, "hypertextlabels": ["P"]}}]}]}]"#
    )
    #expect(html.mentions.isEmpty)
    #expect(html.count(.dropped, .outsideText) == 1)
  }

  // MARK: Prodigy, spaCy, other keys

  @Test("Prodigy: accepted examples with tokens; others are left out and counted")
  func prodigy() throws {
    let text = """
      {"text": "😀 Ada met Bob", "_input_hash": -12, "_task_hash": 3, "meta": {"source": "x"}, "tokens": [\
      {"text": "😀", "start": 0, "end": 1, "id": 0, "ws": true}, {"text": "Ada", "start": 2, "end": 5, "id": 1}, \
      {"text": "met", "start": 6, "end": 9, "id": 2}, {"text": "Bob", "start": 10, "end": 13, "id": 3}], \
      "spans": [{"start": 2, "end": 5, "token_start": 1, "token_end": 1, "label": "PER", "source": "m"}], "answer": "accept"}
      {"text": "No", "spans": [{"start": 0, "end": 2, "label": "PER"}], "answer": "reject"}
      {"text": "Eh", "answer": "ignore"}
      {"text": "Eve", "spans": [{"start": 0, "end": 3, "label": "PER"}]}

      """
    let corpus = try Self.read(.prodigy, text)
    #expect(corpus.mentions == ["PER:Ada", "PER:Eve"])
    #expect(corpus.documents.map(\.id) == ["f.json#1", "f.json#4"])
    #expect(corpus.documents[0].tokens.map { corpus.documents[0].string($0) } == ["😀", "Ada", "met", "Bob"])
    #expect(corpus.documents[0].mentions[0].attributes == [Attribute("source", "m")])
    #expect(
      corpus.documents[0].metadata
        == [
          Attribute("_input_hash", "-12"), Attribute("_task_hash", "3"), Attribute("source", "x"),
          Attribute("answer", "accept"),
        ])
    #expect(
      corpus.remarks == [
        "offsets count Unicode code points: 4 of 4 texts fit (UTF-16 code units 0, UTF-8 bytes 0)",
        "1 example with the answer 'ignore' left out, with 0 spans",
        "1 example with the answer 'reject' left out, with 1 span",
      ])
    #expect(try Self.read(.prodigy, text) { $0.sets = ["reject"] }.mentions == ["PER:No", "PER:Eve"])
    #expect(
      try Self.written(corpus.documents[0], .prodigy)
        == #"{"text":"😀 Ada met Bob","id":"f.json#1","tokens":[{"text":"😀","start":0,"end":1,"id":0,"ws":true},"#
        + #"{"text":"Ada","start":2,"end":5,"id":1,"ws":true},{"text":"met","start":6,"end":9,"id":2,"ws":true},"#
        + #"{"text":"Bob","start":10,"end":13,"id":3,"ws":false}],"#
        + #""spans":[{"start":2,"end":5,"token_start":1,"token_end":1,"label":"PER","text":"Ada","source":"m"}],"#
        + #""_input_hash":-12,"_task_hash":3,"answer":"accept","meta":{"source":"x"}}"# + "\n")
  }

  @Test("tokens that do not ascend are left out, and it is said")
  func brokenTokens() throws {
    let corpus = try Self.read(
      .prodigy,
      #"{"text": "Ada", "tokens": [{"text": "Ada", "start": 0, "end": 3}, {"text": "Ada", "start": 0, "end": 3}]}"#)
    #expect(corpus.documents[0].tokens == [])
    #expect(
      corpus.remarks.last == "1 document with tokens or sentences that do not ascend in the text; these are left out")
  }

  @Test(
    "spaCy: triples, objects, groups, rows, tokens and sentences",
    arguments: [
      #"{"text": "😀 Ada met Bob", "entities": [[2, 5, "PER"], [10, 13, "PER"]]}"#,
      #"[["😀 Ada met Bob", {"entities": [[2, 5, "PER"], [10, 13, "PER", "Q1"]]}]]"#,
      #"{"text": "😀 Ada met Bob", "ents": [{"start": 2, "end": 5, "label": "PER"}, {"start": 10, "end": 13, "label": "PER"}]}"#,
      #"{"text": "😀 Ada met Bob", "spans": {"gold": [{"start": 2, "end": 5, "label": "PER"}, {"start": 10, "end": 13, "label": "PER"}]}}"#,
      #"{"text": "😀 Ada met Bob", "label": [[2, 5, "PER"], [10, 13, "PER"]], "tokens": [{"id": 0, "start": 0, "end": 1}], "sents": [{"start": 0, "end": 13}]}"#,
    ])
  func spacy(text: String) throws {
    let corpus = try Self.read(.spacy, text)
    #expect(corpus.mentions == ["PER:Ada", "PER:Bob"])
    #expect(corpus.documents[0].tokens.count == corpus.documents[0].sentences.count)
    let again = try Self.read(.spacy, try Self.written(corpus.documents[0], .spacy))
    #expect(again.mentions == ["PER:Ada", "PER:Bob"])
    #expect(again.documents[0].tokens == corpus.documents[0].tokens)
  }

  @Test(
    "spans with other keys are found, or named",
    arguments: [
      (
        #"[{"curid": "1", "text": "Ada x", "entities": [{"name": "Ada", "span": [0, 3], "type": "人名"}]}]"#,
        "text is in 'text', spans are in 'entities' (name, span, type)"
      ),
      (
        #"{"full_text": "Ada x", "spans": [{"entity_type": "人名", "entity_value": "Ada", "start_position": 0, "end_position": 3}]}"#,
        "text is in 'full_text', spans are in 'spans' (entity_type, entity_value, start_position, end_position)"
      ),
      (
        #"{"text": "Ada x", "mentions": [{"offset": 0, "length": 3, "label": "人名"}]}{"text": "no"}"#,
        "text is in 'text', spans are in 'mentions' (offset, length, label); 1 object without spans"
      ),
      (
        #"{"sentence": "Ada x", "ner": [[0, 3, "人名"]]}"#,
        "text is in 'sentence', spans are in 'ner' ([start, end, label])"
      ),
      (
        #"{"text": "Ada x", "labels": [{"start": 0.0, "end": 3.0, "labels": ["人名"]}]}"#,
        "text is in 'text', spans are in 'labels' (start, end, labels)"
      ),
    ])
  func keys(text: String, remark: String) throws {
    let corpus = try Self.read(.jsonSpans, text)
    #expect(corpus.mentions == ["人名:Ada"])
    #expect(corpus.remarks.last == remark)
  }

  @Test("configured keys overrule what would be found")
  func configured() throws {
    let text =
      #"{"text": "no", "t": "Ada x", "entities": [], "s": [{"start": 0, "end": 3, "label": "no", "k": "P"}], "n": 7}"#
    let corpus = try Self.read(.jsonSpans, text) {
      ($0.textKey, $0.spansKey, $0.labelKey, $0.idKey) = ("t", "s", "k", "n")
    }
    #expect(corpus.mentions == ["P:Ada"])
    #expect(corpus.documents[0].id == "7")
    #expect(corpus.documents[0].mentions[0].attributes == [Attribute("label", "no")])
  }
}
