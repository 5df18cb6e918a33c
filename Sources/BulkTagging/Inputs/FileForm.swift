import CorpusFormats
import Files
import Foundation

/// Which form a file has, if that is not said.
enum FileForm {
  /// The form of a file; `nil` for one that lies in a folder beside others and is no document of its own.
  ///
  /// - Throws: `InputProblem.binary` for a file that is no text; `FileError<FileProblem>`.
  static func of(_ path: String, _ given: InputForm, pretokenized: Bool, isNamed: Bool) throws -> InputForm? {
    if case .corpus(let format) = given, format == .brat || format == .i2b2Concepts, !isNamed {
      let name = path.lowercased()
      if name.hasSuffix(".ann") || name.hasSuffix(".con") { return nil }
    }
    guard given == .automatic else { return given }
    if path == "-" { return pretokenized ? .lines : .text }
    let ending = Self.ending(of: path)
    if ["jsonl", "ndjson"].contains(ending) { return .jsonLines }
    if !isNamed, ["ann", "con"].contains(ending) {
      let text = (path as NSString).deletingPathExtension + ".txt"
      if FileKind(of: text) == .regular { return nil }
    }
    guard let found = try FormatDetection.form(of: path) else {
      if try ByteReader(path: path).isEmpty() { return .text }
      throw InputProblem.binary
    }
    if pretokenized, found == .text { return .lines }
    if found == .text || ["txt", "text", "md"].contains(ending) { return pretokenized ? .lines : .text }
    return .corpus(found)
  }

  /// A file's extension in lower case, without that of packing.
  private static func ending(of path: String) -> String {
    var name = path.lowercased()
    for packing in [".gz", ".zst"] where name.hasSuffix(packing) { name.removeLast(packing.count) }
    return (name as NSString).pathExtension
  }
}

extension ByteReader {
  fileprivate func isEmpty() throws -> Bool {
    var buffer: [UInt8] = []
    return try read(into: &buffer) == 0
  }
}

/// What is wrong with an input, beyond what its reader says.
public enum InputProblem: Error, Hashable, Sendable {
  /// No text.
  case binary
  /// A row that is no JSON object.
  case noObject(found: String)
  /// A row that lacks its text, or has something else there.
  case noText(field: String, found: String?)
  /// An id that is neither a string nor a whole number.
  case noID(field: String, found: String)
  /// A row that is no JSON.
  case malformed(String)
}

extension InputProblem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .binary: "this is no text: it has bytes that no text has; formats with binary files are not read"
    case .noObject(let found): "expected a JSON object, found \(found)"
    case .noText(let field, nil): "expected the text in '\(field)', which this object does not have (see --text-field)"
    case .noText(let field, let found?): "expected a string in '\(field)', found \(found)"
    case .noID(let field, let found): "expected a string or a whole number in '\(field)', found \(found)"
    case .malformed(let what): what
    }
  }
}
