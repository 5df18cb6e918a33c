/// GPT-2's writing of bytes as visible characters, in which vocabularies of byte-level BPE are kept: printable bytes of
/// Latin-1 stand for themselves, the others for U+0100, U+0101 and so on.
enum ByteAlphabet {
  /// The scalar of each byte.
  static let scalars: [Unicode.Scalar] = {
    var next: UInt32 = 0x100
    return (0...UInt8.max).map { byte in
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: return Unicode.Scalar(byte)
      default:
        defer { next += 1 }
        return Unicode.Scalar(next) ?? "\u{FFFD}"
      }
    }
  }()

  /// The UTF-8 of each byte's scalar.
  static let spellings: [[UInt8]] = scalars.map { Array(String(Character($0)).utf8) }

  /// The space as vocabularies have it: U+0120.
  static let space = scalars[0x20]
}
