extension JSON {
  /// The value for people: two spaces a level, members in their order, small groups of single values on one line; LF at
  /// the end.
  public var indentedText: String {
    var output = JSONLayout()
    output.write(self, indent: 0)
    return String(decoding: output.bytes, as: UTF8.self) + "\n"
  }
}

/// A text being laid out.
private struct JSONLayout {
  var bytes: [UInt8] = []

  mutating func write(_ value: JSON, indent: Int) {
    switch value.content {
    case .object(let members): write(members.map { ($0.key, $0.value) }, "{", "}", indent)
    case .array(let elements): write(elements.map { (nil, $0) }, "[", "]", indent)
    default:
      var output = JSONOutput()
      output.value(value)
      bytes += output.bytes
    }
  }

  private mutating func write(
    _ items: [(key: [UInt8]?, value: JSON)], _ opening: String, _ closing: String, _ indent: Int
  ) {
    let isLine = items.count <= 4 && items.allSatisfy { $0.value.isSmall }
    bytes += opening.utf8
    for (index, item) in items.enumerated() {
      if index > 0 { bytes += (isLine ? ", " : ",").utf8 }
      if !isLine { startLine(indent + 1) }
      if let key = item.key {
        var output = JSONOutput()
        output.value(key)
        bytes += output.bytes + ": ".utf8
      }
      write(item.value, indent: indent + 1)
    }
    if !isLine { startLine(indent) }
    bytes += closing.utf8
  }

  private mutating func startLine(_ indent: Int) {
    bytes.append(0x0A)
    bytes += repeatElement(0x20, count: 2 * indent)
  }
}

extension JSON {
  /// A single value, or an array of few single values.
  fileprivate var isSmall: Bool {
    switch content {
    case .object(let members): members.isEmpty
    case .array(let elements): elements.count <= 4 && elements.allSatisfy { $0.elements == nil && $0.members == nil }
    default: true
    }
  }
}
