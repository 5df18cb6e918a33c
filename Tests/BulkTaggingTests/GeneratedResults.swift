import Annotations
import BulkTagging
import CorpusFormats
import Files
import Foundation
import TestSupport
import Tokenization

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

extension Workplace {
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
