/// A byte of normalized text and where it comes from.
struct NormalizedByte {
  var byte: UInt8
  /// What its scalar does to words; all bytes of a scalar say the same.
  var kind: PieceKind
  /// The scalar of the original that it comes from, counted in bytes from the beginning of the range.
  var start: Int32
  var end: Int32
}

/// Text after BertNormalizer, byte by byte aligned with the original. Its storage is kept from text to text.
struct NormalizedText {
  private(set) var bytes: [NormalizedByte] = []
  private var table: ScalarTable
  /// Marks that stay and await canonical ordering: only starters may pass them on.
  private var marks: [(piece: NormalizedPiece, start: Int32, end: Int32)] = []

  init(options: WordPieceOptions) { table = ScalarTable(options: options) }

  /// Normalizes a range of the original text, of at most 2³⁰ bytes, in place of what was there.
  mutating func replace(with text: borrowing Span<UInt8>, in range: Range<Int>) {
    bytes.removeAll(keepingCapacity: true)
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = decodeScalar(text, at: index, end: range.upperBound)
      let start = Int32(truncatingIfNeeded: index - range.lowerBound)
      let end = start + Int32(truncatingIfNeeded: scalar.length)
      index += scalar.length
      for position in table.range(of: scalar.value) {
        let piece = table.piece(at: position)
        if piece.combiningClass != 0 {
          marks.append((piece, start, end))
          continue
        }
        if !marks.isEmpty { releaseMarks() }
        append(piece, start: start, end: end)
      }
    }
    if !marks.isEmpty { releaseMarks() }
  }

  /// Appends the waiting marks in canonical order, which keeps the order of marks of one class.
  ///
  /// The marks change places but their origins do not, so that ranges of tokens never run backwards.
  private mutating func releaseMarks() {
    let order =
      marks.count == 1 ? [marks[0].piece] : marks.map(\.piece).sorted { $0.combiningClass < $1.combiningClass }
    for (piece, mark) in zip(order, marks) { append(piece, start: mark.start, end: mark.end) }
    marks.removeAll(keepingCapacity: true)
  }

  @inline(__always)
  private mutating func append(_ piece: NormalizedPiece, start: Int32, end: Int32) {
    var utf8 = piece.utf8
    for _ in 0..<piece.length {
      bytes.append(
        NormalizedByte(byte: UInt8(truncatingIfNeeded: utf8), kind: piece.kind, start: start, end: end))
      utf8 >>= 8
    }
  }
}
