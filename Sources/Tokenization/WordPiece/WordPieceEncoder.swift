/// Text → ids, for one worker: it remembers what it has tokenized, so that a frequent word costs one look-up.
///
/// Ids equal those of Hugging Face `tokenizers` (BertNormalizer, BertPreTokenizer, WordPiece). White space and punctuation
/// of ASCII always part words and nothing in normalization reaches across them; the stretches between them are
/// therefore tokenized each by itself, and cached by their original bytes.
public final class WordPieceEncoder {
  /// What it encodes with.
  public let tokenizer: WordPieceTokenizer
  private let unknown: Int32
  /// What each byte does: part of a stretch, a separator, a word of its own.
  private let classes: [ByteClass]
  /// The token of each ASCII punctuation mark.
  private let punctuation: [Int32]
  private let prefixHash: ByteHash
  private let prefix: [UInt8]
  private var cache = WordCache()
  private var normalized: NormalizedText

  private enum ByteClass: UInt8 {
    case stretch
    case space
    case punctuation
  }

  /// An encoder with an empty cache.
  public init(_ tokenizer: WordPieceTokenizer) {
    self.tokenizer = tokenizer
    let options = tokenizer.options
    (unknown, normalized) = (tokenizer.special.unknown, NormalizedText(options: options))
    prefix = Array(options.continuingPrefix.utf8)
    prefixHash = prefix.reduce(ByteHash()) { $0.adding($1) }
    classes = (0...UInt8.max).map { byte in
      switch byte {
      case 0x09, 0x0A, 0x0D, 0x20: .space
      // White space by its property, but also control characters, which cleaning removes before words are split.
      case 0x0B, 0x0C: options.cleanText ? .stretch : .space
      case 0x21...0x2F, 0x3A...0x40, 0x5B...0x60, 0x7B...0x7E: .punctuation
      default: .stretch
      }
    }
    punctuation = (0..<0x80).map { byte in
      let id = tokenizer.vocabulary.id(of: [UInt8(byte)])
      return options.maxCharactersPerWord < 1 ? tokenizer.special.unknown : id ?? tokenizer.special.unknown
    }
  }

  /// Appends the ids of one word of a sentence that is already split, at least one: a word that vanishes in
  /// normalization is `[UNK]`, so that words and predictions never get out of step.
  ///
  /// - Returns: the number of ids appended.
  @discardableResult
  public func encode(word: borrowing Span<UInt8>, into ids: inout [Int32]) -> Int {
    let before = ids.count
    var ranges: [Range<Int>]?
    encode(text: word, ids: &ids, ranges: &ranges)
    if ids.count == before { ids.append(unknown) }
    return ids.count - before
  }

  /// Appends the ids of one word; see `encode(word:into:)` over bytes.
  @discardableResult
  public func encode(word: String, into ids: inout [Int32]) -> Int {
    encode(word: word.utf8Span.span, into: &ids)
  }

  /// Appends the ids of a text, without special tokens around it.
  ///
  /// - Parameters:
  ///   - text: UTF-8; what is no UTF-8 counts as U+FFFD.
  ///   - ids: receives the ids.
  ///   - ranges: receives for each id the range of bytes of `text` that it comes from, unless it is `nil`.
  public func encode(text: borrowing Span<UInt8>, ids: inout [Int32], ranges: inout [Range<Int>]?) {
    let finder = tokenizer.literalTokens
    guard !finder.isEmpty else { return encodeSegment(text, 0..<text.count, &ids, &ranges) }
    var (done, search) = (0, 0)
    while let match = finder.next(in: text, from: search, floor: done) {
      encodeSegment(text, done..<match.range.lowerBound, &ids, &ranges)
      append(match.id, match.range, &ids, &ranges)
      (done, search) = (match.range.upperBound, match.range.upperBound)
    }
    encodeSegment(text, done..<text.count, &ids, &ranges)
  }

  /// Appends the ids of a text; see `encode(text:ids:ranges:)` over bytes.
  public func encode(text: String, ids: inout [Int32], ranges: inout [Range<Int>]?) {
    encode(text: text.utf8Span.span, ids: &ids, ranges: &ranges)
  }

  /// Appends the ids of a text in UTF-8; see `encode(text:ids:ranges:)` over a span.
  public func encode(text: [UInt8], ids: inout [Int32], ranges: inout [Range<Int>]?) {
    encode(text: text.span, ids: &ids, ranges: &ranges)
  }

  /// Text between added tokens.
  private func encodeSegment(
    _ text: borrowing Span<UInt8>, _ segment: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    // Tokens that are looked for in normalized text may reach across white space.
    guard tokenizer.normalizedTokens.isEmpty else { return encodeNormalized(text, segment, &ids, &ranges) }
    var index = segment.lowerBound
    while index < segment.upperBound {
      let byte = text[index]
      switch classes[Int(byte)] {
      case .space:
        index += 1
      case .punctuation:
        append(punctuation[Int(byte)], index..<index + 1, &ids, &ranges)
        index += 1
      case .stretch:
        let start = index
        var hash = ByteHash().adding(byte)
        index += 1
        while index < segment.upperBound {
          let byte = text[index]
          guard classes[Int(byte)] == .stretch else { break }
          hash = hash.adding(byte)
          index += 1
        }
        encodeStretch(text, start..<index, hash, &ids, &ranges)
      }
    }
  }

