import CorpusFormats
import JSONText
import Tokenization

/// The documents of JSON Lines: an object a line, one member of it the text. A row that cannot be read is a failure in its place.
struct JSONLineDocuments {
  private var lines: LineReader
  private let path: String
  private let options: InputOptions
  private var isFirst = true

  init(path: String, _ options: InputOptions) throws {
    lines = try LineReader(path: path, invalidUTF8: .repair, limit: options.longestDocument)
    (self.path, self.options) = (path, options)
  }

  var bytesRead: Int { lines.bytesRead }
  var isReady: Bool { lines.isReady }

  /// The next row; empty lines are none.
  mutating func next() throws -> FeedItem? {
    while let line = try lines.nextBytes() {
      guard line.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      let origin = SourceDocument.Origin(path: path, line: lines.number)
      var id = "\(lines.name):\(lines.number)"
      do {
        let row = try parsed(line)
        guard row.members != nil else { throw InputProblem.noObject(found: row.kind) }
        if let given = row[options.idField], !given.isNull {
          guard let name = given.string ?? given.integer.map(String.init) else {
            throw InputProblem.noID(field: options.idField, found: given.kind)
          }
          id = name
        }
        guard let text = row[options.textField] else { throw InputProblem.noText(field: options.textField, found: nil) }
        guard let bytes = text.bytes else { throw InputProblem.noText(field: options.textField, found: text.kind) }
        var document = SourceDocument(id: id, text: bytes, origin: origin)
        if options.pretokenized { document.words = GivenWords.words(in: bytes.span) }
        return .document(document)
      } catch {
        return .failure(FailedDocument(id: id, origin: origin, reason: "\(error)"))
      }
    }
    return nil
  }

  private func parsed(_ line: [UInt8]) throws -> JSON {
    var options = JSONOptions()
    options.replacesLoneSurrogates = true
    options.maximumLength = self.options.longestDocument
    do {
      return try JSON(parsing: line, options: options)
    } catch {
      throw InputProblem.malformed("no JSON at column \(error.column): \(error.problem)")
    }
  }
}
