/// A row of CoNLL-U, as far as Gloss reads it: https://universaldependencies.org/format.html.
struct ConlluRow {
  /// What a row stands for.
  enum Kind: Hashable {
    case word(Int)
    /// A token that several words share.
    case multiword(Range<Int>)
    /// A word without text, `8.1`.
    case emptyNode
  }

  var kind: Kind
  /// Where the form stands in the line's buffer.
  var form: Range<Int>
  /// Where the last column stands.
  var misc: Range<Int>

  static let columns = 10

  /// - Parameter fields: the row's columns, split at TABs; empty ones at its end may be missing.
  /// - Throws: the problem and the byte where it is.
  init(_ buffer: [UInt8], _ fields: [Range<Int>], line: Range<Int>) throws(ConlluRowProblem) {
    // The last columns may be empty in careless files, and are then not split off.
    guard fields.count == Self.columns else {
      throw ConlluRowProblem(problem: .conlluColumns(found: fields.count), byte: line.upperBound)
    }
    let id = buffer[fields[0]]
    guard let kind = Self.kind(id) else {
      throw ConlluRowProblem(problem: .conlluID(String(decoding: id, as: UTF8.self)), byte: fields[0].lowerBound)
    }
    self.kind = kind
    form = fields[1]
    misc = fields[9]
  }

  private static func kind(_ id: ArraySlice<UInt8>) -> Kind? {
    if let number = number(id) { return .word(number) }
    if let hyphen = id.firstIndex(of: UInt8(ascii: "-")) {
      guard let first = number(id[..<hyphen]), let last = number(id[(hyphen + 1)...]), first < last else { return nil }
      return .multiword(first..<last + 1)
    }
    guard let dot = id.firstIndex(of: UInt8(ascii: ".")), number(id[..<dot]) != nil, number(id[(dot + 1)...]) != nil
    else { return nil }
    return .emptyNode
  }

  private static func number(_ digits: ArraySlice<UInt8>) -> Int? {
    guard !digits.isEmpty, digits.count <= 9 else { return nil }
    var number = 0
    for digit in digits {
      guard (0x30...0x39).contains(digit) else { return nil }
      number = number * 10 + Int(digit & 0x0F)
    }
    return number
  }

  /// The entries of the last column: where the key and the value stand in the buffer.
  static func entries(_ buffer: [UInt8], _ misc: Range<Int>, _ body: (ArraySlice<UInt8>, Range<Int>) throws -> Void)
    rethrows
  {
    var start = misc.lowerBound
    while start < misc.upperBound {
      let end = buffer[start..<misc.upperBound].firstIndex(of: UInt8(ascii: "|")) ?? misc.upperBound
      if let equals = buffer[start..<end].firstIndex(of: UInt8(ascii: "=")) {
        try body(buffer[start..<equals], equals + 1..<end)
      }
      start = end + 1
    }
  }
}

/// What is wrong with a row, and at which byte of the buffer.
struct ConlluRowProblem: Error {
  var problem: CorpusProblem
  var byte: Int
}
