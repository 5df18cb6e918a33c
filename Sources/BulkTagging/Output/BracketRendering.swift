/// Texts with labels in brackets behind their words: `Nvidia[B-ORG] is a company.`
///
/// As TAO's `infer` renders its queries, with one correction: punctuation at a word's end moves behind the bracket, digits
/// stay (TAO writes `202[B-TIME]1`).
public struct BracketRendering: TagRendering {
  private let outside: String

  /// A rendering.
  ///
  /// - Parameter outside: the label of words outside mentions, which stay as they are.
  public init(outside: String = "O") { self.outside = outside }

  /// One file.
  public var streams: [String] { ["txt"] }
  /// The label that is left out.
  public var identity: String { "brackets 1 \(outside)" }

  /// The document's lines, runs of white space as one space; a document of several lines has an empty line behind it.
  public func render(_ document: TaggedDocument) throws -> [[UInt8]] {
    let text = document.text
    var output: [UInt8] = []
    var end = 0
    var lines = 1
    for sentence in document.sentences {
      for (word, tag) in zip(sentence.words, sentence.tags) {
        let word = word.clamped(to: 0..<text.count)
        let between = text[min(end, word.lowerBound)..<word.lowerBound]
        if !output.isEmpty, !between.isEmpty {
          let breaks = between.contains { $0 == 0x0A || $0 == 0x0D }
          lines += breaks ? 1 : 0
          output.append(breaks ? 0x0A : 0x20)
        }
        // What no word covers is white space, or was left out by whoever gave the words.
        output += Self.labelled(Self.oneLine(text[word]), tag, outside: outside)
        end = word.upperBound
      }
    }
    output.append(0x0A)
    if lines > 1 { output.append(0x0A) }
    return [output]
  }

  /// An empty line.
  public func render(_ failure: FailedDocument) -> [[UInt8]] { [[0x0A]] }

  /// Words with their labels, a space between.
  public static func line(words: [String], labels: [String], outside: String = "O") -> String {
    zip(words, labels).map { word, label in
      String(decoding: labelled(Array(word.utf8), label, outside: outside), as: UTF8.self)
    }.joined(separator: " ")
  }

  /// A word with its label behind it.
  private static func labelled(_ word: [UInt8], _ label: String, outside: String) -> [UInt8] {
    guard !label.utf8.elementsEqual(outside.utf8) else { return word }
    let bracket = Array("[\(label)]".utf8)
    // A character whole: marks and joined emoji are no punctuation behind what they belong to.
    guard let last = String(decoding: word, as: UTF8.self).last else { return bracket }
    let start = word.count - last.utf8.count
    let isPunctuation = last.unicodeScalars.allSatisfy {
      !$0.properties.isAlphabetic && $0.properties.numericType == nil
    }
    guard start > 0, isPunctuation else { return word + bracket }
    return word[..<start] + bracket + word[start...]
  }

  /// Words of other tokenizers may hold line breaks.
  private static func oneLine(_ word: ArraySlice<UInt8>) -> [UInt8] {
    word.map { $0 == 0x0A || $0 == 0x0D ? 0x20 : $0 }
  }
}
