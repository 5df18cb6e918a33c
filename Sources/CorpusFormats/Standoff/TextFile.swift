import Annotations
import Diagnostics
import Files
import Foundation

/// Whole text files.
enum TextFile {
  /// What a file holds.
  struct Content {
    /// UTF-8, line breaks as they are, without a byte order mark.
    var text: [UInt8]
    /// Whether a byte order mark stands before it.
    var hasMark: Bool
    var bytesRead: Int

    /// The text with the mark as its first character.
    var marked: [UInt8] { mark + text }
  }

  static let mark: [UInt8] = [0xEF, 0xBB, 0xBF]

  /// A whole file.
  ///
  /// - Throws: `FileError<FileProblem>`; `Located<CorpusProblem>` for what is not UTF-8.
  static func read(_ path: String) throws -> Content {
    let reader = path == "-" ? ByteReader(.standardInput, name: "<standard input>") : try ByteReader(path: path)
    var text: [UInt8] = []
    while try reader.read(into: &text) > 0 {}
    if text.starts(with: [0xFF, 0xFE]) || text.starts(with: [0xFE, 0xFF]) {
      throw Located(CorpusProblem.utf16, at: Place(file: reader.name, line: 1))
    }
    let hasMark = text.starts(with: mark)
    if hasMark { text.removeFirst(mark.count) }
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      let bad = error.byteOffsets.lowerBound
      let before = text[..<bad]
      let start = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
      let line = before.count { $0 == 0x0A } + 1
      let column = text[start..<bad].count { $0 & 0xC0 != 0x80 } + 1
      throw Located(
        CorpusProblem.invalidUTF8(byte: text[bad], offset: bad - start + 1),
        at: Place(file: reader.name, line: line, column: column))
    }
    return Content(text: text, hasMark: hasMark, bytesRead: reader.bytesRead)
  }

  /// A text as a file has it: one that begins with U+FEFF gets a byte order mark before it, or that would be taken for one.
  static func bytes(of text: [UInt8]) -> [UInt8] { text.starts(with: mark) ? mark + text : text }

  /// A document's id from its file's name: without an ending that the form gives to its files.
  static func id(_ name: String, endings: [String]) -> String {
    for ending in endings where name.lowercased().hasSuffix(ending) && name.count > ending.count {
      return String(name.dropLast(ending.count))
    }
    return name
  }
}
