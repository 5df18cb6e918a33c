import Annotations
import JSONText

/// Text with offsets as spaCy's tools have it: `entities`, `spans` or `ents` with `[start, end, label]` or objects, rows
/// `["text", {"entities": …}]`, and what `Doc.to_json` writes.
struct SpacyDecoder: JSONRowDecoder {
  private let options: StandoffOptions
  private let layer: String
  private var parser: SpanParser

  init(_ options: ReadingOptions) {
    (self.options, layer) = (options.standoff, options.layer)
    var keys = SpanParser.Keys()
    if let label = options.standoff.labelKey { keys.label = [label] }
    parser = SpanParser(keys)
  }

  var remarks: [String] { [] }

  mutating func decode(_ row: JSON, _ source: inout JSONSource) throws -> SourceDocument? {
    if let parts = row.elements {
      guard parts.count == 2 else {
        throw source.located(
          .wrongKind(what: "a document", found: "an array of \(parts.count)", expected: "[text, {\"entities\": …}]"),
          at: row)
      }
      return try document(
        text: try source.bytes(parts[0], "the text"), try source.object(parts[1], "a document's annotations"), [],
        &source)
    }
    let row = try source.object(row, "a document")
    let text = try source.member([options.textKey ?? "text"], of: row)
    return try document(text: try source.bytes(text.value, "'\(text.name)'"), row, [text.name], &source)
  }

  private mutating func document(
    text: [UInt8], _ row: JSON, _ used: Set<String>, _ source: inout JSONSource
  ) throws -> SourceDocument {
    var document = SourceDocument(text: text)
    var used = used
    var layers = [SourceLayer(name: layer)]
    for key in options.spansKey.map({ [$0] }) ?? ["entities", "ents", "spans", "labels", "label"] {
      guard let spans = row[key], !spans.isNull else { continue }
      if let groups = spans.members {
        // Groups of spans are layers of their own.
        for group in groups {
          var layer = SourceLayer(name: group.name)
          for span in try source.elements(group.value, "'\(group.name)'") {
            layer.spans.append(try parser.span(span, &source))
          }
          if layer.name == self.layer { layers[0].spans += layer.spans } else { layers.append(layer) }
        }
      } else if spans.elements != nil || options.spansKey != nil || key == "entities" {
        for span in try source.elements(spans, "'\(key)'") { layers[0].spans.append(try parser.span(span, &source)) }
      } else {
        continue
      }
      used.insert(key)
    }
    for (key, path) in [("tokens", \SourceDocument.tokens), ("sents", \.sentences)] {
      guard let units = row[key]?.elements, units.allSatisfy({ $0["start"]?.integer != nil }) else { continue }
      used.insert(key)
      for unit in units { document[keyPath: path].append(try source.stretch(of: unit)) }
    }
    try document.takeMembers(of: row, idKeys: [options.idKey ?? "id"], except: used, &source)
    document.layers = layers
    return document
  }
}

/// Writes `text` with `entities` as `[start, end, label]`, and `tokens` and `sents` if the document has them.
struct SpacyEncoder: JSONRowEncoder {
  static let keeps: Set<WritingNotes.Part> = [.metadata, .tokens, .split]
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document, into output: inout JSONOutput) throws -> [SpanRecord] {
    let offsets = UnitOffsets(document.text, options.unit ?? .codePoint)
    var records: [SpanRecord] = []
    output.object { output in
      output.member("id", document.id)
      output.name("text")
      output.value(document.text)
      output.name("entities")
      output.array { output in
        for mention in document.layer(options.layer)?.mentions ?? [] {
          var written = WrittenMention(mention, in: document, options.projection)
          written.lacksAllBut()
          for range in written.ranges {
            let (start, end) = offsets(range)
            output.array {
              $0.value(start)
              $0.value(end)
              $0.value(mention.label)
            }
          }
          records.append(written.record)
        }
      }
      for (name, ranges) in [("sents", document.sentences), ("tokens", document.tokens)] where !ranges.isEmpty {
        output.name(name)
        output.array { output in
          for (index, range) in ranges.enumerated() {
            let (start, end) = offsets(range)
            output.object {
              if name == "tokens" { $0.member("id", index) }
              $0.member("start", start)
              $0.member("end", end)
            }
          }
        }
      }
      if let split = document.split { output.member("split", split) }
      output.meta(document.metadata)
    }
    return records
  }
}
