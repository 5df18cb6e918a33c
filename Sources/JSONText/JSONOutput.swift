/// Values on their way into JSON text, without white space.
///
///     var output = JSONOutput()
///     output.object { $0.member("text", bytes); $0.member("spans") { $0.array { … } } }
///
/// Strings keep all characters but those that must be escaped, and the three line breaks that Python's `splitlines` knows
/// beside the control characters (U+0085, U+2028, U+2029).
public struct JSONOutput: Sendable {
  /// The text so far.
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  /// Nothing yet.
  public init() {}

  /// Forgets the text and keeps the room.
  public mutating func removeAll() {
    bytes.removeAll(keepingCapacity: true)
    needsComma = false
  }

  /// The text so far, which others write somewhere; what comes goes on behind it.
  public mutating func take() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }

  /// An object, whose members the closure writes.
  public mutating func object(_ members: (inout JSONOutput) throws -> Void) rethrows {
    try bracket(UInt8(ascii: "{"), UInt8(ascii: "}"), members)
  }

  /// An array, whose elements the closure writes.
  public mutating func array(_ elements: (inout JSONOutput) throws -> Void) rethrows {
    try bracket(UInt8(ascii: "["), UInt8(ascii: "]"), elements)
  }

  /// A name; its value must follow.
  public mutating func name(_ name: String) {
    separate()
    quote(Array(name.utf8).span)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A string of UTF-8 bytes.
  public mutating func value(_ text: [UInt8]) {
    separate()
    quote(text.span)
  }

  /// A string of UTF-8 bytes.
  public mutating func value(_ text: ArraySlice<UInt8>) {
    separate()
    quote(text.span)
  }

  /// A string.
  public mutating func value(_ text: String) { value(Array(text.utf8)) }

  /// A whole number.
  public mutating func value(_ number: Int) {
    separate()
    bytes += String(number).utf8
  }

  /// A number in the fewest digits that read back as the same; `null` if it is not finite.
  public mutating func value(_ number: Double) {
    separate()
    bytes += (number.isFinite ? "\(number)" : "null").utf8
  }

  /// `true` or `false`.
  public mutating func value(_ truth: Bool) {
    separate()
    bytes += (truth ? "true" : "false").utf8
  }

  /// `null`.
  public mutating func null() {
    separate()
    bytes += "null".utf8
  }

  /// A value as it was read.
  public mutating func value(_ value: JSON) {
    switch value.content {
    case .null: null()
    case .bool(let truth): self.value(truth)
    case .integer(let number): self.value(number)
    case .number(let number): self.value(number)
    case .string(let text): self.value(text)
    case .array(let elements): array { output in for element in elements { output.value(element) } }
    case .object(let members):
      object { output in
        for member in members {
          output.name(member.name)
          output.value(member.value)
        }
      }
    }
  }

  /// JSON text of one value, as it is.
  public mutating func raw(_ text: some Sequence<UInt8>) {
    separate()
    bytes += text
  }

  /// JSON text of one value, without the white space outside its strings.
  public mutating func compact(_ text: some Sequence<UInt8>) {
    separate()
    bytes += JSON.compact(text)
  }

  /// A line break between values of JSON Lines.
  public mutating func endLine() {
    bytes.append(0x0A)
    needsComma = false
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  private mutating func bracket(
    _ opening: UInt8, _ closing: UInt8, _ body: (inout JSONOutput) throws -> Void
  ) rethrows {
    separate()
    bytes.append(opening)
    needsComma = false
    try body(&self)
    bytes.append(closing)
    needsComma = true
  }

  private mutating func quote(_ text: Span<UInt8>) {
    bytes.append(UInt8(ascii: "\""))
    for index in 0..<text.count {
      let byte = text[index]
      if byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"), byte != 0x85,
        byte < 0xA8 || byte > 0xA9
      {
        bytes.append(byte)
        continue
      }
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case 0x0A: bytes += "\\n".utf8
      case 0x0D: bytes += "\\r".utf8
      case 0x09: bytes += "\\t".utf8
      case 0x85 where index > 0 && text[index - 1] == 0xC2:
        bytes.removeLast()
        bytes += "\\u0085".utf8
      case 0xA8...0xA9 where index > 1 && text[index - 1] == 0x80 && text[index - 2] == 0xE2:
        bytes.removeLast(2)
        bytes += (byte == 0xA8 ? "\\u2028" : "\\u2029").utf8
      case 0..<0x20:
        let digits = String(byte, radix: 16)
        bytes += ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}

extension JSON {
  /// JSON text without the white space outside its strings; everything else stays as it is spelled.
  public static func compact(_ text: some Sequence<UInt8>) -> [UInt8] {
    var bytes: [UInt8] = []
    var (isInString, isEscaped) = (false, false)
    for byte in text {
      if isInString {
        isInString = byte != UInt8(ascii: "\"") || isEscaped
        isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
      } else {
        if byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { continue }
        isInString = byte == UInt8(ascii: "\"")
      }
      bytes.append(byte)
    }
    return bytes
  }
}
