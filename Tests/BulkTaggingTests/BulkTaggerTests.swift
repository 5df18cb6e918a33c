import Foundation
import Taggers
import Testing
import Tokenization

@testable import BulkTagging

@Suite("BulkTagger")
struct BulkTaggerTests {
  private static let texts = randomTexts(120)

  @Test("results come in the order of the documents, however they are read ahead", arguments: [1, 50, 1_000, 65_536])
  func order(chunk: Int) throws {
    let (documents, totals) = try tag(Self.texts) { $0.chunkTokens = chunk }
    #expect(documents.map(\.id) == Self.texts.indices.map(String.init))
    #expect(zip(documents, Self.texts).allSatisfy { $0.text == Array($1.utf8) })
    #expect(totals.documents == Self.texts.count)
  }

  @Test("the first results come when little was read, however far is read ahead later")
  func slowStart() throws {
    let texts = (0..<10).flatMap { _ in Self.texts }
    var (read, first) = (0, 0)
    let tagger = BulkTagger(try RandomTagger.make(), options: BulkTagger.Options())
    _ = try tagger.tag(
      next: {
        defer { read += 1 }
        return read < texts.count ? SourceDocument(id: "\(read)", text: Array(texts[read].utf8)) : nil
      },
      deliver: { _, _ in if first == 0 { first = read } })
    #expect(first > 0 && first < 20)
    #expect(read == texts.count + 1)
  }

  @Test("every word is scored once, and totals are the sums")
  func coverage() throws {
    let (documents, totals) = try tag(Self.texts)
    let segmenter = Segmenter()
    for document in documents {
      #expect(document.words == segmenter.words(in: document.text).count)
      #expect(document.wordsScored == document.words)
    }
    #expect(totals.words == documents.reduce(0) { $0 + $1.words })
    let labels = documents.flatMap(\.mentions).map(\.label)
    #expect(totals.mentions == Dictionary(labels.map { ($0, 1) }, uniquingKeysWith: +))
    // A random tagger that finds nothing, or one thing only, would prove nothing here.
    #expect(Set(labels) == ["PER", "LOC"])
    #expect(labels.count > 100)
  }

