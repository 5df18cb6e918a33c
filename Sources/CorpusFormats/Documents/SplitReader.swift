import Annotations

/// Gives documents the part of the corpus that their input belongs to, unless they name one themselves.
struct SplitReader: DocumentReader {
  private var reader: any DocumentReader
  private let split: String

  init(_ reader: any DocumentReader, split: String) { (self.reader, self.split) = (reader, split) }

  var name: String { reader.name }
  var bytesRead: Int { reader.bytesRead }
  var remarks: [String] { reader.remarks }

  mutating func next() throws -> ReadDocument? {
    guard var read = try reader.next() else { return nil }
    if read.document.split == nil { read.document.split = split }
    return read
  }
}
