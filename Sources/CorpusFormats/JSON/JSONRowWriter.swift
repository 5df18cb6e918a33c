import Annotations
import JSONText

/// How a form of JSON tells a document.
protocol JSONRowEncoder {
  /// What the form holds of a document beside text, id and one layer.
  static var keeps: Set<WritingNotes.Part> { get }
  var options: WritingOptions { get }

  /// The line before the first document, if the form has one.
  func header(into output: inout JSONOutput) -> Bool

  /// Appends the object of a document.
  ///
  /// - Returns: a record for each mention of the layers that are written.
  mutating func encode(_ document: Document, into output: inout JSONOutput) throws -> [SpanRecord]
}

extension JSONRowEncoder {
  func header(into output: inout JSONOutput) -> Bool { false }
}

/// A file of objects: a line each, or the elements of an array.
struct JSONRowWriter<Encoder: JSONRowEncoder>: DocumentWriter {
  private let file: FormOutput
  private var encoder: Encoder
  private var output = JSONOutput()
  private let isArray: Bool
  private var count: Int
  private var notes = WritingNotes()

  init(_ place: WritingPlace, _ encoder: Encoder, isArray: Bool = false) throws {
    (file, count) = (try place.file(), place.documents)
    (self.encoder, self.isArray) = (encoder, isArray)
    if count == 0, encoder.header(into: &output) {
      output.endLine()
      try file.write(output.bytes)
    }
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    notes.add(document, encoder.options, keeps: Encoder.keeps)
    output.removeAll()
    let records = try encoder.encode(document, into: &output)
    if isArray {
      try file.write(count == 0 ? "[\n" : ",\n")
    } else {
      output.endLine()
    }
    try file.write(output.bytes)
    count += 1
    return records
  }

  mutating func finish() throws {
    if isArray { try file.write(count == 0 ? "[]\n" : "\n]\n") }
    try file.commit()
  }

  var remarks: [String] { notes.remarks }
}

extension JSONOutput {
  /// A name with a string.
  mutating func member(_ name: String, _ text: String) {
    self.name(name)
    value(text)
  }

  /// A name with a number.
  mutating func member(_ name: String, _ number: Int) {
    self.name(name)
    value(number)
  }

  /// A name with what a source called an id: a number if it is spelled like one.
  mutating func identifier(_ name: String, _ id: String) {
    self.name(name)
    plain(id)
  }

  /// A whole number in its usual spelling as a number, anything else as a string.
  mutating func plain(_ text: String) {
    if let number = Int(text), String(number) == text { value(number) } else { value(text) }
  }

  /// Attributes as members: several of one key as an array, JSON text of objects and arrays as it is.
  mutating func members(_ attributes: [Attribute], except: Set<String> = []) {
    var written = Set<[UInt8]>()
    for attribute in attributes
    where !except.contains(attribute.key) && written.insert(Array(attribute.key.utf8)).inserted {
      let values = attributes.filter { $0.key.utf8.elementsEqual(attribute.key.utf8) }.map(\.value)
      name(attribute.key)
      if values.count == 1 {
        nested(values[0])
      } else {
        array { output in for value in values { output.nested(value) } }
      }
    }
  }

  /// Attributes as the object `meta`, if there are any.
  mutating func meta(_ attributes: [Attribute]) {
    guard !attributes.isEmpty else { return }
    name("meta")
    object { $0.members(attributes) }
  }

  private mutating func nested(_ text: String) {
    if Attribute.isNestedJSON(text) { compact(text.utf8) } else { value(text) }
  }
}

extension Attribute {
  /// Whether a value is the JSON text of an object or array, in the spelling in which such ones are read.
  static func isNestedJSON(_ text: String) -> Bool {
    guard text.hasPrefix("{") || text.hasPrefix("["), let value = try? JSON(parsing: Array(text.utf8)),
      JSON.compact(text.utf8).elementsEqual(text.utf8)
    else { return false }
    // An array of plain values is read as several attributes.
    return !value.isListOfPlain
  }
}
