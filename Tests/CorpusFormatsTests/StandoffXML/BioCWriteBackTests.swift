import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("BioC XML, written back")
struct BioCWriteBackTests {
  @Test(
    "one new label and one new mention touch their places alone",
    .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
  func sample() throws {
    let path = CountedFile.corpora.appending(path: "bc5cdr/CDR_sample.BioC.xml")
    let before = try String(contentsOf: path, encoding: .utf8)
    let input = CorpusInput(.bioc, paths: [path.path], name: "x")
    var changes = 0
    let bytes = try XMLWriteBack.write(Array(before.utf8), as: input) { document in
      var document = document
      if document.id == "26094" {
        document.mentions[1].label = "Symptom"
        document.mentions.append(Mention(label: "Drug", range: 0..<16, attributes: [Attribute("MESH", "D000959")]))
      }
      return document
    } report: {
      changes += $0.changes
    }
    #expect(changes == 2)
    let added = """

      <annotation id='11'>
      <infon key="type">Drug</infon>
      <infon key="MESH">D000959</infon>
      <location offset='0' length='16' />
      <text>Antihypertensive</text>
      </annotation>
      """
    let first = "<text>depression</text>\n</annotation>"
    let cut = try #require(before.range(of: first)).upperBound
    let second = "<annotation id='1'>\n<infon key=\"type\">"
    let expected =
      String(before[..<cut]) + added
      + String(before[cut...]).replacing(second + "Disease", with: second + "Symptom", maxReplacements: 1)
    #expect(String(decoding: bytes, as: UTF8.self) == expected)
  }

  static let indented = BioCTests.second

  @Test("new annotations stand where their place puts them, indented like their neighbours")
  func levels() throws {
    let edited = try writeBack(.bioc, Self.indented) { document in
      document.mentions.append(Mention(label: "S", range: try place(of: "Fine", in: document)))
      document.mentions.append(Mention(label: "P", range: try place(of: "met", in: document)))
      document.mentions.append(Mention(label: "D", range: 8..<22))
      document.mentions.append(Mention(label: "Q", fragments: [0..<3, 8..<11], id: "T2"))
    }
    func element(_ id: String, _ label: String, _ places: [(Int, Int)], _ text: String, _ lead: String) -> String {
      let locations = places.map { "\(lead)  <location offset=\"\($0.0)\" length=\"\($0.1)\"/>" }.joined()
      return "\(lead)<annotation id=\"\(id)\">\(lead)  <infon key=\"type\">\(label)</infon>\(locations)\(lead)  "
        + "<text>\(text)</text>\(lead)</annotation>"
    }
    let expected = Self.indented
      .replacing("<text>Fine.</text>", with: "<text>Fine.</text>" + element("T5", "S", [(31, 4)], "Fine", "\n        "))
      .replacing(
        "<text>Ada</text>\n      </annotation>",
        with: "<text>Ada</text>\n      </annotation>" + element("T6", "P", [(11, 3)], "met", "\n      ")
          + element("T8", "Q", [(7, 3), (15, 3)], "Ada Bob", "\n      ")
      )
      .replacing(
        "<text>Bob. They</text>\n    </annotation>",
        with: "<text>Bob. They</text>\n    </annotation>" + element("T7", "D", [(15, 14)], "Bob.\nThey ate.", "\n    "))
    #expect(edited == expected)
  }

  @Test("an annotation that goes takes the white space before it along, and relations stay")
  func removal() throws {
    let edited = try writeBack(.bioc, Self.indented) { $0.mentions = Array($0.mentions.prefix(1)) }
    #expect(try ReadCorpus(.bioc, edited).mentions == ["PER:Ada"])
    #expect(edited.contains("<text>They ate.</text>\n      </sentence>\n      <sentence offset=\"31\">"))
    #expect(edited.contains("</passage>\n    <relation>"))
  }

  @Test("files in one line, with CRLF, and in other encodings keep their ways")
  func ways() throws {
    let compact = BioCTests.file(
      BioCTests.passage(0, "Zoë met Bob.", BioCTests.annotation("PER", 0, 3, "Zoë", id: "1")))
    let added = try writeBack(.bioc, compact) { $0.mentions.append(Mention(label: "PER", range: 9..<12)) }
    let one = BioCTests.annotation("PER", 0, 3, "Zoë", id: "1")
    #expect(added == compact.replacing(one, with: one + BioCTests.annotation("PER", 8, 3, "Bob", id: "2")))

    let windows = Self.indented.replacing("\n", with: "\r\n")
    let edited = try writeBack(.bioc, windows) { document in
      document.mentions.append(Mention(label: "P", range: try place(of: "met", in: document)))
      document.mentions.remove(at: 1)
    }
    #expect(
      !edited.replacing("\r\n", with: "").contains("\n")
        && edited.contains("\r\n      <annotation id=\"T5\">\r\n        <infon"))

    let latin = compact.replacing("version=\"1.0\"", with: "version=\"1.0\" encoding=\"ISO-8859-1\"")
    let bytes = latin.unicodeScalars.map { UInt8($0.value) }
    let input = CorpusInput(.bioc, paths: ["x"], name: "x")
    let new = try XMLWriteBack.write(bytes, as: input) { document in
      var document = document
      document.mentions[0].label = "Größe 日本"
      document.mentions.append(Mention(label: "é", range: 0..<4))
      return document
    }
    let text = String(String.UnicodeScalarView(new.map { Unicode.Scalar($0) }))
    #expect(text.contains("<infon key=\"type\">Größe &#26085;&#26412;</infon>"))
    #expect(text.contains("<infon key=\"type\">é</infon><location offset=\"0\" length=\"3\"/><text>Zoë</text>"))

    for (mark, isLittle) in [([0xFF, 0xFE] as [UInt8], true), ([0xFE, 0xFF], false)] {
      let wide =
        mark
        + compact.utf16.flatMap { isLittle ? [UInt8($0 & 0xFF), UInt8($0 >> 8)] : [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
      let same = try XMLWriteBack.write(wide, as: input, revise: { $0 })
      #expect(same == wide)
      let more = try XMLWriteBack.write(wide, as: input) { document in
        var document = document
        document.mentions.append(Mention(label: "𠮷", range: 9..<12))
        document.mentions[0].label = "𠮷"
        return document
      }
      #expect(
        more.count == wide.count + (BioCTests.annotation("𠮷", 8, 3, "Bob", id: "2").utf16.count + "𠮷".utf16.count - 3)
          * 2)
    }
  }

  @Test("where all annotations go that showed a passage's offset to be wrong, the offset is corrected")
  func shifted() throws {
    let notes = BioCTests.annotation("N", 7, 2, "dd", id: "1") + BioCTests.annotation("N", 10, 2, "ee", id: "2")
    let file = BioCTests.file(BioCTests.passage(0, "A b.") + BioCTests.passage(10, "C dd ee ff.", notes))
    let kept = try writeBack(.bioc, file) { document in
      document.mentions.append(Mention(label: "N", range: try place(of: "ff", in: document)))
    }
    #expect(kept == file.replacing(notes, with: notes + BioCTests.annotation("N", 13, 2, "ff", id: "3")))
    let bare = try writeBack(.bioc, file) { $0.mentions = [] }
    #expect(bare == file.replacing(notes, with: "").replacing("<offset>10<", with: "<offset>5<"))
    let corpus = try ReadCorpus(.bioc, bare)
    #expect(String(decoding: corpus.documents[0].text, as: UTF8.self) == "A b.\nC dd ee ff.")
  }

  @Test("another text than the file's is refused")
  func otherText() {
    let found = message {
      _ = try writeBack(.bioc, Self.indented) { $0.text[0] = 0x61 }
    }
    #expect(found.hasPrefix("the text of document 'a/1' is not the one in the file"), "\(found)")
  }

  @Test("mentions of models, without ids and attributes, leave what the file knows of the same places")
  func bare() throws {
    let edited = try writeBack(.bioc, Self.indented) { document in
      document.mentions = document.mentions.map { Mention(label: $0.label, fragments: $0.fragments) }
      document.mentions[0].label = "PERSON"
    }
    #expect(edited == Self.indented.replacing("PER<", with: "PERSON<"))
  }
}

@Suite("Changes of mentions")
struct MentionChangesTests {
  private let old = [
    Mention(label: "A", range: 0..<3, id: "1", attributes: [Attribute("k", "v")]), Mention(label: "B", range: 0..<3),
    Mention(label: "B", range: 0..<3), Mention(label: "C", fragments: [4..<5, 6..<7], id: "2"),
  ]

