extension SpecNode {
  /// The tree as block-style YAML in the order of its keys, lists not indented below their key. Reading it back gives an
  /// equal tree; numbers keep the text that they were written as.
  ///
  /// - Parameter masked: Keys, at any depth, whose values are shown as `'*****'` unless they are `null` or `???`.
  public func yaml(masking masked: Set<String> = []) -> String {
    var lines: [String] = []
    switch content {
    case .map(let map) where !map.entries.isEmpty: map.render(indent: "", masked, into: &lines)
    case .list(let list) where !list.isEmpty: Self.render(list, indent: "", masked, into: &lines)
    default: lines.append(inline)
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// The node on one line: a scalar, or an empty list or map.
  private var inline: String {
    switch content {
    case .scalar(let scalar): scalar.yaml
    case .list: "[]"
    case .map: "{}"
    }
  }

  fileprivate static func render(_ list: [SpecNode], indent: String, _ masked: Set<String>, into lines: inout [String])
  {
    for element in list {
      var block: [String] = []
      switch element.content {
      case .map(let map) where !map.entries.isEmpty: map.render(indent: indent + "  ", masked, into: &block)
      case .list(let list) where !list.isEmpty: render(list, indent: indent + "  ", masked, into: &block)
      default: block.append(indent + "  " + element.inline)
      }
      if let first = block.first { block[0] = indent + "- " + String(first.unicodeScalars.dropFirst(indent.count + 2)) }
      lines += block
    }
  }

  fileprivate func render(key: String, indent: String, _ masked: Set<String>, into lines: inout [String]) {
    let head = indent + Scalar.yamlText(key, isKey: true) + ":"
    if masked.contains(key), !isNull, !isMandatory {
      lines.append(head + " '*****'")
      return
    }
    switch content {
    case .map(let map) where !map.entries.isEmpty:
      lines.append(head)
      map.render(indent: indent + "  ", masked, into: &lines)
    case .list(let list) where !list.isEmpty:
      lines.append(head)
      Self.render(list, indent: indent, masked, into: &lines)
    default: lines.append(head + " " + inline)
    }
  }
}

extension SpecMap {
  fileprivate func render(indent: String, _ masked: Set<String>, into lines: inout [String]) {
    for entry in entries { entry.value.render(key: entry.key, indent: indent, masked, into: &lines) }
  }
}

extension Scalar {
  /// The scalar as YAML that reads back as the same value.
  var yaml: String {
    if case .string(let text) = value { return Self.yamlText(text, isKey: false) }
    return !text.isEmpty && Scalar(yaml: text) == self ? text : value.standardText
  }

  /// Text plain where it reads back as this text, else in single quotes, or in double ones where it needs escapes.
  static func yamlText(_ text: String, isKey: Bool) -> String {
    if text.unicodeScalars.contains(where: needsEscape) { return doubleQuoted(text) }
    let isPlain = canBePlain(text) && (isKey || Scalar(yaml: text).value == .string(text))
    if isPlain { return text }
    // Scalar by scalar: to a String, a quote with an accent on it is another character.
    return "'" + text.unicodeScalars.map { $0 == "'" ? "''" : String($0) }.joined() + "'"
  }

  private static func canBePlain(_ text: String) -> Bool {
    let scalars = Array(text.unicodeScalars)
    guard let first = scalars.first, let last = scalars.last else { return false }
    if first == " " || last == " " || last == ":" || text == "=" || text == "<<" { return false }
    if text.hasPrefix("---") || text.hasPrefix("...") { return false }
    if "-?:".unicodeScalars.contains(first) {
      guard scalars.count > 1, scalars[1] != " " else { return false }
    } else if ",[]{}#&*!|>'\"%@`".unicodeScalars.contains(first) {
      return false
    }
    for (before, scalar) in zip(scalars, scalars.dropFirst()) {
      if (before == ":" && scalar == " ") || (before == " " && scalar == "#") { return false }
    }
    return true
  }

  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value < 0x20 || SpecText.isForbidden(scalar) || "\u{85}\u{2028}\u{2029}".unicodeScalars.contains(scalar)
  }

  private static func doubleQuoted(_ text: String) -> String {
    var quoted = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"", "\\": quoted += "\\" + String(scalar)
      case "\n": quoted += "\\n"
      case "\r": quoted += "\\r"
      case "\t": quoted += "\\t"
      case _ where needsEscape(scalar):
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let (mark, width) = scalar.value < 0x100 ? ("x", 2) : ("u", 4)
        quoted += "\\" + mark + String(repeating: "0", count: width - digits.count) + digits
      default: quoted.unicodeScalars.append(scalar)
      }
    }
    return quoted + "\""
  }
}
