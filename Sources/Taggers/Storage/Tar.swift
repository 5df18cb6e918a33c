public import Foundation

/// The uncompressed ustar format (POSIX.1-1988, with GNU's base-256 sizes), as far as model archives need it.
public enum Tar {
  /// Headers and padding come in blocks of this many bytes; so each member's data starts at a multiple of it.
  public static let blockSize = 512

  /// The end of an archive: two blocks of zeros.
  public static let trailer = Data(count: 2 * blockSize)

  /// Zeros from the end of `size` bytes to the next block.
  public static func padding(after size: Int) -> Int { (blockSize - size % blockSize) % blockSize }

  /// The header of a plain file, always the same for the same name and size: mode 0644, no owner, no time.
  ///
  /// - Precondition: the name has 1 to 100 bytes.
  public static func header(name: String, size: Int) -> Data {
    precondition((1...100).contains(name.utf8.count) && size >= 0, "a tar member is named '\(name)'")
    var block = [UInt8](repeating: 0, count: blockSize)
    func put(_ text: String, at offset: Int) {
      block.replaceSubrange(offset..<offset + text.utf8.count, with: text.utf8)
    }
    put(name, at: 0)
    put("0000644", at: 100)
    put("0000000", at: 108)
    put("0000000", at: 116)
    if size < 1 << 33 {
      put(octal(size, digits: 11), at: 124)
    } else {
      // Eleven octal digits end at 8 GiB; GNU's base-256 sets the top bit and goes on in big-endian binary.
      for index in 0..<8 { block[135 - index] = UInt8(truncatingIfNeeded: size >> (8 * index)) }
      block[124] = 0x80
    }
    put("00000000000", at: 136)
    block[156] = UInt8(ascii: "0")
    put("ustar\u{0}00", at: 257)
    put(octal(checksum(block), digits: 6) + "\u{0} ", at: 148)
    return Data(block)
  }

  /// The sum of a header's bytes, those of the checksum itself counted as spaces.
  static func checksum(_ block: [UInt8]) -> Int {
    block.enumerated().reduce(0) { $0 + ((148..<156).contains($1.offset) ? 0x20 : Int($1.element)) }
  }

  private static func octal(_ value: Int, digits: Int) -> String {
    let text = String(value, radix: 8)
    return String(repeating: "0", count: digits - text.utf8.count) + text
  }
}
