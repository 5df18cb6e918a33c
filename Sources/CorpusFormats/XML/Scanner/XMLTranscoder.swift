/// Brings encodings other than UTF-8 into UTF-8.
enum XMLTranscoder {
  /// Appends the characters of `raw` from `position` on, which moves behind what was used.
  ///
  /// - Parameter isLast: whether nothing follows; else half a character at the end is left.
  /// - Returns: what is wrong with the bytes at `position`; what was before them is appended.
  static func append(
    _ raw: [UInt8], from position: inout Int, encoding: XMLEncoding, isLast: Bool, to bytes: inout [UInt8]
  ) -> XMLProblem? {
    switch encoding {
    case .utf16LittleEndian: appendUTF16(raw, from: &position, high: 1, isLast: isLast, to: &bytes)
    case .utf16BigEndian: appendUTF16(raw, from: &position, high: 0, isLast: isLast, to: &bytes)
    case .utf8, .latin1, .windows1252, .ascii: appendBytes(raw, from: &position, encoding: encoding, to: &bytes)
    }
  }

  private static func appendBytes(
    _ raw: [UInt8], from position: inout Int, encoding: XMLEncoding, to bytes: inout [UInt8]
  ) -> XMLProblem? {
    bytes.reserveCapacity(bytes.count + raw.count - position)
    while position < raw.count {
      let byte = raw[position]
      if byte < 0x80 {
        bytes.append(byte)
      } else if let scalar = encoding.scalar(byte) {
        append(scalar.value, to: &bytes)
      } else {
        return .invalidByte(byte, encoding: encoding.rawValue)
      }
      position += 1
    }
    return nil
  }

  private static func appendUTF16(
    _ raw: [UInt8], from position: inout Int, high: Int, isLast: Bool, to bytes: inout [UInt8]
  ) -> XMLProblem? {
    func unit(_ index: Int) -> UInt32 { UInt32(raw[index + high]) << 8 | UInt32(raw[index + 1 - high]) }
    while position + 1 < raw.count {
      var value = unit(position)
      var length = 2
      if value & 0xF800 == 0xD800 {
        guard value < 0xDC00 else { return .brokenCharacter(encoding: "UTF-16") }
        guard position + 3 < raw.count else { break }
        let low = unit(position + 2)
        guard low & 0xFC00 == 0xDC00 else { return .brokenCharacter(encoding: "UTF-16") }
        value = 0x10000 + (value & 0x3FF) << 10 + (low & 0x3FF)
        length = 4
      }
      append(value, to: &bytes)
      position += length
    }
    return isLast && position < raw.count ? .brokenCharacter(encoding: "UTF-16") : nil
  }

  /// Appends a scalar's UTF-8; surrogates must not come here.
  static func append(_ value: UInt32, to bytes: inout [UInt8]) {
    switch value {
    case 0..<0x80: bytes.append(UInt8(value))
    case 0x80..<0x800: bytes += [UInt8(0xC0 | value >> 6), UInt8(0x80 | value & 0x3F)]
    case 0x800..<0x10000:
      bytes += [UInt8(0xE0 | value >> 12), UInt8(0x80 | value >> 6 & 0x3F), UInt8(0x80 | value & 0x3F)]
    default:
      bytes += [
        UInt8(0xF0 | value >> 18 & 7), UInt8(0x80 | value >> 12 & 0x3F), UInt8(0x80 | value >> 6 & 0x3F),
        UInt8(0x80 | value & 0x3F),
      ]
    }
  }
}
