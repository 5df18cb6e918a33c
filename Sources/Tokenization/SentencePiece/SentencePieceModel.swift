/// The content of a SentencePiece model, or of a `tokenizer.json` of type Unigram: pieces, scores and normalization.
struct SentencePieceModel: Sendable {
  /// How text becomes pieces.
  enum Algorithm: Sendable {
    /// The likeliest sequence of independent pieces.
    case unigram
    /// Byte-pair encoding on characters, the scores being the ranks.
    case bpe
  }

  /// What a piece is for.
  enum PieceType: UInt8, Sendable {
    case normal = 1
    case unknown = 2
    case control = 3
    case userDefined = 4
    case unused = 5
    case byte = 6
  }

  /// Where text may be cut without changing its pieces.
  enum Border: Sendable {
    /// Before every U+2581.
    case before
    /// After every U+2581.
    case after
    /// Nowhere that is known.
    case none
  }

  var algorithm = Algorithm.unigram
  /// The pieces one after another, and where each begins; one more for the end.
  private(set) var bytes: [UInt8] = []
  private(set) var starts: [Int] = [0]
  private(set) var scores: [Double] = []
  private(set) var types: [PieceType] = []
  /// Pieces that text is made of.
  private(set) var trie = PieceTrie()
  /// Pieces that are not found in text, by name.
  private(set) var reserved: [[UInt8]: Int32] = [:]
  /// Pieces that are kept whole and are not normalized.
  private(set) var userDefined: PieceTrie?
  var unknown: Int32 = 0
  /// The score of a character that is no piece.
  private(set) var unknownScore = 0.0
  /// The greatest score, which makes user-defined pieces win.
  private(set) var greatestScore = Double(Float.leastNormalMagnitude)
  /// The piece of each byte, where unknown characters are spelled in bytes.
  private(set) var bytePieces: [Int32] = []
  private(set) var hasUnused = false
  private(set) var border = Border.none

  var map: CharacterMap?
  var addsDummyPrefix = true
  var removesExtraSpaces = true
  var escapesSpaces = true
  var spaceIsSuffix = false
  /// Whether sums of scores are kept in 32 bits, as SentencePiece does, or in 64, as `tokenizers` does.
  var roundsScores = true

  /// The number of pieces.
  var count: Int { types.count }

  /// The bytes of a piece.
  func piece(_ id: Int) -> ArraySlice<UInt8> { bytes[starts[id]..<starts[id + 1]] }

  /// The id of the piece with this name, whatever it is for; pieces that are not found in text go first.
  func id(of name: [UInt8]) -> Int32? {
    if let id = reserved[name] { return id }
    let id = trie.value(name.span, 0..<name.count)
    return id < 0 ? nil : id
  }

  static let space: [UInt8] = [0xE2, 0x96, 0x81]

  /// Adds the next piece.
  ///
  /// - Throws: `SentencePieceProblem.piece`.
  mutating func append(
    _ piece: ArraySlice<UInt8>, score: Double, type: PieceType, allowsRepetition: Bool = false
  ) throws(SentencePieceProblem) {
    let id = Int32(types.count)
    guard !piece.isEmpty else { throw .piece(Int(id), "is empty") }
    guard types.count < Vocabulary.largest else { throw .model("more than \(Vocabulary.largest) pieces") }
    guard score.isFinite else { throw .piece(Int(id), "has a score that is no number") }
    bytes += piece
    starts.append(bytes.count)
    scores.append(score)
    types.append(type)
    let earlier: Int32?
    switch type {
    case .normal, .userDefined, .unused:
      guard let before = trie.insert(piece, id) else { throw .model("its pieces are too long") }
      earlier = before < 0 ? nil : before
    case .unknown, .control, .byte:
      earlier = reserved.updateValue(id, forKey: Array(piece))
    }
    if let earlier, !allowsRepetition {
      throw .piece(Int(id), "'\(String(decoding: piece, as: UTF8.self))' is piece \(earlier), too")
    }
    switch type {
    case .userDefined:
      if userDefined == nil { userDefined = PieceTrie() }
      _ = userDefined?.insert(piece, id)
    case .unused: hasUnused = true
    default: break
    }
  }

  /// Checks the whole and works out what depends on all pieces.
  ///
  /// - Parameter byteFallback: whether unknown characters are spelled in bytes.
  /// - Throws: `SentencePieceProblem`.
  mutating func finish(byteFallback: Bool, scoresOfAll: Bool = false) throws(SentencePieceProblem) {
    guard !types.isEmpty else { throw .model("it has no pieces") }
    var least = Double(Float.greatestFiniteMagnitude)
    for (type, score) in zip(types, scores) where type == .normal || scoresOfAll {
      least = min(least, score)
      greatestScore = max(greatestScore, score)
    }
    unknownScore = roundsScores ? Double(Float(least) - 10) : least - 10
    if byteFallback {
      for byte in UInt8.min...UInt8.max {
        let name =
          Array("<0x".utf8) + Array((byte < 16 ? "0" : "").utf8) + Array(String(byte, radix: 16, uppercase: true).utf8)
          + [0x3E]
        guard let id = id(of: name) else {
          throw .model("it spells unknown characters in bytes, but has no piece for byte \(byte)")
        }
        bytePieces.append(id)
      }
    }
    border = findBorder()
  }

  /// Text can be cut at spaces if no piece has one inside.
  private func findBorder() -> Border {
    // What is put together of unused pieces depends on all of the text.
    if algorithm == .bpe, hasUnused { return .none }
    for id in types.indices where types[id] == .normal || types[id] == .userDefined || types[id] == .unused {
      let piece = piece(id)
      let harmless = spaceIsSuffix ? piece.endIndex - 3 : piece.startIndex
      for index in piece.indices where piece[index] == 0xE2 && index != harmless {
        if piece[index...].starts(with: Self.space) { return .none }
      }
    }
    return spaceIsSuffix ? .after : .before
  }
}
