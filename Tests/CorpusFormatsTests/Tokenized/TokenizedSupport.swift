import Annotations
import Foundation
import Testing

@testable import CorpusFormats

/// What a reader makes of a text, and what it remarks in the end.
func read(
  _ text: String, as format: CorpusFormat, _ change: (inout ReadingOptions) -> Void = { _ in }
) throws -> (documents: [ReadDocument], remarks: [String]) {
  var options = ReadingOptions()
  change(&options)
  let lines = LineReader(bytes: Array(text.utf8), name: "x.txt")
  return try all(
    format == .conllu
      ? ConlluDocuments(lines: lines, input: "x", options: options)
      : ColumnDocuments(lines: lines, input: "x", options: options))
}

/// All documents of a reader. Each must hold the invariants, and its records must add up.
func all(_ reader: any DocumentReader) throws -> (documents: [ReadDocument], remarks: [String]) {
  var reader = reader
  var documents: [ReadDocument] = []
  while let read = try reader.next() {
    #expect(DocumentFault(of: read.document) == nil)
    let mentions = read.document.layers.reduce(0) { $0 + $1.mentions.count }
    #expect(read.spans.reduce(0) { $0 + $1.produced } == mentions)
    documents.append(read)
  }
  return (documents, reader.remarks)
}

/// A document in one line: `id «text» tokens=… gold: X(surface) …`.
func brief(_ read: ReadDocument) -> String {
  let document = read.document
  var text = "\(document.id) «\(document.string(0..<document.text.count))»"
  for layer in document.layers {
    let mentions = layer.mentions.map { mention in
      let pieces = mention.fragments.map { document.string($0) }.joined(separator: "…")
      let attributes = mention.attributes.map { " \($0.key)=\($0.value)" }.joined()
      return "\(mention.label)(\(pieces)\(attributes))"
    }
    if !mentions.isEmpty { text += " \(layer.name): \(mentions.joined(separator: " "))" }
  }
  return text
}

/// What of a source document and of what was read back is not the same, as far as forms of one tag a word hold it.
///
/// - Parameters:
///   - records: what the writer said of the layer's mentions.
///   - spelling: how the form spells words.
func differences(
  _ source: Document, _ target: Document, layer: String? = nil, records: [SpanRecord], spelling: WordSpelling?
) -> [String] {
  var found: [String] = []
  func words(_ document: Document, spelt: Bool) -> [[UInt8]] {
    document.tokens.map { token in
      let word = document.text[token]
      return (spelt ? spelling?.changed(word) : nil) ?? Array(word)
    }
  }
  if words(source, spelt: true) != words(target, spelt: false) { found.append("words") }
  /// The first token of each sentence, or the only one.
  func starts(_ document: Document) -> [Int] {
    let all = document.sentences.isEmpty ? [0..<document.text.count] : document.sentences
    return all.map { sentence in document.tokens.firstIndex { $0.lowerBound >= sentence.lowerBound } ?? -1 }
  }
  if source.sentences.count == target.sentences.count, starts(source) != starts(target) { found.append("sentences") }
  func spans(_ document: Document, _ mentions: [Mention]) -> [String] {
    mentions.map { mention in
      let first = document.tokens.firstIndex { $0.lowerBound == mention.hull.lowerBound && !$0.isEmpty }
      let last = document.tokens.lastIndex { $0.upperBound == mention.hull.upperBound && !$0.isEmpty }
      return "\(mention.label) \(first ?? -1)-\(last ?? -1)"
    }
  }
  let mentions = source.layer(layer)?.mentions ?? []
  guard mentions.count == records.count else { return found + ["\(records.count) records of \(mentions.count)"] }
  let kept = zip(mentions, records).compactMap { $1.fate == .kept ? $0 : nil }
  var rest = spans(target, target.mentions)
  for span in spans(source, kept) {
    if let index = rest.firstIndex(of: span) { rest.remove(at: index) } else { found.append("missing \(span)") }
  }
  let changed = records.reduce(0) { $0 + ($1.fate == .kept ? 0 : $1.produced) }
  if rest.count != changed { found.append("\(rest.count) others, \(changed) expected") }
  return found
}
