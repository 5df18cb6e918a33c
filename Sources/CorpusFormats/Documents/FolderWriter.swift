import Annotations

/// A file of one document: what its name ends with, and what it holds.
typealias EncodedFile = (ending: String, bytes: [UInt8])

/// What a form with files of its own for each document writes of them.
protocol FolderEncoder {
  /// What the form holds of a document beside text, id and one layer.
  static var keeps: Set<WritingNotes.Part> { get }
  /// Keys of metadata that the form holds, if it does not hold all.
  static func keeps(key: String) -> Bool
  var options: WritingOptions { get }

  /// The files of a document, and a record for each mention of the layers that are written.
  mutating func encode(_ document: Document) throws -> (files: [EncodedFile], records: [SpanRecord])

  /// Files of all documents together, after the last: their names and what they hold.
  func common() -> [(name: String, file: EncodedFile)]
}

extension FolderEncoder {
  static func keeps(key: String) -> Bool { false }
  func common() -> [(name: String, file: EncodedFile)] { [] }
}

/// A folder with files for each document.
struct FolderWriter<Encoder: FolderEncoder>: DocumentWriter {
  private let folder: FolderOutput
  private var encoder: Encoder
  private var notes = WritingNotes()

  init(_ place: WritingPlace, _ encoder: Encoder) throws {
    (folder, self.encoder) = (try place.folder(), encoder)
  }

  mutating func write(_ document: Document) throws -> [SpanRecord] {
    notes.add(document, encoder.options, keeps: Encoder.keeps, keepsKey: Encoder.keeps(key:))
    let (files, records) = try encoder.encode(document)
    try folder.write(id: document.id, files)
    return records
  }

  mutating func finish() throws {
    for (name, file) in encoder.common() { try folder.write(id: name, [file]) }
    try folder.finish()
  }

  var remarks: [String] { notes.remarks }
}
