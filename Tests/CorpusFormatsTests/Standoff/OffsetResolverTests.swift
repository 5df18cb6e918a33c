import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("What offsets count")
struct OffsetResolverTests {
  /// Spans of a text in which offsets count a unit, their texts given.
  static func document(
    _ text: String, _ found: [String], _ unit: OffsetUnit, breaks: OffsetConvention.LineBreaks = .asTheyAre,
    hasTexts: Bool = true, shift: Int = 0
  ) -> SourceDocument {
    let bytes = Array(text.utf8)
    let index = ConventionIndex(text: bytes, OffsetConvention(unit: unit, lineBreaks: breaks))
    var layer = SourceLayer(name: "gold")
    var from = text.startIndex
    for surface in found {
      guard let range = text.range(of: surface, range: from..<text.endIndex) else { continue }
      from = range.upperBound
      let start = index.offset(ofByte: text.utf8.distance(from: text.startIndex, to: range.lowerBound)) + shift
      let end = index.offset(ofByte: text.utf8.distance(from: text.startIndex, to: range.upperBound)) + shift
      layer.spans.append(
        SourceSpan(
          label: "X", stretches: [SourceSpan.Stretch(start: start, end: end)],
          surface: hasTexts ? Array(surface.utf8) : nil,
          line: 7, column: 3))
    }
    return SourceDocument(id: "d", text: bytes, layers: [layer])
  }

  static func resolver(_ change: (inout StandoffOptions) -> Void = { _ in }) -> OffsetResolver {
    var options = StandoffOptions()
    change(&options)
    return OffsetResolver(file: "f", options, usual: .codePoint)
  }

  static let text = "A 😀 Ada met\n𝔅 Ben in Tromsø\r\nand 👩‍👩‍👧 Eve left\nZoë behind"
  static let names = ["Ada", "Ben", "Tromsø", "Eve", "Zoë"]

  @Test(
    "the unit is found, and what a line break counts", arguments: OffsetUnit.allCases,
    [
      OffsetConvention.LineBreaks.asTheyAre, .lineFeedAsTwo, .pairAsOne,
    ])
  func found(unit: OffsetUnit, breaks: OffsetConvention.LineBreaks) throws {
    var resolver = Self.resolver()
    let source = Self.document(Self.text, Self.names, unit, breaks: breaks)
    let read = try source.resolved(id: "d", &resolver)
    #expect(read.document.mentions.map { read.document.surface(of: $0) } == Self.names)
    #expect(read.spans.allSatisfy { $0.fate == .kept })
    #expect(resolver.leader == OffsetConvention(unit: unit, lineBreaks: breaks))
    #expect(resolver.remarks.count == 1)
    let phrase = OffsetConvention(unit: unit, lineBreaks: breaks).phrase
    #expect(resolver.remarks[0].hasPrefix("offsets count \(phrase): 5 of 5 texts fit ("))
  }

