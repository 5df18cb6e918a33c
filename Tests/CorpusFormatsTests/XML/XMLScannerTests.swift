import Diagnostics
import TestSupport
import Testing

@testable import CorpusFormats

/// The events of a text, and the message of the error that ended them.
private func events(_ bytes: [UInt8], limits: XMLScanner.Limits = .init()) -> String {
  do {
    return String(decoding: try eventLines(XMLScanner(bytes: bytes, name: "a.xml", limits: limits)), as: UTF8.self)
  } catch let error as Located<XMLProblem> {
    return "\(error.place): \(error.problem)"
  } catch {
    return "\(error)"
  }
}

private func events(_ text: String) -> String { events(Array(text.utf8)) }

/// UTF-16 with its mark.
private func littleEndian(_ units: [UInt16]) -> [UInt8] {
  var bytes: [UInt8] = [0xFF, 0xFE]
  for unit in units { bytes += [UInt8(unit & 0xFF), UInt8(unit >> 8)] }
  return bytes
}

@Suite("XML scanner")
struct XMLScannerTests {
  @Test("tags, attributes, text, sections, comments and instructions")
  func pieces() {
    let text = """
      \u{FEFF}<?xml version='1.0' encoding="UTF-8" standalone="yes"?><!DOCTYPE a PUBLIC "p" 'b.dtd'>
      <?target some content?><a b = "1&lt;&#x41;&#66;" c='"'>x&amp;y<b/><![CDATA[<&]]><!-- c --> <é:é xmlns:é="u"></é:é></a>
      """
    #expect(
      events(text) == """
        P target some content
        S a
        A b=1<AB
        A c="
        T x&y
        S b
        E b
        T <&
        C  c 
        T  
        S {u}é
        E {u}é
        E a

        """)
  }

  @Test(
    "line ends become line feeds, in attributes white space becomes spaces, references stay what they name",
    arguments: ["a\r\nb\rc\nd", "\r\n\r\r\n\n"])
  func lineEnds(text: String) {
    // On bytes, since a CR and an LF are one character to Swift.
    let bytes = Array(text.utf8)
    let kept = bytes.indices.filter { bytes[$0] != 0x0A || $0 == 0 || bytes[$0 - 1] != 0x0D }
    let lines = String(decoding: kept.map { bytes[$0] == 0x0D ? 0x0A : bytes[$0] }, as: UTF8.self)
    #expect(events("<a>\(text)</a>") == "S a\nT \(lines)\nE a\n")
    #expect(events("<a><![CDATA[\(text)]]></a>") == "S a\nT \(lines)\nE a\n")
    let spaces = String(lines.map { $0 == "\n" ? " " : $0 })
    #expect(events("<a b='\(text)\t&#10;&#9;&#13;'/>") == "S a\nA b=\(spaces) \n\t\r\nE a\n")
    #expect(events("<a>&#13;&#xD;</a>") == "S a\nT \r\r\nE a\n")
  }

  @Test("declared encodings are read, and ranges count the file's own bytes")
  func encodings() throws {
    let text = "<a b='ü'>é€x𝄞</a>"
    func check(_ declared: String?, _ bytes: [UInt8], ranges: [Range<Int>], expected: String = "ü|é€x𝄞") throws {
      var scanner = XMLScanner(bytes: bytes, name: "a.xml")
      #expect(try scanner.next() == .startElement)
      let value = scanner.value(of: "b") ?? ""
      let valueRange = scanner.attributes[0].valueSource
      #expect(try scanner.next() == .text)
      #expect("\(value)|\(String(decoding: scanner.text, as: UTF8.self))" == expected)
      #expect([valueRange, scanner.source] == ranges)
      var map = SourceMap(encoding: scanner.encoding)
      var copy: [UInt8] = []
      scanner.appendText(to: &copy, map: &map)
      #expect(map.end(of: copy.count, in: copy) == scanner.source.upperBound)
      #expect(map.start(of: 2, in: copy) == scanner.source.lowerBound + (declared == "windows-1252" ? 1 : 2))
    }
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    try check("UTF-8", Array("<a b='u'>exx</a>".utf8), ranges: [6..<7, 9..<12], expected: "u|exx")
    try check(nil, mark + Array(text.utf8), ranges: [9..<11, 13..<23])
    let units = Array(text.utf16)
    try check(nil, littleEndian(units), ranges: [14..<16, 20..<30])
    try check(nil, [0xFE, 0xFF] + units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }, ranges: [14..<16, 20..<30])
    let head = "<?xml version=\"1.0\" encoding=\"windows-1252\"?><a b='"
    let start = head.utf8.count
    try check(
      "windows-1252", Array(head.utf8) + [0xFC] + Array("'>".utf8) + [0xE9, 0x80] + Array("x</a>".utf8),
      ranges: [start..<start + 1, start + 3..<start + 6], expected: "ü|é€x")
  }

  @Test(
    "an encoding that is not read, or not kept to, is an error with its name",
    arguments: [
      ("<?xml version='1.0' encoding='Shift_JIS'?><a/>", "1:1: the encoding 'Shift_JIS' is not read"),
      ("<?xml version='1.0' encoding='UTF-16'?><a/>", "1:1: the declaration says 'UTF-16', but"),
      ("<?xml version='1.0' encoding='US-ASCII'?>\n<a>é</a>", "2:4: byte 0xC3 is not US-ASCII"),
      ("<?xml version='1.0' encoding='cp1252'?><a>\u{41}\u{CD}</a>", "1:44: "),
    ])
  func wrongEncodings(text: String, message: String) {
    if text.contains("cp1252") {
      #expect(events(Array(text.utf8.dropLast(6)) + [0x81]).hasPrefix("a.xml:1:44: byte 0x81 is not windows-1252"))
    } else {
      #expect(events(text).hasPrefix("a.xml:" + message))
    }
  }

  @Test(
    "bytes that are not the encoding's characters are an error at their place",
    arguments: [
      ([0x41, 0xC0, 0xAF], "1:5: byte 0xC0 is not UTF-8"),
      ([0x41, 0xED, 0xA0, 0x80], "1:5: byte 0xED is not UTF-8"),
      ([0x0A, 0xF4, 0x90, 0x80, 0x80], "2:1: byte 0xF4 is not UTF-8"),
      ([0xC3, 0xA9, 0xC3], "1:5: byte 0xC3 is not UTF-8"),
      ([0xEF, 0xBF, 0xBF], "1:4: the character U+FFFF is not allowed"),
      ([0x00], "1:4: the character U+00 is not allowed"),
      ([0x1B], "1:4: the character U+1B is not allowed"),
    ] as [([UInt8], String)])
  func invalidBytes(bytes: [UInt8], message: String) {
    let file = Array("<a>".utf8) + bytes + Array("</a>".utf8)
    #expect(events(file).hasPrefix("a.xml:" + message))
    #expect(events(Array("<a b='".utf8) + bytes + Array("'/>".utf8)).contains("not"))
    #expect(events(Array("<a><!--".utf8) + bytes + Array("--></a>".utf8)).contains("not"))
    #expect(events(Array("<a><![CDATA[".utf8) + bytes + Array("]]></a>".utf8)).contains("not"))
  }

  @Test("half a surrogate pair and an odd byte at the end of UTF-16 are errors", arguments: [0, 1, 2])
  func brokenUTF16(kind: Int) {
    let units: [UInt16] =
      Array("<a>".utf16) + [[0xD800, 0x41], [0xDC00, 0x41], [0x41, 0xD800]][kind] + Array("</a>".utf16)
    let bytes = littleEndian(units)
    let column = kind == 2 ? 5 : 4
    #expect(events(bytes).hasPrefix("a.xml:1:\(column): half a character of UTF-16"))
    let whole = littleEndian(Array("<a/>".utf16))
    #expect(
      events(whole + [0x20]).hasSuffix("half a character of UTF-16; the file is cut, or was put together from pieces"))
  }

  @Test(
    "what is not well-formed is an error at its place",
    arguments: [
      ("", "1:1: no element"),
      ("  \n", "2:1: no element"),
      ("text", "1:1: text outside the document's element"),
      ("<a/>\n text", "2:2: text outside the document's element"),
      ("<a/><b/>", "1:5: another element outside"),
      ("<a></b>", "1:4: </b> does not end <a> of line 1"),
      ("<a>\n<b>\n</a>", "3:1: </a> does not end <b> of line 2"),
      ("<a>\n<b>\n", "3:1: the file ends, but <b> of line 2 is still open"),
      ("</a>", "1:1: </a> ends nothing"),
      ("<a b='1' b='2'/>", "1:10: the attribute 'b' stands twice"),
      ("<a b='<'/>", "1:7: '<' in the value of 'b'"),
      ("<a b=1/>", "1:6: expected the value of 'b' in quotes, found '1'"),
      ("<a b/>", "1:5: expected '=' after the attribute 'b', found '/'"),
      ("<a b='1'c='2'/>", "1:9: expected white space"),
      ("<a b='1", "1:1: the file ends inside the tag <a …"),
      ("<a", "1:1: the file ends inside a tag"),
      ("<", "1:1: the file ends inside a tag"),
      ("<a><", "1:4: the file ends inside a tag"),
      ("<a>< b/></a>", "1:4: expected a name after '<', found white space; write &lt;"),
      ("<1/>", "1:1: expected a name after '<', found '1'"),
      ("<a>&</a>", "1:4: expected a reference such as &amp;"),
      ("<a>&b;</a>", "1:4: the entity '&b;' is not declared"),
      ("<a>&amp</a>", "1:4: expected a reference"),
      ("<a>&am", "1:4: the file ends inside an entity"),
      ("<a>&#0;</a>", "1:4: '&#0;' names no character"),
      ("<a>&#xD800;</a>", "1:4: '&#xD800;' names no character"),
      ("<a>&#x110000;</a>", "1:4: '&#x110000;' names no character"),
      ("<a>&#99999999999999999999999;</a>", "1:4: '&#99999999999999999999999;' names no character"),
      ("<a>x]]>y</a>", "1:5: ']]>' in text"),
      ("<a><!-- a -- b --></a>", "1:11: '--' inside a comment"),
      ("<a><!-- a</a>", "1:4: the file ends inside a comment"),
      ("<a><![CDATA[ x</a>", "1:19: the file ends inside a CDATA section"),
      ("<a><?b</a>", "1:4: the file ends inside a processing instruction"),
      ("<a><?b/?></a>", "1:7: expected white space"),
      ("<a><?xml version='1.0'?></a>", "1:4: expected a processing instruction with a name, found an XML declaration"),
      (" <?xml version='1.0'?><a/>", "1:2: expected a processing instruction"),
      ("<?xml version='2.0'?><a/>", "1:1: XML 2.0 is not read"),
      ("<?xml encoding='UTF-8'?><a/>", "1:1: expected version"),
      ("<![CDATA[x]]><a/>", "1:1: a CDATA section outside"),
      ("<!DOCTYPE a><!DOCTYPE a><a/>", "1:13: expected an element or text"),
      ("<!DOCTYPE a [<!ENTITY b 'c'>", "1:1: the file ends inside the document type"),
      ("<!DOCTYPE a [x]><a/>", "1:14: expected a declaration or ']'"),
      ("<!DOKTYPE a><a/>", "1:1: expected '<!--'"),
      ("<!", "1:1: the file ends inside a tag"),
    ])
  func malformed(text: String, message: String) {
    #expect(events(text).hasPrefix("a.xml:" + message), "\(events(text))")
  }

  @Test("every beginning of a file ends in an error, and never in a trap")
  func cuts() {
    let text = """
      <?xml version='1.0'?><!DOCTYPE a [<!ENTITY e "x&#65;y"><!-- c --><?p q?><!ATTLIST a b CDATA "]>">]>
      <a b='&e;'><!-- c --><?p q?><![CDATA[ ]] ]]>x&e;&#x41;\r\n<b/>é</a>
      """
    let bytes = Array(text.utf8)
    #expect(events(bytes) == "S a\nA b=xAy\nC  c \nP p q\nT  ]] xxAyA\n\nS b\nE b\nT é\nE a\n")
    for length in 0..<bytes.count {
      #expect(events(Array(bytes[..<length])).hasPrefix("a.xml:"))
      let pieces = XMLScanner(MarkupBuffer.pieces(of: Array(bytes[..<length]), length: 3))
      #expect(throws: Located<XMLProblem>.self) { try eventLines(pieces) }
    }
  }

  @Test("XML 1.1 is read, and its references to control characters; 1.0 refuses them")
  func version11() {
    #expect(events("<?xml version='1.1'?><a>&#1;x</a>") == "S a\nT \u{1}x\nE a\n")
    #expect(events("<?xml version='1.0'?><a>&#1;x</a>").contains("'&#1;' names no character"))
    #expect(events("<?xml version='1.1'?><a>&#0;</a>").contains("'&#0;' names no character"))
  }

  @Test("columns count scalars, lines end with LF, CRLF or CR, also after the window moved on")
  func places() throws {
    let line = "é𝄞x<b/>\r\n"
    let text = "<a>" + String(repeating: line, count: 500) + "é<!"
    for length in [1, 10, 1000, 100_000] {
      let scanner = XMLScanner(MarkupBuffer.pieces(of: Array(text.utf8), length: length))
      let error = #expect(throws: Located<XMLProblem>.self) { try eventLines(scanner) }
      #expect(error?.place == Place(file: "pieces", line: 501, column: 2))
    }
    var scanner = XMLScanner(bytes: Array("<a>\r\r\n\n é<b/></a>".utf8), name: "a.xml")
    while try scanner.next() != nil, scanner.elementName != "b" {}
    #expect(scanner.place == Place(file: "a.xml", line: 4, column: 3))
    #expect(scanner.line == 4)
  }
}
