extension SentencePieceModel {
  /// Reads a `.model` file, the message `ModelProto` of `sentencepiece_model.proto`.
  ///
  /// - Throws: `SentencePieceProblem`.
  init(proto: [UInt8]) throws(SentencePieceProblem) {
    var reader = WireReader(proto, 0..<proto.count)
    var pieces: [Range<Int>] = []
    var (training, normalization): (Range<Int>?, Range<Int>?)
    while let field = try reader.next() {
      // A message that comes again would be merged with what came before; no writer does that.
      switch (field.number, field.value.range) {
      case (1, let range?): pieces.append(range)
      case (2, let range?): training = range
      case (3, let range?): normalization = range
      default: break
      }
    }
    guard !pieces.isEmpty else { throw .wire(offset: 0, expected: "the pieces of a model") }
    let byteFallback = try readTraining(proto, training)
    try readNormalization(proto, normalization)
    var unknowns = 0
    for (index, range) in pieces.enumerated() {
      let type = try append(proto, range, index)
      if type == .byte, !byteFallback { throw .piece(index, "is a byte, but the model does not spell in bytes") }
      guard type == .unknown else { continue }
      unknowns += 1
      unknown = Int32(index)
    }
    guard unknowns == 1 else { throw .model("\(unknowns) pieces are of the type UNKNOWN, expected 1") }
    try finish(byteFallback: byteFallback)
  }

  /// `SentencePiece`: the piece, its score, its type.
  private mutating func append(
    _ proto: [UInt8], _ range: Range<Int>, _ index: Int
  ) throws(SentencePieceProblem) -> PieceType {
    var reader = WireReader(proto, range)
    var (piece, score, type): (Range<Int>, Float, PieceType) = (0..<0, 0, .normal)
    while let field = try reader.next() {
      switch field.number {
      case 1: piece = field.value.range ?? piece
      case 2: score = field.value.float ?? score
      case 3:
        guard let number = field.value.int32, let known = UInt8(exactly: number).flatMap(PieceType.init) else {
          throw .piece(index, "is of a type that is not known")
        }
        type = known
      default: break
      }
    }
    try append(proto[piece], score: Double(score), type: type)
    return type
  }

  /// `TrainerSpec`: what of it matters for encoding.
  ///
  /// - Returns: whether unknown characters are spelled in bytes.
  private mutating func readTraining(_ proto: [UInt8], _ range: Range<Int>?) throws(SentencePieceProblem) -> Bool {
    var (type, byteFallback): (Int32, Bool) = (1, false)
    if let range {
      var reader = WireReader(proto, range)
      while let field = try reader.next() {
        switch field.number {
        case 3: type = field.value.int32 ?? type
        case 24: spaceIsSuffix = field.value.bool ?? spaceIsSuffix
        case 35: byteFallback = field.value.bool ?? byteFallback
        default: break
        }
      }
    }
    switch type {
    case 1: algorithm = .unigram
    case 2: algorithm = .bpe
    default: throw .modelType(Int(type))
    }
    return byteFallback
  }

  /// `NormalizerSpec`.
  private mutating func readNormalization(_ proto: [UInt8], _ range: Range<Int>?) throws(SentencePieceProblem) {
    guard let range else { return }
    var reader = WireReader(proto, range)
    while let field = try reader.next() {
      switch field.number {
      case 2:
        guard let blob = field.value.range, !blob.isEmpty else { break }
        map = try CharacterMap(proto[blob])
      case 3: addsDummyPrefix = field.value.bool ?? addsDummyPrefix
      case 4: removesExtraSpaces = field.value.bool ?? removesExtraSpaces
      case 5: escapesSpaces = field.value.bool ?? escapesSpaces
      default: break
      }
    }
  }
}
