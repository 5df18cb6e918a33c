import Annotations
import Diagnostics
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Malformed files of tokens")
struct MalformedTokenizedTests {
  static let columns = """
    -DOCSTART- -X- O

    # newdoc id = a
    # text = Été à Paris.
    1\tÉté\tO\tO
    2\tà\tO\tB-X
    3\tParis\tB-LOC\tI-X
    4\t.\tI-LOC\tE-X

    # note
    1\t \tS-X\tO
    2\t\tB-LOC\tU-X

    """
  static let conllu = """
    # newdoc id = a
    # global.Entity = GRP-etype-x
    # text = du Zoë 👍
    1-2\tdu\t_\t_\t_\t_\t_\t_\t_\t_
    1\tde\t_\t_\t_\t_\t_\t_\t_\tNE=B-X|Entity=(1-person
    2\tle\t_\t_\t_\t_\t_\t_\t_\tNE=I-X|Entity=1)
    2.1\te\t_\t_\t_\t_\t_\t_\t_\tEntity=(2-place)
    3\tZoë\t_\t_\t_\t_\t_\t_\t_\tSpaceAfter=No|ENE=U-Y
    4\t👍\t_\t_\t_\t_\t_\t_\t_\tEntity=(9[1/2]-x)

    """
  static let pieces = [
    "\t", "\n", "\r", " ", "#", "(", ")", "[1/2]", "[0/0]", "[9/99999999999999999999]", "-", "|", "=", "B-", "I-X",
    "E-", "O",
    "-DOCSTART-", "\u{feff}", "\u{2028}", "\u{0}", "99999999999999999999", "1-99999999", "0", "-1", "# text = ",
    "# newdoc\n",
    "# global.Entity = etype\n", "# global.Entity = \n", "",
  ].map { Array($0.utf8) }

  /// What a user's file may be like, and what must come of it: documents that hold together, or an error with a place.
  @Test("whatever is changed in a file, it is read or refused with a place", arguments: 0..<120)
  func mutations(seed: Int) throws {
    var random = SplitMix64(seed: seed)
    for format in [CorpusFormat.columns, .conllu] {
      for _ in 0..<20 {
        var bytes = Array((format == .conllu ? Self.conllu : Self.columns).utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let place = Int.random(in: 0...bytes.count, using: &random)
          let end = min(bytes.count, place + Int.random(in: 0...3, using: &random))
          bytes.replaceSubrange(place..<end, with: Self.pieces.randomElement(using: &random) ?? [])
        }
        var options = ReadingOptions()
        options.columns.documents = ColumnReadingOptions.Documents.allCases.randomElement(using: &random) ?? .marked
        options.columns.repair = TagRepair.allCases.randomElement(using: &random) ?? .start
        if Bool.random(using: &random) { options.columns.scheme = TagScheme.allCases.randomElement(using: &random) }
        if seed % 5 == 0 { options.columns.labelColumns = [.fromEnd(Int.random(in: 1...9, using: &random)), .last] }
        let lines = LineReader(bytes: bytes, name: "x.txt")
        do {
          let reader: any DocumentReader =
            format == .conllu
            ? try ConlluDocuments(lines: lines, input: "x", options: options)
            : try ColumnDocuments(lines: lines, input: "x", options: options)
          // Checks the invariants and the sums of each document.
          _ = try all(reader)
        } catch let error as Located<CorpusProblem> {
          #expect(error.place.line > 0)
        }
      }
    }
  }

  @Test("columns out of the range of numbers are refused", arguments: [Int.max, Int.min, 0, -5, 100])
  func columnNumbers(number: Int) {
    let found = message {
      _ = try read("a\tB-X\n", as: .columns) { $0.columns.labelColumns = [.number(number)] }
    }
    #expect(found.hasPrefix("x.txt:1:6: error: expected label column \(number), found 2 columns"))
    let last = message { _ = try read("a\tB-X\n", as: .columns) { $0.columns.wordColumn = .fromEnd(number) } }
    #expect(last.hasPrefix("x.txt:1:6: error: expected word column \(number) from the end"))
  }

  @Test("UTF-16 and bytes that are not UTF-8 are refused at the beginning")
  func encodings() throws {
    let directory = try Workplace()
    let path = directory.url.appending(path: "x.txt")
    for format in [CorpusFormat.columns, .conllu] {
      try Data([0xFF, 0xFE, 0x61, 0]).write(to: path)
      let input = CorpusInput(format, paths: [path.path], name: "x")
      #expect(message { _ = try all(input.reader()) }.contains("the file is UTF-16"))
      try Data([0x61, 0xE9, 0x09, 0x4F, 0x0A]).write(to: path)
      let found = message { _ = try all(input.reader()) }
      #expect(found.contains(format == .conllu ? "2 columns, expected the 10" : "byte 0xE9"), "\(found)")
    }
  }
}
