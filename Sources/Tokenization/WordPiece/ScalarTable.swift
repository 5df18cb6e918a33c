/// What a piece of normalized text does to the words around it.
enum PieceKind: UInt8 {
  /// Belongs to a word.
  case word
  /// Ends the word before it and is none itself.
  case space
  /// A word of its own.
  case isolated
}

/// One scalar that normalization makes of a scalar, with all that later steps need to know of it.
struct NormalizedPiece {
  /// Its UTF-8, the first byte lowest.
  var utf8: UInt32
  /// The number of bytes; 0 leaves nothing but the border that a removed starter is for canonical ordering.
  var length: UInt8
  var kind: PieceKind
  /// The canonical combining class of a mark that stays, 0 for everything that is never moved.
  var combiningClass: UInt8
}

/// Scalar → normalized pieces, worked out when a scalar is met for the first time.
struct ScalarTable {
  private let options: WordPieceOptions
  /// For each 256 scalars: where their entries begin, or -1.
  private var pages: [Int32]
  /// First piece << 8 | number of pieces + 1; 0 is unknown.
  private var entries: [UInt32] = []
  private var pieces: [NormalizedPiece] = []

  init(options: WordPieceOptions) {
    self.options = options
    pages = [Int32](repeating: -1, count: 0x11_0000 >> 8)
  }

  /// The pieces that the scalar becomes, as positions for `piece(at:)`.
  @inline(__always)
  mutating func range(of value: UInt32) -> Range<Int> {
    let page = pages[Int(value >> 8)]
    if page >= 0 {
      let entry = entries[Int(page) + Int(value & 0xFF)]
      if entry != 0 {
        let first = Int(entry >> 8)
        return first..<first + Int(entry & 0xFF) - 1
      }
    }
    return add(value)
  }

  /// A piece of a range that `range(of:)` gave.
  @inline(__always)
  func piece(at position: Int) -> NormalizedPiece { pieces[position] }

  private mutating func add(_ value: UInt32) -> Range<Int> {
    let page = Int(value >> 8)
    if pages[page] < 0 {
      pages[page] = Int32(entries.count)
      entries += [UInt32](repeating: 0, count: 256)
    }
    let first = pieces.count
    pieces += normalized(Unicode.Scalar(value) ?? "\u{FFFD}")
    entries[Int(pages[page]) + Int(value & 0xFF)] = UInt32(first) << 8 | UInt32(pieces.count - first + 1)
    return first..<pieces.count
  }

  /// BertNormalizer's four steps on one scalar, then BertPreTokenizer's view of what came out.
  private func normalized(_ scalar: Unicode.Scalar) -> [NormalizedPiece] {
    if options.cleanText {
      if BertUnicode.isCleanedSpace(scalar) { return [piece(" ", kind: .space)] }
      if BertUnicode.isRemoved(scalar) { return [] }
    }
    let chinese = options.tokenizeChineseCharacters && BertUnicode.isChinese(scalar.value)
    let strips = options.stripAccents ?? options.lowercase
    var result: [NormalizedPiece] = []
    for part in strips ? BertUnicode.decomposition(scalar) : [scalar] {
      let combiningClass = strips ? BertUnicode.combiningClass(part) : 0
      if strips, BertUnicode.isAccent(part) {
        if combiningClass == 0 { result.append(NormalizedPiece(utf8: 0, length: 0, kind: .word, combiningClass: 0)) }
        continue
      }
      let lowered = options.lowercase ? Array(part.properties.lowercaseMapping.unicodeScalars) : [part]
      for scalar in lowered {
        let kind: PieceKind =
          BertUnicode.isWhitespace(scalar)
          ? .space : chinese || BertUnicode.isPunctuation(scalar) ? .isolated : .word
        result.append(piece(scalar, kind: kind, combiningClass: combiningClass))
      }
    }
    return result
  }

  private func piece(_ scalar: Unicode.Scalar, kind: PieceKind, combiningClass: UInt8 = 0) -> NormalizedPiece {
    var (utf8, length): (UInt32, UInt8) = (0, 0)
    for byte in UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter {
      utf8 |= UInt32(byte) << (8 * UInt32(length))
      length += 1
    }
    return NormalizedPiece(utf8: utf8, length: length, kind: kind, combiningClass: combiningClass)
  }
}
