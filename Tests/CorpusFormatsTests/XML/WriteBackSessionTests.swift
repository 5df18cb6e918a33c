import Annotations
import Files
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Write-back by bringing documents")
struct WriteBackSessionTests {
  static let samples: [(CorpusFormat, String)] = [
    (
      .enamex,
      "<DOC><DOCID>1</DOCID><TEXT>Ada met <ENAMEX TYPE=PERSON>Byron</ENAMEX> in  London.</TEXT></DOC>\n"
        + "<DOC><DOCID>2</DOCID><TEXT>Ada &amp; nobody</TEXT></DOC>\n<!-- end -->"
    ),
    (
      .tei,
      "<TEI xmlns='http://www.tei-c.org/ns/1.0'><text><body><p>Ada x <rs type=\"person\">B</rs></p></body></text></TEI >"
    ),
    (
      .bioc,
      """
      <?xml version='1.0'?><!DOCTYPE collection SYSTEM 'BioC.dtd'><collection><source>s</source><date/><key/>
      <document><id>1</id><passage><offset>0</offset><text>Ada x é</text>
      <annotation id='T1'><infon key='type'>P</infon><location offset='0' length='3'/><text>Ada</text></annotation></passage></document>
      <document><id>2</id><passage><offset>8</offset><text>Ada again</text></passage></document></collection>
      """
    ),
    (
      .i2b2,
      "<?xml version=\"1.0\"?><deIdi2b2><TEXT><![CDATA[Ada & B]]></TEXT><TAGS>\n"
        + "<NAME id=\"P0\" start=\"0\" end=\"3\" text=\"Ada\" TYPE=\"DOCTOR\" comment=\"\"/>\n</TAGS></deIdi2b2>"
    ),
    (.gate, ""), (.xmi, ""),
  ]

  /// The bytes of a sample; the standoff forms of tools have theirs in files.
  private func bytes(_ number: Int) throws -> [UInt8] {
    switch Self.samples[number].0 {
    case .gate: Array(try StandoffXMLGolden.file("gate.xml").utf8)
    case .xmi: Array(try StandoffXMLGolden.file("cassis.xmi").utf8)
    default: Array(Self.samples[number].1.utf8)
    }
  }

  private func documents(_ input: CorpusInput) throws -> [Document] {
    var reader = try input.reader()
    var all: [Document] = []
    while let read = try reader.next() { all.append(read.document) }
    return all
  }

  @Test(
    "documents brought as they are leave the file byte for byte; a new mention is added in its place",
    arguments: 0..<samples.count)
  func bring(number: Int) throws {
    let folder = try Workplace()
    let (format, bytes) = (Self.samples[number].0, try bytes(number))
    let path = folder.path + "/a.xml"
    try Data(bytes).write(to: URL(filePath: path))
    let input = CorpusInput(format, paths: [path], name: "a.xml")
    let found = try documents(input)
    #expect(!found.isEmpty)

    var same = try WriteBackSession(input, to: folder.path + "/same.xml")
    var outcomes: [XMLWriteBack.Outcome] = []
    for document in found { outcomes += try same.write(document) }
    outcomes += try same.finish()
    #expect(outcomes.map(\.id) == found.map(\.id))
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/same.xml")) == Data(bytes))

    // Into a packed file.
    var more = try WriteBackSession(input, to: folder.path + "/more.xml.gz")
    var wanted = found
    wanted[0].mentions.append(Mention(label: wanted[0].mentions.first?.label ?? "PERSON", range: 4..<5))
    outcomes = try wanted.flatMap { try more.write($0) } + more.finish()
    #expect(outcomes.flatMap(\.spans).allSatisfy { $0.fate == .kept })
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/more.xml.gz")).prefix(2) == Data([0x1F, 0x8B]))
    let again = try documents(CorpusInput(format, paths: [folder.path + "/more.xml.gz"], name: "a.xml"))
    #expect(again.map { Set($0.mentions.map(\.fragments)) } == wanted.map { Set($0.mentions.map(\.fragments)) })
  }

  @Test("documents that nobody brings stay; one too many or another text is refused and nothing appears")
  func refusals() throws {
    let folder = try Workplace()
    let path = folder.path + "/a.sgm"
    try Data(Self.samples[0].1.utf8).write(to: URL(filePath: path))
    let input = CorpusInput(.enamex, paths: [path], name: "a.sgm")
    let found = try documents(input)
    var early = try WriteBackSession(input, to: folder.path + "/b.sgm")
    #expect(try early.write(found[0]).count == 1)
    #expect(try early.finish().map(\.id) == ["2"])
    #expect(try Data(contentsOf: URL(filePath: folder.path + "/b.sgm")) == Data(Self.samples[0].1.utf8))
    #expect(throws: WriteBackProblem.textDiffers(document: "1")) {
      var session = try WriteBackSession(input, to: folder.path + "/c.sgm")
      try session.write(found[1])
    }
    #expect(throws: WriteBackProblem.tooManyDocuments(next: "2")) {
      var session = try WriteBackSession(input, to: folder.path + "/c.sgm")
      for document in found + [found[1]] { try session.write(document) }
      try session.finish()
    }
    #expect(throws: WriteBackProblem.notAFile) {
      _ = try WriteBackSession(CorpusInput(.enamex, paths: ["-"], name: "-"), to: folder.path + "/c.sgm")
    }
    #expect(throws: WriteBackProblem.format(.brat)) {
      _ = try WriteBackSession(CorpusInput(.brat, paths: [path], name: "-"), to: folder.path + "/c.sgm")
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + "/c.sgm"))
  }
}