  @Test("equal mentions stay, each once")
  func equal() {
    #expect(MentionChanges(from: old, to: old).isEmpty)
    #expect(MentionChanges(from: old, to: old.reversed()).steps == [.keep, .keep, .keep, .keep])
    let fewer = MentionChanges(from: old, to: [old[1], old[0]])
    #expect(fewer.steps == [.keep, .keep, .remove, .remove] && fewer.added.isEmpty)
    let more = MentionChanges(from: old, to: old + [old[1]])
    #expect(more.steps.allSatisfy { $0 == .keep } && more.added == [4])
  }

  @Test("a mention of the same id is relabelled, or replaced where more than its label changes")
  func ids() {
    var new = old
    new[0].label = "Z"
    new[3].fragments = [4..<7]
    #expect(MentionChanges(from: old, to: new).steps == [.relabel(0), .keep, .keep, .replace(3)])
    new[0].attributes = []
    #expect(MentionChanges(from: old, to: new).steps[0] == .replace(0))
  }

  @Test("a mention without id takes the place of one with the same place, its own attributes going before")
  func places() {
    let bare = MentionChanges(from: [old[0]], to: [Mention(label: "Z", range: 0..<3)])
    #expect(bare.steps == [.relabel(0)])
    let rich = MentionChanges(
      from: [old[0]], to: [Mention(label: "A", range: 0..<3, attributes: [Attribute("k", "w")])])
    #expect(rich.steps == [.replace(0)])
    let other = MentionChanges(from: [old[0]], to: [Mention(label: "A", range: 0..<2)])
    #expect(other.steps == [.remove] && other.added == [0])
  }
}
