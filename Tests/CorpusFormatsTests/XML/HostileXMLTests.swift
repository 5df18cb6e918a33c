import Annotations
import Diagnostics
import TestSupport
import Testing

@testable import CorpusFormats

/// Reads all events; the bytes of text that came out, or the problem.
private func outcome(_ scanner: XMLScanner) throws -> Result<Int, Located<XMLProblem>> {
  var scanner = scanner
  var length = 0
  do {
    while let event = try scanner.next() {
      if event == .text || event == .section { scanner.withText { length += $0.count } }
    }
  } catch let error as Located<XMLProblem> {
    return .failure(error)
  }
  return .success(length)
}

private func problem(_ text: String) throws -> XMLProblem? {
  guard case .failure(let error) = try outcome(XMLScanner(bytes: Array(text.utf8), name: "a.xml")) else { return nil }
  return error.problem
}

/// A file that is made while it is read: what repeats is not held by the test either.
private func scanner(_ head: String, repeating: String, _ count: Int, _ tail: String, _ limits: XMLScanner.Limits)
  -> XMLScanner
{
  let unit = [UInt8](repeating.utf8)
  let perPiece = max(1, (1 << 16) / unit.count)
  let piece = Array(repeatElement(unit, count: perPiece).joined())
  var left = count
  var state = head.isEmpty ? 1 : 0
  let buffer = MarkupBuffer(name: "a.xml") { buffer in
    let before = buffer.count
    if state == 0 {
      buffer += Array(head.utf8)
      state = 1
    } else if left >= perPiece {
      buffer += piece
      left -= perPiece
    } else if state == 1 {
      buffer += Array(repeatElement(unit, count: left).joined()) + Array(tail.utf8)
      state = 2
    }
    return buffer.count - before
  }
  return XMLScanner(buffer, limits: limits)
}

@Suite("Hostile XML")
struct HostileXMLTests {
  @Test("entities that grow are stopped", arguments: [2, 10, 1000])
  func billionLaughs(factor: Int) throws {
    var text = "<!DOCTYPE l [<!ENTITY a0 'lol'>"
    for level in 1...9 {
      let references = String(repeating: "&a\(level - 1);", count: factor)
      text += "<!ENTITY a\(level) '\(references)'>"
    }
    text += "]><l>\(String(repeating: "&a9;", count: 100_000))</l>"
    let found = try problem(text)
    if factor == 2 {
      // 1,536 bytes each: the sum is what stops it.
      guard case .expansion(let entity, let limit) = found else { throw XMLProblem.noElement }
      #expect(entity == "a9" && limit > XMLEntities.totalLimit)
    } else {
      guard case .expansion(_, let limit) = found else { throw XMLProblem.noElement }
      #expect(limit == XMLEntities.lengthLimit)
    }
  }

  @Test("one long entity often is stopped, in text and in attributes")
  func quadraticBlowup() throws {
    let entity = String(repeating: "x", count: 100_000)
    let references = String(repeating: "&a;", count: 20_000)
    for content in ["<l>\(references)</l>", "<l b='\(references)'/>"] {
      let found = try problem("<!DOCTYPE l [<!ENTITY a '\(entity)'>]>\(content)")
      guard case .expansion("a", _) = found else { throw XMLProblem.noElement }
    }
  }

  @Test("short entities are expanded as often as they stand")
  func shortEntities() throws {
    let text = "<!DOCTYPE l [<!ENTITY nbsp '&#160;'>]><l>\(String(repeating: "&nbsp;", count: 100_000))</l>"
    guard case .success(200_000) = try outcome(XMLScanner(bytes: Array(text.utf8), name: "a.xml")) else {
      throw XMLProblem.noElement
    }
  }

  @Test(
    "entities that hold themselves, hold tags, or lie elsewhere are refused",
    arguments: [
      ("<!ENTITY a '&a;'>", XMLProblem.recursiveEntity("a")),
      ("<!ENTITY a '&b;'><!ENTITY b '&a;'>", .recursiveEntity("a")),
      ("<!ENTITY a '<b/>'>", .markupInEntity("a")),
      ("<!ENTITY a '&#60;b/>'>", .markupInEntity("a")),
      ("<!ENTITY a SYSTEM 'file:///etc/passwd'>", .externalEntity("a")),
      ("<!ENTITY a PUBLIC 'p' 'http://localhost/'>", .externalEntity("a")),
      ("<!ENTITY % p SYSTEM 'http://localhost/'> %p; <!ENTITY a 'x'>", .externalEntity("a")),
      (
        "<!ENTITY % p 'x'><!ENTITY a '%p;'>",
        .expected(
          "an entity's text without '%', which only external subsets may use", found: "'%'")
      ),
    ])
  func entities(declarations: String, expected: XMLProblem) throws {
    #expect(try problem("<!DOCTYPE l [\(declarations)]><l>&a;</l>") == expected)
  }

