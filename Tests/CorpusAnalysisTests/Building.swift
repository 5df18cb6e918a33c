import Annotations
import TestSupport

@testable import CorpusAnalysis

/// A document from a text with labels in brackets, `[PER Ada Byron] met [PER Babbage] .`: tokens end at spaces, sentences at
/// line breaks.
func document(_ id: String, _ marked: String, split: String? = nil) -> Document {
  var text: [UInt8] = []
  var mentions: [Mention] = []
  var open: [(label: String, start: Int)] = []
  var rest = marked[...]
  while let character = rest.popFirst() {
    switch character {
    case "[":
      let label = rest.prefix { $0 != " " }
      rest = rest.dropFirst(label.count + 1)
      open.append((String(label), text.count))
    case "]":
      if let (label, start) = open.popLast() { mentions.append(Mention(label: label, range: start..<text.count)) }
    default: text += Array(String(character).utf8)
    }
  }
  return Document(
    id: id, text: text, sentences: ranges(of: text, separator: [0x0A]),
    tokens: ranges(of: text, separator: [0x0A, 0x20]),
    mentions: mentions, split: split)
}

/// The parts of a text between separators.
func ranges(of text: [UInt8], separator: Set<UInt8>) -> [Range<Int>] {
  var (ranges, start): ([Range<Int>], Int) = ([], 0)
  for (index, byte) in (text + [separator.first ?? 0]).enumerated() where separator.contains(byte) {
    if index > start { ranges.append(start..<index) }
    start = index + 1
  }
  return ranges
}

extension SplitMix64 {
  /// A number of 0..<count; small ones are more frequent the larger the skew.
  mutating func zipf(_ count: Int, skew: Double = 2) -> Int {
    let x = Double.random(in: 0..<1, using: &self)
    var y = x
    for _ in 1..<Int(max(skew, 1)) { y *= x }
    return min(Int(y * Double(count)), count - 1)
  }

  /// Words of a made-up language.
  mutating func words(_ count: Int, vocabulary: Int = 5_000) -> [String] {
    (0..<count).map { _ in "w\(zipf(vocabulary))" }
  }
}
