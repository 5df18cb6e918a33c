/// A comment line: `# key = value`, `# key`, `#key value`.
struct ColumnComment {
  /// What stands before the first `=`.
  var key: String
  /// What stands behind it, without the one space that is usual there; `nil` without `=`.
  var value: String?

  init(_ line: ArraySlice<UInt8>) {
    let body = line.drop { $0 == ColumnLine.hash || $0 == .space || $0 == .tab }
    guard let equals = body.firstIndex(of: UInt8(ascii: "=")) else {
      key = String(decoding: body, as: UTF8.self).pythonStripped
      return
    }
    // Most keys end with the one space that is usual there.
    let name = body[..<equals]
    key = String(decoding: name.last == .space ? name.dropLast() : name, as: UTF8.self).pythonStripped
    let rest = body[(equals + 1)...]
    value = String(decoding: rest.first == .space ? rest.dropFirst() : rest, as: UTF8.self)
  }

  private static let begin = "begin document"

  /// Whether a document begins behind it: `# newdoc id = X`, `# newdoc`, `# begin document X`, `#begin document (X); …`.
  var beginsDocument: Bool { key == "newdoc" || key == "newdoc id" || key.hasPrefix(Self.begin) }

  /// The name of the document that begins.
  var documentID: String? {
    let name =
      key == "newdoc id" ? value ?? "" : key.hasPrefix(Self.begin) ? String(key.dropFirst(Self.begin.count)) : ""
    return name.pythonStripped.isEmpty ? nil : name.pythonStripped
  }

  /// Whether a document ends before it.
  var endsDocument: Bool { key == "end document" }
}