  @Test("a declared entity that is only escaped is text")
  func escapedEntity() throws {
    let text = "<!DOCTYPE l [<!ENTITY a '&#38;#60;b>'><!ENTITY a 'second'>]><l c='&a;'>&a;</l>"
    let events = try eventLines(XMLScanner(bytes: Array(text.utf8), name: "a.xml"))
    #expect(String(decoding: events, as: UTF8.self) == "S l\nA c=<b>\nT <b>\nE l\n")
  }

  @Test("a million elements in one another are stopped at the limit, or read if it is high enough")
  func depth() throws {
    let deep = scanner("", repeating: "<a>", 1_000_000, "", .init())
    guard case .failure(let error) = try outcome(deep) else { throw XMLProblem.noElement }
    #expect(error.problem == .tooDeep(limit: 1_000) && error.place.column == 3001)
    var limits = XMLScanner.Limits()
    limits.depth = 200_000
    let open = scanner("", repeating: "<a>", 100_000, String(repeating: "</a>", count: 100_000), limits)
    guard case .success(0) = try outcome(open) else { throw XMLProblem.noElement }
  }

  @Test(
    "tags, comments, instructions and document types beyond the limit are refused before they are held",
    arguments: ["<a b='", "<a ", "<!--", "<?p ", "<!DOCTYPE a [", "<a", "<a>&", "<a></a"])
  func longTokens(head: String) throws {
    var limits = XMLScanner.Limits()
    limits.token = 1 << 20
    let unit = head == "<a " ? "b='' " : head == "<!DOCTYPE a [" ? "<!ENTITY b 'c'>" : "x"
    let long = scanner(head, repeating: unit, (100 << 20) / unit.utf8.count, "", limits)
    guard case .failure(let error) = try outcome(long) else { throw XMLProblem.noElement }
    switch error.problem {
    case .tooLong(_, limit: 1 << 20), .duplicateAttribute: break
    default: Issue.record("\(error)")
    }
  }

  @Test("text and sections of any length come in pieces", arguments: ["<a>", "<a><![CDATA["])
  func longText(head: String) throws {
    var limits = XMLScanner.Limits()
    limits.token = 1 << 20
    let long = scanner(head, repeating: "text ", 2_000_000, head == "<a>" ? "</a>" : "]]></a>", limits)
    guard case .success(10_000_000) = try outcome(long) else { throw XMLProblem.noElement }
  }

  @Test("a schema of ever new names is stopped")
  func names() throws {
    var text = "<a>"
    for number in 0..<70_000 { text += "<b\(number)/>" }
    #expect(try problem(text + "</a>") == .tooManyNames(limit: XMLNames.limit))
  }
}

@Suite("Damaged files with inline annotation")
struct DamagedInlineTests {
  private func problem(_ format: CorpusFormat, _ text: String) throws -> XMLProblem? {
    let input = CorpusInput(format, paths: ["a"], name: "a")
    var reader = try InlineForms.reader(MarkupBuffer(bytes: Array(text.utf8), name: "a"), input, ReadingOptions())
    do {
      while try reader.next() != nil {}
      return nil
    } catch let error as Located<XMLProblem> {
      return error.problem
    }
  }

  @Test("SGML in which nothing is closed is refused before it takes memory; what lies deep beside others is read")
  func open() throws {
    let open = String(repeating: "<ENAMEX TYPE=PERSON>a ", count: 20_000)
    #expect(try problem(.enamex, "<DOC><TEXT>\(open)</TEXT></DOC>") == .tooDeep(limit: 10_000))
    let wide = String(repeating: "<persName>a</persName> ", count: 2_000)
    let deep = String(repeating: "<persName>", count: 900) + wide + String(repeating: "</persName>", count: 900)
    #expect(try problem(.inlineXML, "<d>\(deep)</d>") == nil)
  }

