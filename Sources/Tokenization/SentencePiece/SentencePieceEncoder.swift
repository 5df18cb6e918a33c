/// Text → ids by a SentencePiece model, for one worker: it remembers what it has encoded.
///
/// Ids and ranges equal those of the `sentencepiece` package, or for a `tokenizer.json` ids equal those of Hugging Face
/// `tokenizers`.
final class SentencePieceEncoder {
  private let tokenizer: SentencePieceTokenizer
  private let model: SentencePieceModel
  private var normalized = PieceText()
  private var hubText = HubText()
  private var path = BestPath()
  private var pairs = MergedPieces()
  /// The pieces of normalized text between borders, as ids of pieces.
  private var segments = WordCache()
  /// The ids of whole words.
  private var words = WordCache()
  /// The score of the text so far, and whether its last piece was unknown.
  private var score = 0.0
  private var afterUnknown = false

  init(_ tokenizer: SentencePieceTokenizer) { (self.tokenizer, model) = (tokenizer, tokenizer.model) }

  /// Appends the ids of one word.
  func encode(word: borrowing Span<UInt8>, ids: inout [Int32]) {
    let whole = 0..<word.count
    var none: [Range<Int>]?
    guard word.count <= WordCache.longestKey else { return encode(text: word, ids: &ids, ranges: &none) }
    var hash = ByteHash()
    for index in whole { hash = hash.adding(word[index]) }
    if let known = words.tokens(of: word, whole, hash: hash) {
      for position in known { ids.append(words.ids[position]) }
      return
    }
    let first = ids.count
    encode(text: word, ids: &ids, ranges: &none)
    let places = [Range<Int>](repeating: 0..<0, count: ids.count - first)
    words.add(word, whole, hash: hash, ids: ids[first...], ranges: places[...])
  }

  /// Appends ids, and ranges of bytes of `text` unless they are `nil`; what is no UTF-8 counts as U+FFFD.
  func encode(text: borrowing Span<UInt8>, ids: inout [Int32], ranges: inout [Range<Int>]?) {
    let finder = tokenizer.finder
    var done = 0
    while !finder.isEmpty, let match = finder.next(in: text, from: done, floor: done) {
      encodeSegment(text, done..<match.range.lowerBound, &ids, &ranges)
      ids.append(match.id)
      ranges?.append(match.range)
      done = match.range.upperBound
    }
    encodeSegment(text, done..<text.count, &ids, &ranges)
  }

  /// Text between added tokens. Positions within are 32 bits wide, and normalization can lengthen text; a line of more
  /// than 64 megabytes is taken in parts.
  private func encodeSegment(
    _ text: borrowing Span<UInt8>, _ segment: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    var start = segment.lowerBound
    while start < segment.upperBound {
      let part = start..<min(segment.upperBound, start + 1 << 26)
      start = part.upperBound
      if let hub = tokenizer.hub {
        hubText.replace(with: text, in: part, model: model, preparation: hub)
        let held = hubText
        for word in held.words {
          (score, afterUnknown) = (0, false)
          encodePieces(held.bytes, word, &ids, &ranges) {
            part.lowerBound + Int(held.starts[$0.lowerBound])..<part.lowerBound + Int(held.ends[$0.upperBound - 1])
          }
        }
      } else {
        normalized.replace(with: text, in: part, model: model)
        let held = normalized
        (score, afterUnknown) = (0, false)
        encodeBordered(held, part.lowerBound, &ids, &ranges)
      }
    }
  }

  /// Normalized text, cut at its borders.
  private func encodeBordered(
    _ text: PieceText, _ origin: Int, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    let bytes = text.bytes
    var start = 0
    func place(_ range: Range<Int>) -> Range<Int> {
      origin + Int(text.origins[range.lowerBound])..<origin + Int(text.origins[range.upperBound])
    }
    while start < bytes.count {
      var end = bytes.count
      if model.border != .none {
        end = start
        // Past the space that this part begins with.
        if model.border == .before, Self.isSpace(bytes, start) { end += 3 }
        while end < bytes.count, !Self.isSpace(bytes, end) { end += 1 }
        if model.border == .after { end = min(bytes.count, end + 3) }
      }
      encodePieces(bytes, start..<end, &ids, &ranges, place)
      start = end
    }
  }

