@testable import CorpusFormats

/// The events of a file as `tools/goldens/xml_events.py` writes them, one a line.
func eventLines(_ scanner: XMLScanner) throws -> [UInt8] {
  var scanner = scanner
  var out: [UInt8] = []
  var text: [UInt8] = []
  func add(_ letter: String, _ content: [UInt8]) {
    out += Array(letter.utf8) + [0x20] + content + [0x0A]
  }
  func flush() {
    if !text.isEmpty { add("T", text) }
    text = []
  }
  func qualified(_ name: XMLName?, isAttribute: Bool) -> String {
    guard let name else { return "" }
    guard let uri = scanner.namespace(name, isAttribute: isAttribute) else { return scanner.names[name] }
    let local = scanner.names[name].split(separator: ":").last.map(String.init) ?? ""
    return "{\(uri)}\(local)"
  }
  var openNames: [String] = []
  while let event = try scanner.next() {
    switch event {
    case .text, .section: scanner.appendText(to: &text)
    case .startElement:
      flush()
      openNames.append(qualified(scanner.name, isAttribute: false))
      add("S", Array((openNames.last ?? "").utf8))
      for attribute in scanner.attributes where !scanner.names[attribute.name].hasPrefix("xmlns") {
        let name = qualified(attribute.name, isAttribute: true)
        add("A", Array("\(name)=".utf8) + scanner.bytes(attribute))
      }
    case .endElement:
      flush()
      add("E", Array((openNames.popLast() ?? "").utf8))
    case .comment:
      flush()
      add("C", scanner.text)
    case .instruction:
      flush()
      add("P", Array("\(scanner.elementName) ".utf8) + scanner.text)
    case .documentType: break
    }
  }
  return out
}

/// FNV-1a, 64 bits, in base 16.
func digest(_ bytes: [UInt8]) -> String {
  var value: UInt64 = 0xCBF2_9CE4_8422_2325
  for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: 16 - digits.count) + digits
}

extension MarkupBuffer {
  /// Bytes that come in pieces, as from a pipe.
  static func pieces(of bytes: [UInt8], length: Int) -> MarkupBuffer {
    var position = 0
    return MarkupBuffer(name: "pieces") { buffer in
      let end = min(bytes.count, position + length)
      buffer += bytes[position..<end]
      defer { position = end }
      return end - position
    }
  }
}
