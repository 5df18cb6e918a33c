/// The layers that the head of a WebAnno TSV 3 file declares, and the columns that they take in rows.
struct WebAnnoSchema: Hashable, Sendable {
  /// What a column of rows holds.
  enum Column: Hashable, Sendable {
    /// A feature's value.
    case feature(String)
    /// `*` where the layer, which has no features, has an annotation.
    case presence
    /// The roles of a feature that links to other annotations.
    case role(String)
    /// What that feature links to.
    case target(String)
    /// Where a relation comes from.
    case origin
    /// The type of a chain's element, or its link to the next.
    case chain
  }

  struct Layer: Hashable, Sendable {
    enum Kind: Hashable, Sendable { case span, relation, chain }
    var kind: Kind
    /// The full name of its type.
    var name: String
    var columns: [Column]
    /// The first of its columns, from 0 behind the token.
    var firstColumn: Int

    /// The name behind the last dot.
    var shortName: String { String(name.split(separator: ".").last ?? "") }

    /// Names of features that hold plain values.
    var features: [String] {
      columns.compactMap { column in
        if case .feature(let name) = column { return name }
        return nil
      }
    }

    /// Whether it says something of each token and marks no mentions.
    var describesTokens: Bool {
      name.contains(".lexmorph.type.") || name.contains(".segmentation.type.") || name.contains(".transform.type.")
    }
  }

  private(set) var layers: [Layer] = []
  private(set) var columnCount = 0

  static let namedEntity = "de.tudarmstadt.ukp.dkpro.core.api.ner.type.NamedEntity"
  private static let prefixes: [(String, Layer.Kind)] = [("#T_SP=", .span), ("#T_RL=", .relation), ("#T_CH=", .chain)]

  /// Takes a line of the head; `false` if it declares no layer.
  mutating func add(_ line: String) -> Bool {
    guard let (prefix, kind) = Self.prefixes.first(where: { line.hasPrefix($0.0) }) else { return false }
    let fields = line.utf8.dropFirst(prefix.utf8.count).split(separator: UInt8(ascii: "|")).map {
      String(Substring($0))
    }
    var layer = Layer(kind: kind, name: fields.first ?? "", columns: [], firstColumn: columnCount)
    for field in fields.dropFirst() {
      switch (kind, layer.columns.last) {
      case (.chain, _): layer.columns.append(.chain)
      case (.relation, _) where field.hasPrefix("BT_"): layer.columns.append(.origin)
      case (.span, _) where field.hasPrefix("ROLE_"):
        // ROLE_type:feature_type of the link
        let name = field.split(separator: ":", maxSplits: 1).last?.split(separator: "_").first
        layer.columns.append(.role(name.map(String.init) ?? field))
      case (.span, .role(let name)?) where field.contains("."): layer.columns.append(.target(name))
      default: layer.columns.append(.feature(field))
      }
    }
    if layer.columns.isEmpty { layer.columns = [.presence] }
    columnCount += layer.columns.count
    layers.append(layer)
    return true
  }
}

/// How WebAnno TSV spells values and texts.
enum WebAnnoEscape {
  /// An annotation's value in a cell, and the number that ties its rows together.
  struct Item: Hashable {
    /// `nil` where the annotation has none.
    var value: String?
    var id: String?
    /// As it stands there.
    var raw: Substring
  }

  /// The annotations of a cell: none for `_`.
  static func items(_ cell: Substring) -> [Item] {
    guard cell != "_" else { return [] }
    return split(cell, at: UInt8(ascii: "|")).map { raw in
      let (value, id) = number(raw)
      return Item(value: value == "*" ? nil : unescaped(value), id: id, raw: raw)
    }
  }

  /// The parts between bytes that no backslash stands before.
  static func split(_ text: Substring, at separator: UInt8) -> [Substring] {
    var parts: [Substring] = []
    var start = text.startIndex
    var isEscaped = false
    for index in text.utf8.indices {
      let byte = text.utf8[index]
      if byte == separator, !isEscaped {
        parts.append(text[start..<index])
        start = text.utf8.index(after: index)
      }
      isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
    }
    return parts + [text[start...]]
  }

  /// Takes `[12]` off the end.
  private static func number(_ text: Substring) -> (value: Substring, id: String?) {
    let bytes = text.utf8
    guard bytes.last == UInt8(ascii: "]"), let open = bytes.lastIndex(of: UInt8(ascii: "[")) else { return (text, nil) }
    let digits = Substring(bytes[bytes.index(after: open)...].dropLast())
    var backslashes = 0
    var index = open
    while index > bytes.startIndex {
      index = bytes.index(before: index)
      guard bytes[index] == UInt8(ascii: "\\") else { break }
      backslashes += 1
    }
    guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), backslashes % 2 == 0 else {
      return (text, nil)
    }
    return (text[..<open], String(digits))
  }

  /// A value without its backslashes.
  static func unescaped(_ value: Substring) -> String {
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in value.utf8 {
      if isEscaped {
        bytes.append(byte == UInt8(ascii: "t") ? 0x09 : byte == UInt8(ascii: "n") ? 0x0A : byte)
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    if isEscaped { bytes.append(UInt8(ascii: "\\")) }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A value as a cell has it.
  static func escaped(_ value: String) -> String {
    var bytes: [UInt8] = []
    var previous: UInt8 = 0
    for byte in value.utf8 {
      switch byte {
      case UInt8(ascii: "\\"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "|"), UInt8(ascii: "_"),
        UInt8(ascii: ";"), UInt8(ascii: "*"):
        bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: ">") where previous == UInt8(ascii: "-"):
        bytes[bytes.count - 1] = UInt8(ascii: "\\")
        bytes += [previous, byte]
      case 0x09: bytes += Array("\\t".utf8)
      case 0x0A: bytes += Array("\\n".utf8)
      case 0x0D: bytes.append(0x20)
      default: bytes.append(byte)
      }
      previous = byte
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The escapes of texts, which differ from those of values: Java's, and a backslash before control characters.
  static func unescapedText(_ text: Substring) -> [UInt8] {
    let known: [UInt8: UInt8] = [
      UInt8(ascii: "t"): 0x09, UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "f"): 0x0C,
      UInt8(ascii: "b"): 0x08,
    ]
    var bytes: [UInt8] = []
    var isEscaped = false
    for byte in text.utf8 {
      if isEscaped {
        if let character = known[byte] {
          bytes.append(character)
        } else if byte == UInt8(ascii: "\\") || byte < 0x20 {
          bytes.append(byte)
        } else {
          bytes += [UInt8(ascii: "\\"), byte]
        }
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = true
      } else {
        bytes.append(byte)
      }
    }
    if isEscaped { bytes.append(UInt8(ascii: "\\")) }
    return bytes
  }

  /// A text in one line.
  static func escapedText(_ text: some Sequence<UInt8>) -> String {
    var bytes: [UInt8] = []
    for byte in text {
      switch byte {
      case UInt8(ascii: "\\"): bytes += Array("\\\\".utf8)
      case 0x09: bytes += Array("\\t".utf8)
      case 0x0A: bytes += Array("\\n".utf8)
      case 0x0D: bytes += Array("\\r".utf8)
      case 0x0C: bytes += Array("\\f".utf8)
      case 0x08: bytes += Array("\\b".utf8)
      case 0..<0x20: bytes += [UInt8(ascii: "\\"), byte]
      default: bytes.append(byte)
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
