import Foundation
import TestSupport
import Testing

@testable import Tokenization

@Suite("Segmentation")
struct SegmenterTests {
  /// Words parted by spaces, sentences by `|`.
  func segmented(_ text: String, by segmenter: Segmenter = Segmenter()) -> String {
    let bytes = Array(text.utf8)
    return segmenter.sentences(in: bytes)
      .map { $0.map { String(decoding: bytes[$0], as: UTF8.self) }.joined(separator: " ") }
      .joined(separator: " | ")
  }

  @Test(
    "words are those of the NER corpora",
    arguments: [
      ("\"Yes,\" she said.", "\" Yes , \" she said ."),
      ("I can't, it's theirs' and she'll've.", "I ca n't , it 's theirs ' and she 'll 've ."),
      ("It’s don’t O’Neill rock'n'roll y'all", "It ’s do n’t O’Neill rock'n'roll y'all"),
      ("CAN'T n't 't 's cannot Cannot cannots", "CA N'T n't ' t 's can not Can not cannots"),
      ("a well-known e-mail -5 3-4 x- -x", "a well-known e-mail -5 3-4 x - - x"),
      ("the U.S.-led U.S. e.g. Ph.D. p.m.", "the U.S.-led U.S. e.g. Ph.D. p.m."),
      ("$1,000.50 (10%) 10:30 1/2 1990s 5kg €3", "$ 1,000.50 ( 10 % ) 10:30 1/2 1990s 5kg € 3"),
      ("AT&T R&B a&b", "AT&T R&B a & b"),
      ("he 's here , they 'll 've 'S 'sh 'lls", "he 's here , they 'll 've 'S ' sh ' lls"),
      ("fun :) no ;-)) see (a:) :D :Dx $$$ << >>>", "fun :) no ;-)) see ( a : ) :D : Dx $$$ << >>>"),
      ("EU:n TEM:ssä a:b A:B 10:30", "EU:n TEM:ssä a : b A : B 10:30"),
      ("No. 5, p. 7 but no. Really", "No. 5 , p. 7 but no . | Really"),
      ("Wait... what?! -- ===", "Wait ... what ?! | -- ==="),
      ("see https://x.y/z?q=(1)&r=2), www.foo.org/a.", "see https://x.y/z?q=(1)&r=2 ) , www.foo.org/a ."),
      ("to a.b+c@mail.example.co.uk.", "to a.b+c@mail.example.co.uk ."),
      ("a@b @user_1 @ #Tag_x #1 example.com end.Next", "a @b @user_1 @ #Tag_x # 1 example.com end . Next"),
      ("東京タワー。a中b", "東 京 タ ワ ー 。 a 中 b"),
      ("ไทยแลนด์ สวัสดีabc ភាសាខ្មែរ", "ไทยแลนด์ สวัสดี abc ភាសាខ្មែរ"),
      ("👨‍👩‍👧👍🏽🇩🇪🇫🇷❤️1️⃣🏴󠁧󠁢󠁥󠁮󠁧󠁿", "👨‍👩‍👧 👍🏽 🇩🇪 🇫🇷 ❤️ 1️⃣ 🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
      ("co\u{AD}op \u{FEFF}a\u{200B}b\u{200F}", "co\u{AD}op a b"),
      ("हिन्दी مَرْحَبًا cafe\u{301}", "हिन्दी مَرْحَبًا cafe\u{301}"),
    ])
  func words(text: String, expected: String) { #expect(segmented(text) == expected) }

  @Test(
    "sentences end where they end",
    arguments: [
      ("Mr. Li left. He ran.", "Mr. Li left . | He ran ."),
      ("J. R. R. Tolkien wrote. I. did not", "J. R. R. Tolkien wrote . | I . did not"),
      (
        "\"Stop!\" he cried. \"Why?\" \"Go.\" (So.) Yes",
        "\" Stop ! \" he cried . | \" Why ? \" | \" Go . \" | ( So . ) | Yes"
      ),
      ("In the U.S. Senate. In the U.S. The end", "In the U.S. Senate . | In the U.S. | The end"),
      ("Apple Inc. said. Apple Inc. But", "Apple Inc. said . | Apple Inc. | But"),
      ("1. One is. 2. Two", "1 . One is . | 2 . Two"),
      (
        "A line\nthat goes on\n\nA heading\r\n\r\nText\r\nhere\u{2029}End",
        "A line that goes on | A heading | Text here | End"
      ),
      ("他说：“你好。”我很好！真的吗？是。", "他 说 ： “ 你 好 。 ” | 我 很 好 ！ | 真 的 吗 ？ | 是 。"),
      ("यह है। वह है। مرحبا؟ نعم", "यह है । | वह है । | مرحبا ؟ | نعم"),
      ("So... yes. Then… No", "So ... yes . | Then … | No"),
      ("It costs 3.50. 20 left. e-mail me", "It costs 3.50 . | 20 left . e-mail me"),
      ("He died. [23] Later [4] on. [x] No", "He died . [ 23 ] | Later [ 4 ] on . | [ x ] No"),
      ("a \" stop . \" He ran. \" Go . \"", "a \" stop . \" | He ran . | \" Go . \""),
      (
        "Am 15. Juni 2009 war es. On the 3. of May. Page 12. Then",
        "Am 15. Juni 2009 war es . | On the 3. of May . | Page 12 . | Then"
      ),
      ("Am 30. März. Am 30. Mitte", "Am 30. März . | Am 30 . | Mitte"),
      (
        "Das ist der 2. Senat, vgl. Art. 5 Abs. 2 und § 3. Der Rat i. V. m. dem XII. Amt ist da. Z. B. im Jahr 12. Es",
        "Das ist der 2. Senat , vgl. Art. 5 Abs. 2 und § 3 . | Der Rat i. V. m. dem XII. Amt ist da . | Z. B. im Jahr 12 . | Es"
      ),
      ("Candles were lit. He sat on chair 2. Max ran", "Candles were lit . | He sat on chair 2 . | Max ran"),
      ("", ""), (" \n\n\t\u{FEFF}", ""), ("\n\n.\n\n", "."),
    ])
  func sentences(text: String, expected: String) { #expect(segmented(text) == expected) }

  @Test("a sentence that gets too long is cut behind punctuation in its second half")
  func longSentences() {
    var segmenter = Segmenter()
    segmenter.longestSentence = 6
    #expect(segmented("a b c ; d , e f g h i j k l", by: segmenter) == "a b c ; | d , e f g h | i j k l")
    #expect(segmented("a b c d , e f , g h i j k l m n", by: segmenter) == "a b c d , | e f , g h i | j k l m n")
    segmenter.longestSentence = 0
    #expect(segmented("a b.", by: segmenter) == "a | b | .")
  }

  /// Checks what must hold of any text.
  func check(_ text: [UInt8], _ name: String) {
    let segmenter = Segmenter()
    let words = segmenter.words(in: text)
    #expect(segmenter.sentences(in: text).flatMap { $0 } == words, "\(name)")
    var end = 0
    for range in words + [text.count..<text.count] {
      guard range.lowerBound >= end, range.upperBound <= text.count else {
        Issue.record("\(name): \(range) after \(end) of \(text.count)")
        return
      }
      for scalar in String(decoding: text[end..<range.lowerBound], as: UTF8.self).unicodeScalars {
        let category = scalar.properties.generalCategory
        let isGap = scalar.properties.isWhitespace || category == .control || category == .format
        #expect(isGap, "\(name): \(scalar) is lost at \(end)")
      }
      if range.isEmpty { #expect(range.lowerBound == text.count, "\(name): empty word at \(end)") }
      end = range.upperBound
    }
  }

  @Test("no word is lost, whatever the bytes")
  func hostileBytes() {
    var generator = SplitMix64(seed: 7)
    let parts: [[UInt8]] =
      [
        "a", "B", "1", ".", ",", "'", "’", "-", "@", "#", "://", "www.", " ", "\n", "\r\n", "中", "。", "ก", "👨",
        "\u{200D}", "🇩",
      ]
      .map { Array($0.utf8) } + [[0xFF], [0xE4, 0xB8], [0xF0, 0x9F], [0x80], [0], [0xC2]]
    for _ in 0..<3_000 {
      let text = (0..<Int.random(in: 0..<14, using: &generator)).flatMap { _ in
        parts.randomElement(using: &generator) ?? []
      }
      check(text, "\(text)")
    }
  }

  static let shared =
    ProcessInfo.processInfo.environment["GLOSS_SHARED"].map { URL(filePath: $0) }
    ?? URL(filePath: #filePath).appending(path: "../../../../shared").standardizedFileURL

  static var isThere: Bool { FileManager.default.fileExists(atPath: shared.appending(path: "corpora").path) }

  @Test(
    "no word of the hostile corpora is lost", .enabled(if: isThere, "../shared/corpora is absent"),
    arguments: ["naughty_strings/blns.txt", "unicode/text.txt", "unicode/conll.tsv"])
  func corpora(name: String) throws {
    let text = [UInt8](try Data(contentsOf: Self.shared.appending(path: "corpora/\(name)")))
    check(text, name)
    for line in text.split(separator: 0x0A) { check(Array(line), name) }
  }
}
