/// Text → ids by byte-level BPE, for one worker: it remembers the pieces that it has encoded.
///
/// Ids and ranges equal those of Hugging Face `tokenizers` (ByteLevel, BPE): a token that has a part of a scalar has the
/// range of the whole scalar, so that neighbours can share one.
final class ByteLevelEncoder {
  private let tokenizer: ByteLevelTokenizer
  private let options: ByteLevelOptions
  private var splitter = GPT2Splitter()
  private var cache = WordCache()
  private var merger = PairMerger()
  /// A segment with a space before it, or repaired.
  private var scratch: [UInt8] = []

  init(_ tokenizer: ByteLevelTokenizer) { (self.tokenizer, options) = (tokenizer, tokenizer.options) }

  /// Appends ids, and ranges of bytes of `text` unless they are `nil`; what is no UTF-8 counts as U+FFFD.
  func encode(text: borrowing Span<UInt8>, ids: inout [Int32], ranges: inout [Range<Int>]?) {
    if let repaired = RepairedText(text) {
      let first = ranges?.count ?? 0
      encodeValid(repaired.bytes.span, &ids, &ranges)
      guard let found = ranges else { return }
      ranges?.replaceSubrange(first..., with: found[first...].map(repaired.original))
    } else {
      encodeValid(text, &ids, &ranges)
    }
  }

  private func encodeValid(_ text: borrowing Span<UInt8>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?) {
    let (firstID, firstRange) = (ids.count, ranges?.count ?? 0)
    encodeSegment(text, 0..<text.count, finder: 0, &ids, &ranges)
    if options.trimsRanges { trim(text, &ranges, from: firstRange, ids[firstID...]) }
  }

  /// Text between the tokens of the finders before `finder`.
  private func encodeSegment(
    _ text: borrowing Span<UInt8>, _ segment: Range<Int>, finder number: Int, _ ids: inout [Int32],
    _ ranges: inout [Range<Int>]?
  ) {
    guard number < tokenizer.finders.count else { return encodePlain(text, segment, &ids, &ranges) }
    let finder = tokenizer.finders[number]
    var done = segment.lowerBound
    while let match = finder.next(in: text, from: done, floor: done), match.range.upperBound <= segment.upperBound {
      encodeSegment(text, done..<match.range.lowerBound, finder: number + 1, &ids, &ranges)
      ids.append(match.id)
      ranges?.append(match.range)
      done = match.range.upperBound
    }
    encodeSegment(text, done..<segment.upperBound, finder: number + 1, &ids, &ranges)
  }

  /// Text without added tokens.
  private func encodePlain(
    _ text: borrowing Span<UInt8>, _ segment: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    guard !segment.isEmpty else { return }
    guard options.addsPrefixSpace, text[segment.lowerBound] != 0x20 else {
      return encodePieces(text, segment, &ids, &ranges)
    }
    scratch.removeAll(keepingCapacity: true)
    scratch.append(0x20)
    for index in segment { scratch.append(text[index]) }
    let first = ranges?.count ?? 0
    let held = scratch
    encodePieces(held.span, 0..<held.count, &ids, &ranges)
    guard let count = ranges?.count else { return }
    // The space that was put there has the place of the first scalar.
    let width = decodeScalar(text, at: segment.lowerBound, end: segment.upperBound).length
    for index in first..<count {
      guard let range = ranges?[index] else { break }
      let end = range.upperBound == 1 ? width : range.upperBound - 1
      ranges?[index] = segment.lowerBound + max(0, range.lowerBound - 1)..<segment.lowerBound + end
    }
  }

  private func encodePieces(
    _ text: borrowing Span<UInt8>, _ segment: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    var start = segment.lowerBound
    while start < segment.upperBound {
      let end = options.splits ? splitter.end(of: start, in: text, before: segment.upperBound) : segment.upperBound
      encodePiece(text, start..<end, &ids, &ranges)
      start = end
    }
  }

