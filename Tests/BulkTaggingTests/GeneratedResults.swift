import Annotations
import BulkTagging
import CorpusFormats
import Files
import Foundation
import Tokenization

/// Sebastiano Vigna's SplitMix64: a small generator with a seed, so that a failure can be repeated.
struct SplitMix64: RandomNumberGenerator {
  private var state: UInt64

  init(seed: Int) { state = UInt64(bitPattern: Int64(seed)) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func pick<Element>(_ elements: [Element]) -> Element {
    elements[Int.random(in: 0..<elements.count, using: &self)]
  }
}

/// Results of a tagger that guesses, on texts with letters of all planes.
struct GeneratedResults {
  private var random: SplitMix64
  /// What stands between words.
  var spaces = [" ", " ", " ", "  ", "\n", ". ", ".\n"]

  init(seed: Int) { random = SplitMix64(seed: seed) }

  private static let pieces = [
    "Ann", "Lee", "naïve", "e\u{301}te\u{301}", "Straße", "שלום", "مرحبا", "ไทย", "東京", "한국", "𐍈𐌰", "𝔘𝔫𝔦", "𠀋𠮷", "𱍐",
    "👩‍👩‍👧‍👦",
    "👍🏽", "🇫🇮", "x\u{E0041}", "\u{F0000}", "\u{10FFFD}", "\u{E000}", "İ", "1.5", "A&B", "<b>", "U.S.", "it's", "\"q\"",
    "ﬁn",
  ]

  mutating func text(words: Int) -> String {
    var text = ""
    for index in 0..<words {
      if index > 0 { text += random.pick(spaces) }
      text += random.pick(Self.pieces)
    }
    return text
  }

  mutating func document(_ id: String) -> TaggedDocument {
    document(SourceDocument(id: id, text: Array(text(words: Int.random(in: 1...40, using: &random)).utf8)))
  }

  /// A guess for a document.
  mutating func document(_ source: SourceDocument) -> TaggedDocument {
    var result = TaggedDocument(source: source, windows: 1)
    for words in Segmenter().sentences(in: source.text) where !words.isEmpty {
      let tags = words.map { _ in random.pick(["O", "O", "O", "B-PER", "I-PER", "B-LOC", "I-LOC"]) }
      result.sentences.append(TaggedDocument.Sentence(words: words, tags: tags))
      result.words += words.count
      for mention in WordMention.decode(tags) {
        guard let first = mention.words.first, let last = mention.words.last else { continue }
        result.mentions.append(
          TaggedMention(
            label: mention.type, bytes: words[first].lowerBound..<words[last].upperBound,
            score: Double.random(in: 0...1, using: &random)))
      }
    }
    result.wordsScored = result.words
    return result
  }

  mutating func documents(_ count: Int) -> [TaggedDocument] { (0..<count).map { document("d\($0)") } }
}

/// A new folder for one test, removed when the test is over.
final class Workplace: Sendable {
  let path: String

  init() throws {
    path = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)").path(
      percentEncoded: false)
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func path(_ name: String) -> String { "\(path)/\(name)" }

  func write(_ bytes: some Sequence<UInt8>, to name: String) throws {
    let path = path(name)
    try FileManager.default.createDirectory(
      atPath: (path as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try Data(bytes).write(to: URL(filePath: path))
  }

  /// All files below a folder with their bytes. Names are escaped: equal strings may be different names.
  func files(_ name: String) throws -> [String: [UInt8]] {
    var files: [String: [UInt8]] = [:]
    for file in try FileManager.default.subpathsOfDirectory(atPath: path(name)) {
      let path = path("\(name)/\(file)")
      if FileKind(of: path) == .regular {
        files[file.addingPercentEncoding(withAllowedCharacters: .urlPathAllowed) ?? file] = Array(
          try Data(contentsOf: URL(filePath: path)))
      }
    }
    return files
  }
}
