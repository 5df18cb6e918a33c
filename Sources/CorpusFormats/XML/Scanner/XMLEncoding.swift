/// The encodings of marked-up files that are read and written back.
enum XMLEncoding: String, Hashable, Sendable, CaseIterable {
  case utf8 = "UTF-8"
  case utf16LittleEndian = "UTF-16LE"
  case utf16BigEndian = "UTF-16BE"
  case latin1 = "ISO-8859-1"
  case windows1252 = "windows-1252"
  case ascii = "US-ASCII"

  /// The encoding of a declared name (IANA's names and aliases, in any case); `nil` for others.
  ///
  /// `UTF-16` is found by its byte order mark, not here.
  init?(declared name: String) {
    switch name.lowercased() {
    case "utf-8", "utf8": self = .utf8
    case "iso-8859-1", "iso_8859-1", "iso8859-1", "latin1", "latin-1", "l1", "cp819", "ibm819", "iso-ir-100":
      self = .latin1
    case "windows-1252", "cp1252", "cp-1252", "x-cp1252": self = .windows1252
    case "us-ascii", "ascii", "ansi_x3.4-1968", "iso646-us", "iso-ir-6", "us": self = .ascii
    default: return nil
    }
  }

  /// How many bytes of the file a character takes, by the first byte of its UTF-8.
  func sourceLength(first: UInt8) -> Int {
    switch self {
    case .utf8: first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
    case .utf16LittleEndian, .utf16BigEndian: first >= 0xF0 ? 4 : 2
    case .latin1, .windows1252, .ascii: 1
    }
  }

  /// How many bytes of the file UTF-8 bytes of whole characters take.
  func sourceLength(_ bytes: Span<UInt8>) -> Int {
    if self == .utf8 { return bytes.count }
    var length = 0
    for index in bytes.indices where bytes[index] & 0xC0 != 0x80 { length += sourceLength(first: bytes[index]) }
    return length
  }

  /// The scalar that a byte of a one-byte encoding stands for; `nil` for none.
  func scalar(_ byte: UInt8) -> Unicode.Scalar? {
    guard byte >= 0x80 else { return Unicode.Scalar(byte) }
    switch self {
    case .latin1: return Unicode.Scalar(byte)
    case .windows1252:
      guard byte < 0xA0 else { return Unicode.Scalar(byte) }
      let value = Self.windows1252Controls[Int(byte) - 0x80]
      return value == 0 ? nil : Unicode.Scalar(value)
    case .ascii, .utf8, .utf16LittleEndian, .utf16BigEndian: return nil
    }
  }

  /// The bytes of the file for a scalar; `nil` where the encoding has none.
  func bytes(of scalar: Unicode.Scalar) -> [UInt8]? {
    switch self {
    case .utf8: return Array(UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    case .utf16LittleEndian: return UTF16.encode(scalar).map { $0.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
    case .utf16BigEndian: return UTF16.encode(scalar).map { $0.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } }
    case .ascii: return scalar.value < 0x80 ? [UInt8(scalar.value)] : nil
    case .latin1: return scalar.value < 0x100 ? [UInt8(scalar.value)] : nil
    case .windows1252:
      if scalar.value < 0x80 || (0xA0..<0x100).contains(scalar.value) { return [UInt8(scalar.value)] }
      guard let place = Self.windows1252Controls.firstIndex(where: { UInt32($0) == scalar.value }) else { return nil }
      return [UInt8(0x80 + place)]
    }
  }

  /// What windows-1252 has at 0x80...0x9F (Unicode's CP1252.TXT); 0 for the five bytes without a character.
  private static let windows1252Controls: [UInt16] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0, 0x017D, 0,
    0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0, 0x017E,
    0x0178,
  ]
}

extension XMLEncoding {
  /// What the first bytes of a file say of its encoding.
  struct Detection {
    var encoding: XMLEncoding
    /// The length of the byte order mark.
    var mark: Int
  }

  /// The encoding by byte order mark and declaration.
  ///
  /// A mark counts more than a declaration; UTF-16 without a mark is known by its `<?`.
  /// - Throws: `XMLProblem` for an encoding that is not read, or that the bytes contradict.
  static func detect(_ start: ArraySlice<UInt8>) throws(XMLProblem) -> Detection {
    let first = Array(start.prefix(4))
    if first == [0xFF, 0xFE, 0, 0] || first == [0, 0, 0xFE, 0xFF] || first == [0, 0, 0, 0x3C]
      || first == [0x3C, 0, 0, 0]
    {
      throw .encoding("UTF-32")
    }
    if first == [0x4C, 0x6F, 0xA7, 0x94] { throw .encoding("EBCDIC") }
    if first.starts(with: [0xFF, 0xFE]) { return Detection(encoding: .utf16LittleEndian, mark: 2) }
    if first.starts(with: [0xFE, 0xFF]) { return Detection(encoding: .utf16BigEndian, mark: 2) }
    if first == [0x3C, 0, 0x3F, 0] { return Detection(encoding: .utf16LittleEndian, mark: 0) }
    if first == [0, 0x3C, 0, 0x3F] { return Detection(encoding: .utf16BigEndian, mark: 0) }
    if first.starts(with: [0xEF, 0xBB, 0xBF]) { return Detection(encoding: .utf8, mark: 3) }
    guard let declared = declaredName(start) else { return Detection(encoding: .utf8, mark: 0) }
    if let encoding = XMLEncoding(declared: declared) { return Detection(encoding: encoding, mark: 0) }
    if ["utf-16", "utf16", "utf-16le", "utf-16be", "ucs-2", "iso-10646-ucs-2"].contains(declared.lowercased()) {
      throw .encodingMismatch(declared: declared, found: "one byte a character")
    }
    throw .encoding(declared)
  }

  /// The value of `encoding` in an XML declaration of ASCII bytes.
  private static func declaredName(_ start: ArraySlice<UInt8>) -> String? {
    guard start.starts(with: Array("<?xml".utf8)) else { return nil }
    let head = start.prefix(1024)
    guard let end = head.firstIndex(of: 0x3E) else { return nil }
    let words = head[..<end]
    let key = Array("encoding".utf8)
    guard
      var index = words.indices.first(where: { words[$0...].starts(with: key) }).map({ $0 + key.count })
    else { return nil }
    func skipSpace() { while index < words.endIndex, words[index].isXMLSpace { index += 1 } }
    skipSpace()
    guard index < words.endIndex, words[index] == 0x3D else { return nil }
    index += 1
    skipSpace()
    guard index < words.endIndex, words[index] == 0x22 || words[index] == 0x27 else { return nil }
    let quote = words[index]
    let value = words[(index + 1)...].prefix { $0 != quote }
    return value.isEmpty ? nil : String(decoding: value, as: UTF8.self)
  }
}