  private static let samples: [(CorpusFormat, String)] = [
    (
      .tei,
      """
      <?xml version="1.0"?><!DOCTYPE TEI [<!ENTITY e "x&#65;">]><TEI xmlns="u" xml:id="t"><teiHeader><title>T</title></teiHeader>
      <text><body><p>a <persName ref="#x" xml:id="m1" next="#m2">Ada</persName> <choice><sic>b</sic><corr>c &e;</corr></choice>
      <lb break="no"/><rs type="person" xml:id="m2" prev="#m1">Byron</rs><note>n <placeName>W</placeName></note></p>
      <p xml:space="preserve"> <s><w>x</w> <w join="left">y</w></s> <![CDATA[<z>]]></p></body></text>
      <standOff><spanGrp type="ner"><span from="#m1" to="#m2" type="X"/></spanGrp></standOff></TEI>
      """
    ),
    (
      .inlineXML,
      """
      <corpus><document id="a"><s>é <LOC>b</LOC> <ENAMEX type="PER" id="1">c<i>d</i></ENAMEX></s></document>
      <document><p>x</p><s><PER>y</PER></s></document></corpus>
      """
    ),
    (
      .enamex,
      """
      <DOC><DOCID>1</DOCID><SLUG>s</SLUG><TEXT>a <ENAMEX TYPE=PERSON ALT="x">b &amp; c</ENAMEX> <p> & <TIMEX TYPE="DATE">d</TIMEX>
      <!-- c --></TEXT></DOC><DOC><TEXT><![CDATA[x]]> <NUMEX TYPE="MONEY">$</TEXT></DOC>
      """
    ),
    (.i2b2Inline, "<ROOT><RECORD ID=\"1\"><TEXT>a <PHI TYPE=\"D\">b</PHI>\r\n c</TEXT></RECORD></ROOT>"),
    (
      .cwb,
      "<text id=\"t\">\n<s>\na\tX\n<ne type=\"P\">\nb\tY\n<g/>\n,\n</ne>\n<w>\nc\nd\n</w>\n</s>\n</text>\n"
    ),
  ]

  @Test("bytes that are changed, lost, doubled or added give documents or an error, never a trap", arguments: 0..<400)
  func damage(seed: Int) throws {
    var random = SplitMix64(seed: seed)
    for (format, text) in Self.samples {
      for _ in 0..<25 {
        var bytes = Array(text.utf8)
        for _ in 0...Int.random(in: 0..<4, using: &random) {
          guard !bytes.isEmpty else { break }
          let place = Int.random(in: 0..<bytes.count, using: &random)
          let end = min(bytes.count, place + Int.random(in: 1..<30, using: &random))
          switch Int.random(in: 0..<5, using: &random) {
          case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
          case 1: bytes.removeSubrange(place..<end)
          case 2: bytes.insert(contentsOf: bytes[place..<end], at: place)
          case 3: bytes.insert(Array("<>&;\"'=/![]?- \n".utf8).randomElement(using: &random) ?? 0, at: place)
          default: bytes.removeSubrange(place...)
          }
        }
        let input = CorpusInput(format, paths: ["a"], name: "a")
        var reader = try InlineForms.reader(MarkupBuffer.pieces(of: bytes, length: 50), input, ReadingOptions())
        var documents: [Document] = []
        do {
          while let read = try reader.next() {
            #expect(DocumentFault(of: read.document) == nil)
            #expect(read.spans.reduce(0) { $0 + $1.produced } == read.document.mentions.count)
            documents.append(read.document)
          }
        } catch {
          continue
        }
        // What can be read can be written back as it is, and with one mention more.
        do {
          #expect(try XMLWriteBack.write(bytes, as: input, revise: { $0 }) == bytes)
          _ = try XMLWriteBack.write(
            bytes, as: input,
            revise: { document in
              guard let stretch = randomStretch(document, longest: 12, &random) else { return nil }
              var document = document
              document.mentions.append(Mention(label: "PER", range: stretch))
              if Bool.random(using: &random) { document.mentions.remove(at: 0) }
              return document
            })
        } catch {
          Issue.record("\(format) \(String(decoding: bytes, as: UTF8.self)): \(error)")
        }
      }
    }
  }
}
