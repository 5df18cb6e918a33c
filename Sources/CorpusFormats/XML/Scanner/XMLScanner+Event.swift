import Diagnostics

// What the current event holds.
extension XMLScanner {
  /// The path, or the name that stands for the input in messages.
  var fileName: String { buffer.name }
  /// Bytes of the file taken in so far.
  var bytesRead: Int { buffer.bytesRead }
  /// How the file spells characters.
  var encoding: XMLEncoding { buffer.encoding }
  /// How many elements are open; a start tag counts itself, an end tag does not.
  var depth: Int { open.count }
  /// The name of the element that begins or ends, or of an instruction's target, with its prefix.
  var elementName: String { name.map { names[$0] } ?? "" }

  /// Where the current event begins; for start tags it is known, for others it is counted from the last start tag.
  var place: Place { buffer.place(of: start) }

  /// A problem at the start of the current event.
  func located(_ problem: XMLProblem) -> Located<XMLProblem> { buffer.located(problem, at: start) }

  /// The value of an attribute of the current start tag.
  func bytes(_ attribute: XMLAttribute) -> ArraySlice<UInt8> {
    attribute.isExpanded ? expanded[attribute.stored] : buffer.bytes[attribute.stored]
  }

  /// The value of an attribute of the current start tag.
  func value(_ attribute: XMLAttribute) -> String { String(decoding: bytes(attribute), as: UTF8.self) }

  /// The attribute of a name, with its prefix as the file has it.
  func attribute(_ name: String) -> XMLAttribute? { names.first(of: attributes, called: name) }

  /// The value of the attribute of a name.
  func value(of name: String) -> String? { attribute(name).map(value) }

  /// The current text, comment or instruction (without its target).
  var text: [UInt8] {
    if let plain { return Array(buffer.bytes[plain]) }
    return expanded
  }

  /// Runs `body` over the current text without a copy.
  func withText<Result>(_ body: (Span<UInt8>) throws -> Result) rethrows -> Result {
    if let plain { return try body(buffer.bytes.span.extracting(plain)) }
    return try body(expanded.span)
  }

  /// Appends the current text.
  func appendText(to text: inout [UInt8]) {
    if let plain { text += buffer.bytes[plain] } else { text += expanded }
  }

  /// Appends the current text and where it stands.
  func appendText(to text: inout [UInt8], map: inout SourceMap) {
    appendText(to: &text)
    forEachRun { range, run in
      if run.isUnit {
        map.append(unit: range.count, from: run.source)
      } else {
        map.append(copy: range.count, from: run.source)
      }
    }
  }

  /// Runs `body` over the runs of the current text, with each one's range in the text.
  func forEachRun(_ body: (Range<Int>, SourceMap.Run) -> Void) {
    if let plain, buffer.encoding == .utf8 {
      return body(0..<plain.count, SourceMap.Run(text: 0, source: source, isUnit: false))
    }
    for (index, run) in textMap.runs.enumerated() { body(run.text..<textMap.textEnd(ofRun: index), run) }
  }

  /// The namespace of an element's name; of an attribute's without a prefix there is none.
  func namespace(_ name: XMLName, isAttribute: Bool = false) -> String? {
    namespaces.uri(of: names[name], isAttribute: isAttribute)
  }
}
