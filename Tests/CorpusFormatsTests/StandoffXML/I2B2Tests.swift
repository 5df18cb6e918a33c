import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("i2b2 2014")
struct I2B2Tests {
  static let records: [String] = {
    let folder = CountedFile.corpora.appending(path: "synthetic_xml/i2b2_2014").path
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    return names.filter { $0.hasSuffix(".xml") }.sorted().map { folder + "/" + $0 }
  }()

  private func fine() -> ReadingOptions {
    var options = ReadingOptions()
    options.standoff.labelKey = "TYPE"
    return options
  }

  @Test(
    "labels of the records are as lxml counts them, coarse and fine",
    .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
  func counts() throws {
    let golden = try StandoffXMLGolden.read().i2b2
    #expect(Self.records.count == golden.records)
    for (options, expected) in [(ReadingOptions(), golden.coarse), (fine(), golden.fine)] {
      var found: [String: Int] = [:]
      var characters = 0
      for path in Self.records {
        let corpus = try ReadCorpus(.i2b2, path: path, options)
        #expect(corpus.count(.kept) == corpus.records.count)
        for mention in corpus.documents.flatMap(\.mentions) { found[mention.label, default: 0] += 1 }
        for document in corpus.documents { characters += OffsetIndex(text: document.text, unit: .codePoint).count }
      }
      #expect(found == expected)
      #expect(characters == golden.characters)
    }
  }

  @Test(
    "records come out as they went in, written anew or written back",
    .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"), arguments: records)
  func roundTrip(path: String) throws {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
    let input = CorpusInput(.i2b2, paths: [path], name: "record.xml")
    #expect(try XMLWriteBack.write(bytes, as: input, revise: { $0 }) == bytes)
    let folder = try Workplace()
    for options in [ReadingOptions(), fine()] {
      let corpus = try ReadCorpus(input.reader(options))
      try write(corpus.documents, .i2b2, to: folder.path + "/out")
      #expect(
        try ReadCorpus(.i2b2, path: folder.path + "/out/record.xml", options).documents[0].mentions
          == corpus.documents[0].mentions)
    }
    // All tags go and come again: with CRLF too, nothing else moves.
    let mentions = try ReadCorpus(input.reader()).documents[0].mentions
    let bare = try XMLWriteBack.write(bytes, as: input) { document in
      var document = document
      document.mentions = []
      return document
    }
    #expect(!String(decoding: bare, as: UTF8.self).contains("start="))
    let full = try XMLWriteBack.write(bare, as: input) { document in
      var document = document
      document.mentions = mentions
      return document
    }
    #expect(try ReadCorpus(.i2b2, String(decoding: full, as: UTF8.self)).documents[0].mentions == mentions)
  }

  static let small = """
    <?xml version='1.0' encoding='UTF-8'?>
    <deIdi2b2>
    <TEXT><![CDATA[Seen by Dr. Ada Bø on 5/6 👍🏽.
    Call 555.]]></TEXT>
    <TAGS>
      <NAME id='P0' start='12' end='18' text='Ada Bø' TYPE='DOCTOR' comment='' />
      <DATE id='P1' start='22' end='25' text='5/6' TYPE='DATE' comment='sure &amp; true'></DATE>
    </TAGS>
    </deIdi2b2>
    """

  @Test("a new label, a tag that goes and one that comes change their own bytes alone")
  func edits() throws {
    #expect(try ReadCorpus(.i2b2, Self.small).mentions == ["NAME:Ada Bø", "DATE:5/6"])
    #expect(try writeBack(.i2b2, Self.small) { _ in } == Self.small)
    let relabelled = try writeBack(.i2b2, Self.small) { $0.mentions[1].label = "AGE" }
    #expect(
      relabelled
        == Self.small.replacing("<DATE", with: "<AGE").replacing("</DATE", with: "</AGE").replacing(
          "'DATE'", with: "'AGE'"))
    let fine = try writeBack(.i2b2, Self.small, fine()) { $0.mentions[0].label = "PATIENT" }
    #expect(fine == Self.small.replacing("DOCTOR", with: "PATIENT"))
    let edited = try writeBack(.i2b2, Self.small) { document in
      document.mentions.remove(at: 0)
      document.mentions.append(
        Mention(label: "CONTACT", range: try place(of: "555", in: document), attributes: [Attribute("TYPE", "PHONE")]))
    }
    let expected = Self.small
      .replacing("\n  <NAME id='P0' start='12' end='18' text='Ada Bø' TYPE='DOCTOR' comment='' />", with: "")
      .replacing(
        "</DATE>", with: "</DATE>\n  <CONTACT id='P2' start='35' end='38' text='555' TYPE='PHONE' comment=''></CONTACT>"
      )
    #expect(edited == expected)
    let added = try writeBack(.i2b2, Self.small, self.fine()) { document in
      document.mentions.append(Mention(label: "PHONE", range: try place(of: "555", in: document)))
    }
    #expect(added.contains("<CONTACT id='P2' start='35' end='38' text='555' TYPE='PHONE'"))
  }

  @Test(
    "offsets in UTF-16 units and over CRLF are found by the texts",
    arguments: [("36", "39", "555"), ("37", "40", "555")])
  func units(start: String, end: String, text: String) throws {
    let tag = "<CONTACT id='P2' start='\(start)' end='\(end)' text='\(text)' TYPE='PHONE' comment='' />"
    let file = Self.small.replacing("</TAGS>", with: tag + "</TAGS>")
    let one = file.replacing(/<(NAME|DATE)[^\n]*\n/, with: "")
    let corpus = try ReadCorpus(.i2b2, one)
    #expect(corpus.mentions == ["CONTACT:555"])
    let edited = try writeBack(.i2b2, one) { document in
      document.mentions.append(Mention(label: "X", range: try place(of: "Call", in: document)))
    }
    #expect(try ReadCorpus(.i2b2, edited).mentions == ["CONTACT:555", "X:Call"])
  }

  @Test(
    "spans that count for nothing are in the ledger with their place",
    arguments: [
      (
        "start='12'", "start='one'", "6:3 dropped outside-text: start 'one', end '18'; expected whole numbers from 0 on"
      ),
      ("start='12' ", "", "6:3 dropped outside-text: no start, end '18'; expected whole numbers from 0 on"),
      ("end='18'", "end='-1'", "6:3 dropped outside-text: start '12', end '-1'; expected whole numbers from 0 on"),
    ])
  func ledger(old: String, new: String, expected: String) throws {
    let corpus = try ReadCorpus(.i2b2, Self.small.replacing(old, with: new))
    #expect(corpus.records.map(\.line1) == [expected, "7:3 kept"])
    #expect(corpus.mentions == ["DATE:5/6"])
  }

  @Test("a file without text is refused, one without tags is not")
  func shape() throws {
    #expect(
      message { _ = try ReadCorpus(.i2b2, "<root>\n<TAGS/></root>") }.hasPrefix(
        "test.xml:1:1: error: <root> has no <TEXT>"))
    for tags in ["", "<TAGS/>", "<TAGS></TAGS>"] {
      let file = "<root><TEXT>Ada &amp; Bob</TEXT>\(tags)</root>"
      let edited = try writeBack(.i2b2, file) {
        $0.mentions = [Mention(label: "NAME", range: 6..<9), Mention(label: "not a name", range: 0..<3)]
      }
      let again = try ReadCorpus(.i2b2, edited)
      #expect(again.mentions == ["NAME:Bob", "OTHER:Ada"])
      #expect(again.documents[0].mentions.map(\.id) == ["P1", "P2"])
    }
  }
}