  @Test("mentions lie on words, in order, without overlap, with probabilities as scores")
  func mentions() throws {
    let segmenter = Segmenter()
    for document in try tag(Self.texts).documents {
      let words = segmenter.words(in: document.text)
      let (starts, ends) = (Set(words.map(\.lowerBound)), Set(words.map(\.upperBound)))
      #expect(
        document.mentions.allSatisfy { starts.contains($0.bytes.lowerBound) && ends.contains($0.bytes.upperBound) })
      #expect(
        zip(document.mentions, document.mentions.dropFirst()).allSatisfy { $0.bytes.upperBound <= $1.bytes.lowerBound })
      #expect(document.mentions.allSatisfy { $0.score > 0 && $0.score <= 1 })
    }
  }

  @Test(
    "sentences longer than the encoder takes are read in windows, every word scored",
    arguments: [(nil, 30), (12, 115), (3, 301)])
  func windows(length: Int?, least: Int) throws {
    // 300 words of 1 to 6 sub-tokens in one sentence, and one word that no window holds: 1140 sub-tokens.
    let words = (0..<300).map { String("abcdef".prefix($0 % 6 + 1)) } + [String(repeating: "z", count: 90)]
    let document = try #require(try tag([words.joined(separator: " ")]) { $0.windowLength = length }.documents.first)
    #expect(document.words == 301)
    #expect(document.wordsScored == 301)
    #expect(document.windows >= least)
  }

  @Test("the size of windows changes nothing where a sentence fits into one", arguments: [24, 30, 39])
  func shortTexts(length: Int) throws {
    let texts = randomTexts(60).map { String($0.prefix(12)) }
    let (usual, narrow) = (try tag(texts).documents, try tag(texts) { $0.windowLength = length }.documents)
    #expect(usual.map(\.mentions) == narrow.map(\.mentions))
    #expect(usual.map(\.windows) == narrow.map(\.windows))
    #expect(usual.contains { !$0.mentions.isEmpty })
  }

  @Test("mentions below their threshold are left out, counted, and outside for those who read labels")
  func thresholds() throws {
    let all = try tag(Self.texts)
    let some = try tag(Self.texts) {
      $0.policy.threshold = 0.5
      $0.policy.thresholds = ["LOC": 0.25]
    }
    let expected = all.documents.map { $0.mentions.filter { $0.score >= ($0.label == "LOC" ? 0.25 : 0.5) } }
    #expect(some.documents.map(\.mentions) == expected)
    let count = expected.reduce(0) { $0 + $1.count }
    #expect(count > 0)
    #expect(some.totals.leftOut == all.documents.reduce(0) { $0 + $1.mentions.count } - count)
    #expect(some.totals.leftOut > 0)
    for document in some.documents {
      let begins = document.sentences.flatMap(\.tags).count { $0 != "O" }
      #expect(begins > 0 || document.mentions.isEmpty)
      if document.mentions.isEmpty { #expect(begins == 0) }
    }
  }

  @Test("a temperature changes scores, and no path of labels")
  func temperature() throws {
    let (usual, warm) = (try tag(Self.texts).documents, try tag(Self.texts) { $0.policy.temperature = 2 }.documents)
    #expect(usual.map { $0.mentions.map(\.bytes) } == warm.map { $0.mentions.map(\.bytes) })
    #expect(usual.map { $0.mentions.map(\.label) } == warm.map { $0.mentions.map(\.label) })
    #expect(usual.map { $0.mentions.map(\.score) } != warm.map { $0.mentions.map(\.score) })
  }

  @Test("a window longer than the encoder's positions is cut to them")
  func tooLongWindow() throws {
    let text = (0..<100).map { _ in "word" }.joined(separator: " ")
    let (usual, long) = (try tag([text]).documents, try tag([text]) { $0.windowLength = 4_000 }.documents)
    #expect(usual.map(\.mentions) == long.map(\.mentions))
    #expect(usual.map(\.windows) == long.map(\.windows))
  }

  @Test("the size of batches changes no mention and no score", arguments: [16, 100, 333, 1_000_000])
  func budget(tokens: Int) throws {
    let usual = try tag(Self.texts).documents
    let other = try tag(Self.texts) { $0.batchTokens = tokens }.documents
    for (a, b) in zip(usual, other) {
      #expect(a.mentions.map(\.label) == b.mentions.map(\.label))
      #expect(a.mentions.map(\.bytes) == b.mentions.map(\.bytes))
      #expect(zip(a.mentions, b.mentions).allSatisfy { abs($0.score - $1.score) < 1e-5 })
    }
  }

  @Test("any number of workers gives the same result", arguments: [2, 3, 7])
  func workers(count: Int) throws {
    let one = try tag(Self.texts) { ($0.workers, $0.batchTokens) = (1, 64) }
    let several = try tag(Self.texts) { ($0.workers, $0.batchTokens) = (count, 64) }
    #expect(one.documents.map(\.mentions) == several.documents.map(\.mentions))
    #expect(one.totals.subTokens == several.totals.subTokens)
  }

  @Test("a document's result does not depend on its neighbours")
  func neighbours() throws {
    let together = try tag(Self.texts).documents
    for index in stride(from: 0, to: Self.texts.count, by: 17) {
      let alone = try #require(try tag([Self.texts[index]]).documents.first)
      #expect(alone.mentions.map(\.bytes) == together[index].mentions.map(\.bytes))
      #expect(alone.mentions.map(\.label) == together[index].mentions.map(\.label))
    }
  }

  @Test(
    "documents without words are delivered in their places, with nothing found",
    arguments: ["", " ", "\n\n\t \r\n", "\u{3000}\u{A0}\u{2028}"])
  func empty(text: String) throws {
    let (documents, totals) = try tag(["ann lee", text, "bob kay", text])
    #expect(documents.map(\.id) == ["0", "1", "2", "3"])
    for index in [1, 3] {
      #expect(documents[index].mentions.isEmpty)
      #expect(documents[index].words == 0)
      #expect(documents[index].wordsScored == 0)
      #expect(documents[index].windows == 0)
    }
    #expect(totals.documents == 4)
    #expect(totals.words == 4)
  }

  @Test("no documents at all give empty totals")
  func nothing() throws {
    let (documents, totals) = try tag([])
    #expect(documents.isEmpty)
    #expect(totals.documents == 0)
    #expect(totals.subTokens == 0)
  }

  // 15 sub-tokens each, so 14 documents a part, or 200 empty ones; a few parts may be read ahead, far from all of them.
  @Test("documents are handed out before all are read", arguments: [("ann lee saw rome", 400, 60), ("", 4000, 800)])
  func streaming(text: String, documents: Int, most: Int) throws {
    var options = BulkTagger.Options()
    options.chunkTokens = 200
    var (read, behind) = (0, 0)
    _ = try BulkTagger(RandomTagger.make(), options: options).tag(
      next: {
        guard read < documents else { return nil }
        read += 1
        return SourceDocument(id: "\(read)", text: Array(text.utf8))
      },
      deliver: { _, totals in behind = max(behind, read - totals.documents) })
    #expect(read == documents)
    #expect(behind < most)
  }

  @Test("an error of the source or of the receiver ends the run and comes out")
  func errors() throws {
    struct Broken: Error {}
    let tagger = BulkTagger(try RandomTagger.make(), options: .init())
    #expect(throws: Broken.self) { try tagger.tag(next: { throw Broken() }, deliver: { _, _ in }) }
    var delivered = 0
    var pending = (0..<9).map { SourceDocument(id: "\($0)", text: Array("ann".utf8)) }[...]
    #expect(throws: Broken.self) {
      try tagger.tag(next: { pending.popFirst() }) { _, _ in
        delivered += 1
        if delivered == 3 { throw Broken() }
      }
    }
    #expect(delivered == 3)
  }
}
