import Annotations
import JSONText

/// Prodigy's JSON Lines: `text`, `tokens`, `spans`, and what the annotator answered.
///
/// Only accepted examples are taken, and those without an answer: a rejected one says that its spans are wrong, not that
/// there are none. `StandoffOptions.sets` names other answers.
struct ProdigyDecoder: JSONRowDecoder {
  private let options: StandoffOptions
  private let layer: String
  private let answers: Set<String>
  private var parser: SpanParser
  /// Examples and spans left out, by answer.
  private var leftOut: [String: (examples: Int, spans: Int)] = [:]

  init(_ options: ReadingOptions) {
    (self.options, layer) = (options.standoff, options.layer)
    answers = Set(options.standoff.sets ?? ["accept"])
    var keys = SpanParser.Keys()
    keys.label = [options.standoff.labelKey ?? "label"]
    (keys.start, keys.end, keys.pair) = (["start"], ["end"], [])
    keys.surface = ["text"]
    keys.id = ["id"]
    parser = SpanParser(keys)
  }

  var remarks: [String] {
    leftOut.sorted { $0.key < $1.key }.map { answer, count in
      "\(counted(count.examples, "example")) with the answer '\(answer)' left out, with \(counted(count.spans, "span"))"
    }
  }

  mutating func decode(_ row: JSON, _ source: inout JSONSource) throws -> SourceDocument? {
    let row = try source.object(row, "an example")
    if let answer = row["answer"], !answer.isNull {
      let answer = try source.string(answer, "'answer'")
      guard answers.contains(answer) else {
        let spans = row[options.spansKey ?? "spans"]?.elements?.count ?? 0
        leftOut[answer, default: (0, 0)].examples += 1
        leftOut[answer, default: (0, 0)].spans += spans
        return nil
      }
    }
    let text = try source.member([options.textKey ?? "text"], of: row)
    var document = SourceDocument(text: try source.bytes(text.value, "'\(text.name)'"))
    var layer = SourceLayer(name: layer)
    let spansKey = options.spansKey ?? "spans"
    if let spans = row[spansKey], !spans.isNull {
      for span in try source.elements(spans, "'\(spansKey)'") {
        var span = try parser.span(span, &source)
        // These follow from the offsets, and would be wrong as soon as the tokens change.
        span.attributes.removeAll { ["token_start", "token_end"].contains($0.key) }
        layer.spans.append(span)
      }
    }
    if let tokens = row["tokens"], !tokens.isNull {
      for token in try source.elements(tokens, "'tokens'") {
        let token = try source.object(token, "a token")
        document.tokens.append(try source.stretch(of: token))
        document.tokenTexts.append(token["text"]?.bytes)
      }
    }
    try document.takeMembers(of: row, idKeys: [options.idKey ?? "id"], except: [text.name, spansKey, "tokens"], &source)
    document.layers = [layer]
    return document
  }
}

/// Writes `text`, `tokens`, `spans` and `meta`; spans whose borders are those of tokens name the tokens too.
struct ProdigyEncoder: JSONRowEncoder {
  static let keeps: Set<WritingNotes.Part> = [.metadata, .tokens, .split]
  let options: WritingOptions

  init(_ options: WritingOptions) { self.options = options }

  mutating func encode(_ document: Document, into output: inout JSONOutput) throws -> [SpanRecord] {
    let offsets = UnitOffsets(document.text, options.unit ?? .codePoint)
    var records: [SpanRecord] = []
    output.object { output in
      output.name("text")
      output.value(document.text)
      output.member("id", document.id)
      if !document.tokens.isEmpty {
        output.name("tokens")
        output.array { tokens(document, offsets, &$0) }
      }
      output.name("spans")
      output.array { output in
        for mention in document.layer(options.layer)?.mentions ?? [] {
          var written = WrittenMention(mention, in: document, options.projection)
          written.lacksAttributes(SpanKeyNames.taken)
          for range in written.ranges { span(mention, range, document, offsets, &output) }
          records.append(written.record)
        }
      }
      if let split = document.split { output.member("split", split) }
      // Prodigy's own members stand beside the text; hashes are numbers.
      let own = document.metadata.filter { attribute in
        (attribute.key.hasPrefix("_") || attribute.key == "answer")
          && document.metadata.count { $0.key == attribute.key } == 1
      }
      for attribute in own {
        output.name(attribute.key)
        output.plain(attribute.value)
      }
      output.meta(document.metadata.filter { !own.contains($0) })
    }
    return records
  }

  private func tokens(_ document: Document, _ offsets: UnitOffsets, _ output: inout JSONOutput) {
    for (index, token) in document.tokens.enumerated() {
      let (start, end) = offsets(token)
      output.object {
        $0.name("text")
        $0.value(document.text[token])
        $0.member("start", start)
        $0.member("end", end)
        $0.member("id", index)
        $0.name("ws")
        $0.value(token.upperBound < document.text.count && document.text[token.upperBound] == 0x20)
      }
    }
  }

  private func span(
    _ mention: Mention, _ range: Range<Int>, _ document: Document, _ offsets: UnitOffsets,
    _ output: inout JSONOutput
  ) {
    let (start, end) = offsets(range)
    let tokens = document.tokens
    let first = tokens.partitioningIndex { $0.lowerBound >= range.lowerBound }
    let last = tokens.partitioningIndex { $0.upperBound >= range.upperBound }
    output.object {
      $0.member("start", start)
      $0.member("end", end)
      if first <= last, last < tokens.count, tokens[first].lowerBound == range.lowerBound,
        tokens[last].upperBound == range.upperBound
      {
        $0.member("token_start", first)
        $0.member("token_end", last)
      }
      $0.member("label", mention.label)
      $0.name("text")
      $0.value(document.text[range])
      if let id = mention.id { $0.member("id", id) }
      $0.members(mention.attributes, except: SpanKeyNames.taken)
    }
  }
}