  @inline(__always)
  private static func isSpace(_ bytes: [UInt8], _ at: Int) -> Bool {
    bytes[at] == 0xE2 && at + 2 < bytes.count && bytes[at + 1] == 0x96 && bytes[at + 2] == 0x81
  }

  /// The pieces of a part of normalized text, from the cache where it is known.
  private func encodePieces(
    _ text: [UInt8], _ part: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?,
    _ place: (Range<Int>) -> Range<Int>
  ) {
    let isShort = part.count <= WordCache.longestKey
    var hash = ByteHash()
    var known: Int?
    if isShort {
      let span = text.span
      for index in part { hash = hash.adding(span[index]) }
      known = segments.entry(of: span, part, hash: hash)
    }
    if let known, abs(score) < segments.limit(of: known) {
      for position in segments.tokens(of: known) {
        let (start, end) = segments.ranges[position]
        let range = part.lowerBound + Int(start)..<part.lowerBound + Int(end)
        let id = segments.ids[position]
        if model.algorithm == .unigram { score = path.sum(score, id, length: range.count, model) }
        emit(id, range, text, &ids, &ranges, place)
      }
      return
    }
    let limit = find(text, part)
    let steps = model.algorithm == .unigram ? path.steps : pairs.steps
    for step in steps { emit(step.id, step.range, text, &ids, &ranges, place) }
    guard isShort, known == nil, let limit else { return }
    segments.add(
      text.span, part, hash: hash, ids: steps.map(\.id)[...], ranges: steps.map(\.range)[...], limit: limit)
  }

  /// Finds the pieces of a part and moves the score on.
  ///
  /// - Returns: below which score of the text before it the part has the same pieces wherever it stands, infinite where
  ///   the score does not matter; `nil` if not even now.
  private func find(_ text: [UInt8], _ part: Range<Int>) -> Double? {
    guard model.algorithm == .unigram else {
      pairs.find(in: text, part, model: model)
      return .infinity
    }
    let base = abs(score)
    path.find(in: text, part, base: score, model: model)
    score = path.score
    guard model.roundsScores else { return .infinity }
    // A sum of 32-bit floats is off by less than 2⁻²⁴ of its size, each of the `depth` sums on either path by as much.
    // Decisions stand as long as twice that, here and where the part is met again, stays within the closest of them.
    let own = abs(path.score) + base + path.reach
    let limit = min(path.margin, 1e30) / Double(2 * (path.depth + 1)) * 0x1p23 - own
    if base < limit { return limit }
    return base == 0 ? .leastNonzeroMagnitude : nil
  }

  /// Appends the token of a piece. Neighbouring unknown pieces become one token; where the model spells in bytes, each
  /// byte of an unknown piece becomes one, and the last has the range.
  @inline(__always)
  private func emit(
    _ piece: Int32, _ range: Range<Int>, _ text: [UInt8], _ ids: inout [Int32], _ ranges: inout [Range<Int>]?,
    _ place: (Range<Int>) -> Range<Int>
  ) {
    let isUnknown = piece == model.unknown
    defer { afterUnknown = isUnknown }
    if isUnknown, !model.bytePieces.isEmpty {
      let whole = place(range)
      for index in range {
        ids.append(tokenizer.id(ofPiece: model.bytePieces[Int(text[index])]))
        ranges?.append(index + 1 == range.upperBound ? whole : whole.lowerBound..<whole.lowerBound)
      }
    } else if isUnknown, afterUnknown {
      if let last = ranges?.popLast() { ranges?.append(last.lowerBound..<place(range).upperBound) }
    } else {
      ids.append(tokenizer.id(ofPiece: piece))
      if ranges != nil { ranges?.append(place(range)) }
    }
  }
}