  @inline(__always)
  private func encodePiece(
    _ text: borrowing Span<UInt8>, _ piece: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    guard piece.count <= WordCache.longestKey else { return merge(text, piece, &ids, &ranges) }
    var hash = ByteHash()
    for index in piece { hash = hash.adding(text[index]) }
    guard let known = cache.tokens(of: text, piece, hash: hash) else {
      let first = ids.count
      var fresh: [Range<Int>]? = []
      merge(text, piece, &ids, &fresh)
      let found = fresh ?? []
      ranges?.append(contentsOf: found)
      return cache.add(text, piece, hash: hash, ids: ids[first...], ranges: found[...])
    }
    for position in known {
      ids.append(cache.ids[position])
      if ranges != nil {
        let range = cache.ranges[position]
        ranges?.append(piece.lowerBound + Int(range.start)..<piece.lowerBound + Int(range.end))
      }
    }
  }

  /// BPE on the bytes of a piece. Positions within are 32 bits wide; a piece of more than a gigabyte is taken in parts.
  @inline(never)
  private func merge(
    _ text: borrowing Span<UInt8>, _ piece: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    if piece.count > 1 << 30 {
      merge(text, piece.prefix(1 << 30), &ids, &ranges)
      return merge(text, piece.dropFirst(1 << 30), &ids, &ranges)
    }
    merger.removeAll()
    if options.ignoresMerges {
      let spelled = piece.flatMap { ByteAlphabet.spellings[Int(text[$0])] }
      if let id = tokenizer.vocabulary.id(of: spelled) {
        ids.append(id)
        ranges?.append(piece)
        return
      }
    }
    for index in piece {
      let id = tokenizer.bytes[Int(text[index])]
      if id >= 0 {
        merger.append(PairMerger.Symbol(start: index - piece.lowerBound, length: 1, id: id))
      } else if let unknown = tokenizer.unknownByte {
        merger.append(PairMerger.Symbol(start: index - piece.lowerBound, length: 1, id: unknown))
      }
    }
    let merges = tokenizer.merges
    merger.merge { left, right in
      merges[left.id, right.id].map { (-Double($0.rank), $0.id) }
    }
    var tokens: [(id: Int32, start: Int, end: Int)] = []
    merger.forEach { tokens.append(($0.id, piece.lowerBound + Int($0.start), Int($0.length))) }
    for token in tokens {
      ids.append(token.id)
      guard ranges != nil else { continue }
      var (start, end) = (token.start, token.start + token.end)
      while start > piece.lowerBound, text[start] & 0xC0 == 0x80 { start -= 1 }
      while end < piece.upperBound, text[end] & 0xC0 == 0x80 { end += 1 }
      ranges?.append(start..<end)
    }
  }

  /// How many scalars of white space a range of text begins and ends with.
  private static func spaces(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> (leading: Int, trailing: Int) {
    var (leading, trailing, index) = (0, 0, range.lowerBound)
    var isAtBegin = true
    while index < range.upperBound {
      let scalar = decodeScalar(text, at: index, end: range.upperBound)
      let isSpace = Unicode.Scalar(scalar.value)?.properties.isWhitespace ?? false
      isAtBegin = isAtBegin && isSpace
      leading += isAtBegin ? 1 : 0
      trailing = isSpace ? trailing + 1 : 0
      index += scalar.length
    }
    return (leading, trailing)
  }

  /// Takes the spaces at the ends of tokens out of their ranges.
  private func trim(
    _ text: borrowing Span<UInt8>, _ ranges: inout [Range<Int>]?, from first: Int, _ ids: ArraySlice<Int32>
  ) {
    guard let count = ranges?.count else { return }
    for (number, id) in zip(first..<count, ids) {
      guard let range = ranges?[number] else { break }
      // The space that an added token takes in is part of its range, not of its name.
      let spaces = tokenizer.isAdded(id) ? Self.spaces(text, range) : tokenizer.spaces(of: id)
      var (start, end) = (range.lowerBound, range.upperBound)
      var leading = spaces.leading
      // One space may be the one that was put there; more are the text's own.
      if options.keepsFirstSpace, number == first || start == 0, leading == 1 { leading = 0 }
      for _ in 0..<leading where start < range.upperBound {
        start += decodeScalar(text, at: start, end: range.upperBound).length
      }
      for _ in 0..<spaces.trailing where end > start {
        end -= 1
        while end > start, text[end] & 0xC0 == 0x80 { end -= 1 }
      }
      ranges?[number] = start..<end
    }
  }
}
