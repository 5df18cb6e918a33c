/// Which namespace each prefix stands for, element by element.
struct XMLNamespaces: Sendable {
  private var bindings: [(prefix: String, uri: String, depth: Int)] = []

  /// Takes in an attribute that binds a prefix: `xmlns` or `xmlns:prefix`.
  mutating func bind(_ attribute: String, to uri: String, depth: Int) {
    bindings.append((attribute == "xmlns" ? "" : String(attribute.dropFirst(6)), uri, depth))
  }

  /// Forgets what elements bound that lie deeper than this.
  mutating func close(depth: Int) {
    while let last = bindings.last, last.depth > depth { bindings.removeLast() }
  }

  /// The namespace of a name; `nil` if it has none, or if nobody bound its prefix.
  func uri(of name: String, isAttribute: Bool) -> String? {
    let prefix = name.utf8.firstIndex(of: 0x3A).map { String(name[..<$0]) } ?? ""
    if prefix.isEmpty, isAttribute { return nil }
    if prefix == "xml" { return "http://www.w3.org/XML/1998/namespace" }
    guard let uri = bindings.last(where: { $0.prefix == prefix })?.uri, !uri.isEmpty else { return nil }
    return uri
  }
}