  @Test("the remark names how many texts the other units fit")
  func remark() throws {
    var resolver = Self.resolver()
    _ = try Self.document("Ada 😀 Ben", ["Ada", "Ben"], .utf16).resolved(id: "d", &resolver)
    #expect(
      resolver.remarks
        == ["offsets count UTF-16 code units: 2 of 2 texts fit (Unicode code points 1, UTF-8 bytes 1)"])
  }

  @Test("what the file showed holds for documents that show nothing")
  func memory() throws {
    var resolver = Self.resolver()
    _ = try Self.document("😀 Ada 😀 Ben", ["Ada", "Ben"], .utf16).resolved(id: "1", &resolver)
    let read = try Self.document("😀 Eve", ["Eve"], .utf16, hasTexts: false).resolved(id: "2", &resolver)
    #expect(read.document.surface(of: read.document.mentions[0]) == "Eve")
  }

  @Test("a document that must count otherwise is read so, and named")
  func dissent() throws {
    var resolver = Self.resolver()
    for _ in 0..<3 { _ = try Self.document("😀 Ada 😀 Ben", ["Ada", "Ben"], .codePoint).resolved(id: "1", &resolver) }
    let read = try Self.document("😀 Ada", ["Ada"], .utf16).resolved(id: "2", &resolver)
    #expect(read.spans.map(\.fate) == [.kept])
    #expect(resolver.remarks.contains("1 document must count otherwise: UTF-16 code units"))
  }

  @Test("a declared unit is used, and checked")
  func declared() throws {
    var resolver = Self.resolver { $0.unit = .codePoint }
    let read = try Self.document("Ada 😀 Ben 😀 Ben", ["Ada", "Ben"], .utf16).resolved(id: "1", &resolver)
    #expect(read.spans.map(\.fate) == [.kept, .dropped])
    #expect(read.spans[1].reason == .surfaceDiffers)
    #expect(read.spans[1].detail == "covers 'en '")
    #expect(read.spans[1].line == 7 && read.spans[1].column == 3)
    #expect(
      resolver.remarks
        == ["offsets count Unicode code points, as declared: 1 of 2 texts fit (UTF-16 code units 2, UTF-8 bytes 1)"])
  }

  @Test("without texts the form's usual unit is taken, and it is said; spans outside hint at UTF-16")
  func unchecked() throws {
    var resolver = Self.resolver()
    let read = try Self.document("😀😀😀 Ada", ["Ada"], .utf16, hasTexts: false).resolved(id: "1", &resolver)
    #expect(read.spans.map(\.reason) == [.outsideText])
    #expect(read.spans[0].detail == "ends at 10, the text has 7")
    #expect(
      resolver.remarks == [
        "offsets are taken to count Unicode code points, as usual in this form; the file has no text to check them by",
        "1 span outside the text would lie inside it if offsets counted UTF-16 code units; say so if they do",
      ])
  }

  @Test("ASCII shows no unit")
  func ascii() throws {
    var resolver = Self.resolver()
    _ = try Self.document("Ada met Ben", ["Ada", "Ben"], .utf16).resolved(id: "1", &resolver)
    #expect(
      resolver.remarks == ["offsets: 2 of 2 texts fit; all text is ASCII, in which every unit counts the same"])
  }

  @Test("a passage whose spans are all off by one shift is moved as a whole", arguments: [5, 10, -3])
  func shifted(by shift: Int) throws {
    var resolver = Self.resolver()
    let text = "Lithium in pregnancy. Lithium and sodium valproate were given to Ada."
    let source = Self.document(text, ["pregnancy", "sodium valproate", "Ada"], .codePoint, shift: shift)
    let read = try source.resolved(id: "1", &resolver)
    #expect(read.spans.map(\.fate) == [.snapped, .snapped, .snapped])
    #expect(read.spans.allSatisfy { $0.reason == .relocated && !$0.isUnexplainedLoss })
    #expect(read.spans[0].detail == "moved by \(-shift) with all spans of its passage")
    #expect(read.document.mentions.map { read.document.surface(of: $0) } == ["pregnancy", "sodium valproate", "Ada"])
    #expect(resolver.remarks.contains("1 passage with 3 spans moved to the one place where all texts are found"))
  }

  @Test("nothing is moved where one span fits its place, or where two places would do")
  func notShifted() throws {
    var resolver = Self.resolver()
    var source = Self.document("aa Ada bb Ada cc Ben", ["Ada", "Ben"], .codePoint)
    source.layers[0].spans[1].stretches = [SourceSpan.Stretch(start: 0, end: 3)]
    var read = try source.resolved(id: "1", &resolver)
    #expect(read.spans.map(\.fate) == [.kept, .dropped])
    source.layers[0].spans = [
      SourceSpan(label: "X", stretches: [SourceSpan.Stretch(start: 0, end: 3)], surface: Array("Ada".utf8))
    ]
    read = try source.resolved(id: "1", &resolver)
    #expect(read.spans.map(\.reason) == [.surfaceDiffers])
  }

  @Test(
    "offsets that name no place are dropped and say why, whatever they are",
    arguments: [
      (-1, 2, "begins at -1"), (0, 7, "ends at 7, the text has 6"), (4, 2, "ends at 2, before it begins at 4"),
      (Int.max, Int.max, "ends at \(Int.max), the text has 6"), (Int.min, Int.max, "begins at \(Int.min)"),
      (0, Int.min, "ends at \(Int.min), before it begins at 0"),
    ])
  func outside(start: Int, end: Int, detail: String) throws {
    for surface in [nil, Array("zz".utf8)] {
      var resolver = Self.resolver()
      let span = SourceSpan(label: "X", stretches: [SourceSpan.Stretch(start: start, end: end)], surface: surface)
      let source = SourceDocument(
        id: "d", text: Array("ab 😀cd".utf8), layers: [SourceLayer(name: "gold", spans: [span])])
      let read = try source.resolved(id: "d", &resolver)
      #expect(read.document.mentions.isEmpty)
      #expect(read.spans.map(\.reason) == [.outsideText])
      #expect(read.spans[0].detail == detail)
      resolver = Self.resolver { $0.dropsMisfits = false }
      let text = surface == nil ? detail : "it should cover 'zz'; \(detail)"
      #expect(
        message { _ = try source.resolved(id: "d", &resolver) }
          == "f:0:1: error: the span 'X' does not fit the text: \(text); correct it, or let such spans be dropped and counted"
      )
    }
  }

  @Test("an offset inside a character names no place; an empty span is dropped")
  func inside() throws {
    var resolver = Self.resolver { $0.unit = .utf16 }
    let spans = [(1, 2), (0, 2), (2, 2)].map {
      SourceSpan(label: "X", stretches: [SourceSpan.Stretch(start: $0.0, end: $0.1)])
    }
    let source = SourceDocument(id: "d", text: Array("😀a".utf8), layers: [SourceLayer(name: "gold", spans: spans)])
    let read = try source.resolved(id: "d", &resolver)
    #expect(read.spans.map(\.reason) == [.outsideText, nil, .empty])
    #expect(read.spans[0].detail == "1 lies inside a character")
  }
}