  /// Text without white space and punctuation of ASCII.
  @inline(__always)
  private func encodeStretch(
    _ text: borrowing Span<UInt8>, _ stretch: Range<Int>, _ hash: ByteHash, _ ids: inout [Int32],
    _ ranges: inout [Range<Int>]?
  ) {
    guard let known = cache.tokens(of: text, stretch, hash: hash) else {
      return encodeUnknown(text, stretch, hash, &ids, &ranges)
    }
    for position in known {
      ids.append(cache.ids[position])
      if ranges != nil {
        let range = cache.ranges[position]
        ranges?.append(stretch.lowerBound + Int(range.start)..<stretch.lowerBound + Int(range.end))
      }
    }
  }

  @inline(never)
  private func encodeUnknown(
    _ text: borrowing Span<UInt8>, _ stretch: Range<Int>, _ hash: ByteHash, _ ids: inout [Int32],
    _ ranges: inout [Range<Int>]?
  ) {
    guard stretch.count <= WordCache.longestKey else { return encodeNormalized(text, stretch, &ids, &ranges) }
    let first = ids.count
    var fresh: [Range<Int>]? = []
    encodeNormalized(text, stretch, &ids, &fresh)
    let found = fresh ?? []
    ranges?.append(contentsOf: found)
    cache.add(text, stretch, hash: hash, ids: ids[first...], ranges: found[...])
  }

  /// Normalizes, splits into words, and splits these into pieces.
  private func encodeNormalized(
    _ text: borrowing Span<UInt8>, _ range: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    // Positions within are 32 bits wide; a line of more than a gigabyte is taken in parts.
    var start = range.lowerBound
    while start < range.upperBound {
      let part = start..<min(range.upperBound, start + 1 << 30)
      start = part.upperBound
      normalized.replace(with: text, in: part)
      let held = normalized.bytes
      let bytes = held.span
      let finder = tokenizer.normalizedTokens
      guard !finder.isEmpty else {
        encodeWords(bytes, 0..<bytes.count, origin: part.lowerBound, &ids, &ranges)
        continue
      }
      let plain = held.map(\.byte)
      var done = 0
      while let match = finder.next(in: plain.span, from: done, floor: done) {
        encodeWords(bytes, done..<match.range.lowerBound, origin: part.lowerBound, &ids, &ranges)
        let (first, last) = (bytes[match.range.lowerBound], bytes[match.range.upperBound - 1])
        append(match.id, part.lowerBound + Int(first.start)..<part.lowerBound + Int(last.end), &ids, &ranges)
        done = match.range.upperBound
      }
      encodeWords(bytes, done..<bytes.count, origin: part.lowerBound, &ids, &ranges)
    }
  }

  /// The words of normalized text: runs between spaces and isolated characters.
  private func encodeWords(
    _ text: borrowing Span<NormalizedByte>, _ range: Range<Int>, origin: Int, _ ids: inout [Int32],
    _ ranges: inout [Range<Int>]?
  ) {
    var index = range.lowerBound
    while index < range.upperBound {
      let start = index
      let kind = text[index].kind
      var characters = 1
      index += 1
      while index < range.upperBound, text[index].kind == kind {
        if text[index].byte & 0xC0 != 0x80 {
          if kind == .isolated { break }
          characters += 1
        }
        index += 1
      }
      if kind != .space { encodeWord(text, start..<index, characters, origin: origin, &ids, &ranges) }
    }
  }

  /// WordPiece: the longest token that begins the word, then the longest that continues it, and so on; a word that
  /// cannot be spelled to its end is unknown as a whole.
  private func encodeWord(
    _ text: borrowing Span<NormalizedByte>, _ word: Range<Int>, _ characters: Int, origin: Int,
    _ ids: inout [Int32], _ ranges: inout [Range<Int>]?
  ) {
    let vocabulary = tokenizer.vocabulary
    let (firstID, firstRange) = (ids.count, ranges?.count ?? 0)
    var start = word.lowerBound
    if characters <= tokenizer.options.maxCharactersPerWord {
      while start < word.upperBound {
        let skipped = start == word.lowerBound ? 0 : prefix.count
        var hash = skipped == 0 ? ByteHash() : prefixHash
        var best: (id: Int32, end: Int)?
        let limit = min(word.upperBound, start + max(0, vocabulary.longestToken - skipped))
        var end = start
        while end < limit {
          hash = hash.adding(text[end].byte)
          end += 1
          let id = vocabulary.id(hash, length: skipped + end - start) { position, byte in
            position < skipped ? prefix[position] == byte : text[start + position - skipped].byte == byte
          }
          if let id { best = (id, end) }
        }
        guard let best else { break }
        let range = origin + Int(text[start].start)..<origin + Int(text[best.end - 1].end)
        append(best.id, range, &ids, &ranges)
        start = best.end
      }
    }
    guard start < word.upperBound else { return }
    ids.removeSubrange(firstID...)
    ranges?.removeSubrange(firstRange...)
    let range = origin + Int(text[word.lowerBound].start)..<origin + Int(text[word.upperBound - 1].end)
    append(unknown, range, &ids, &ranges)
  }

  @inline(__always)
  private func append(_ id: Int32, _ range: Range<Int>, _ ids: inout [Int32], _ ranges: inout [Range<Int>]?) {
    ids.append(id)
    ranges?.append(range)
  }
}
