/// How `tokenizers` prepares text for a Unigram model.
struct HubPreparation: Sendable, Hashable {
  /// A step of normalization.
  enum Step: Sendable, Hashable {
    /// The compiled rules, applied to grapheme clusters and then to scalars.
    case map
    /// Runs of two and more spaces become this.
    case collapse([UInt8])
    /// White space at the ends goes.
    case strip(left: Bool, right: Bool)
  }

  /// Where U+2581 is put before text.
  enum Prefix: String, Sendable {
    case always
    case first
    case never
  }

  var steps: [Step] = []
  /// Whether text is cut at white space before U+2581 is put in.
  var splitsAtWhitespace = false
  var prefix = Prefix.always
  /// Whether text is cut before every U+2581.
  var splitsAtSpace = true
}

/// Text as `tokenizers` prepares it for a Unigram model: words, byte by byte aligned with the original.
struct HubText {
  /// A scalar and where it comes from.
  private struct Mark {
    var value: Unicode.Scalar
    var start: Int32
    var end: Int32
  }

  private(set) var bytes: [UInt8] = []
  /// For each byte: where the scalar of the original begins that it comes from, and where that ends.
  private(set) var starts: [Int32] = []
  private(set) var ends: [Int32] = []
  /// What the model sees one by one.
  private(set) var words: [Range<Int>] = []

  private static let space: Unicode.Scalar = "\u{2581}"

  /// Prepares a range of the original text, of at most 2³⁰ bytes; places count from the beginning of the range.
  mutating func replace(
    with text: borrowing Span<UInt8>, in range: Range<Int>, model: SentencePieceModel, preparation: HubPreparation
  ) {
    bytes.removeAll(keepingCapacity: true)
    starts.removeAll(keepingCapacity: true)
    ends.removeAll(keepingCapacity: true)
    words.removeAll(keepingCapacity: true)
    var marks: [Mark] = []
    var index = range.lowerBound
    while index < range.upperBound {
      let scalar = decodeScalar(text, at: index, end: range.upperBound)
      let start = Int32(truncatingIfNeeded: index - range.lowerBound)
      let end = start + Int32(truncatingIfNeeded: scalar.length)
      marks.append(Mark(value: Unicode.Scalar(scalar.value) ?? "\u{FFFD}", start: start, end: end))
      index += scalar.length
    }
    for step in preparation.steps {
      switch step {
      case .map: if let map = model.map { marks = Self.apply(map, to: marks) }
      case .collapse(let replacement): marks = Self.collapse(marks, into: replacement)
      case .strip(let left, let right):
        if left { marks = Array(marks.drop { $0.value.properties.isWhitespace }) }
        while right, let last = marks.last, last.value.properties.isWhitespace { marks.removeLast() }
      }
    }
    guard preparation.splitsAtWhitespace else { return add(marks[...], preparation) }
    for word in marks.split(whereSeparator: { $0.value.properties.isWhitespace }) { add(word, preparation) }
  }

  /// Adds a stretch with U+2581 for spaces, cut before each of them.
  private mutating func add(_ marks: ArraySlice<Mark>, _ preparation: HubPreparation) {
    guard let first = marks.first else { return }
    var begin = bytes.count
    let isSpace = first.value == " " || first.value == Self.space
    let wantsPrefix = preparation.prefix == .always || (preparation.prefix == .first && first.start == 0)
    if wantsPrefix, !isSpace { append(Mark(value: Self.space, start: first.start, end: first.end)) }
    for (index, mark) in marks.enumerated() {
      var mark = mark
      if mark.value == " " { mark.value = Self.space }
      if preparation.splitsAtSpace, mark.value == Self.space, index > 0 {
        words.append(begin..<bytes.count)
        begin = bytes.count
      }
      append(mark)
    }
    words.append(begin..<bytes.count)
  }

  private mutating func append(_ mark: Mark) {
    for byte in UTF8.encode(mark.value) ?? UTF8.encodedReplacementCharacter {
      bytes.append(byte)
      starts.append(mark.start)
      ends.append(mark.end)
    }
  }

  private static func collapse(_ marks: [Mark], into replacement: [UInt8]) -> [Mark] {
    let scalars = Array(String(decoding: replacement, as: UTF8.self).unicodeScalars)
    var result: [Mark] = []
    var index = 0
    while index < marks.count {
      var end = index
      while end < marks.count, marks[end].value == " " { end += 1 }
      if end - index >= 2 {
        for scalar in scalars { result.append(Mark(value: scalar, start: marks[index].start, end: marks[end - 1].end)) }
        index = end
      } else {
        result.append(marks[index])
        index += 1
      }
    }
    return result
  }

  /// The rules of SentencePiece as the crate `spm_precompiled` applies them: the shortest rule that begins a grapheme
  /// cluster of less than 6 bytes replaces all of it; otherwise each scalar is replaced by its own rule.
  private static func apply(_ map: CharacterMap, to marks: [Mark]) -> [Mark] {
    var result: [Mark] = []
    result.reserveCapacity(marks.count)
    var index = 0
    var clusters = Clusters(marks.map(\.value))
    while index < marks.count {
      let count = clusters.next()
      let cluster = marks[index..<index + count]
      index += count
      let bytes = cluster.flatMap { Array(UTF8.encode($0.value) ?? UTF8.encodedReplacementCharacter) }
      if bytes.count < 6, let rule = map.shortestRule(bytes.span, at: 0, before: bytes.count) {
        replace(cluster, by: map.results[rule.result], in: &result)
        continue
      }
      for mark in cluster {
        let bytes = Array(UTF8.encode(mark.value) ?? UTF8.encodedReplacementCharacter)
        if let rule = map.shortestRule(bytes.span, at: 0, before: bytes.count) {
          replace([mark], by: map.results[rule.result], in: &result)
        } else {
          result.append(mark)
        }
      }
    }
    return result
  }

  /// Each new scalar has the place of the old one of the same number, those beyond the place of the last.
  private static func replace(_ old: ArraySlice<Mark>, by new: ArraySlice<UInt8>, in result: inout [Mark]) {
    guard let last = old.last else { return }
    for (number, scalar) in String(decoding: new, as: UTF8.self).unicodeScalars.enumerated() {
      var mark = number < old.count ? old[old.startIndex + number] : last
      mark.value = scalar
      result.append(mark)
    }
  }

  /// Grapheme clusters, counted in scalars.
  private struct Clusters {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    /// The counts of a stretch whose borders had to be worked out, the first last.
    private var waiting: [Int] = []

    init(_ scalars: [Unicode.Scalar]) { self.scalars = scalars }

    mutating func next() -> Int {
      if let count = waiting.popLast() {
        index += count
        return count
      }
      // ASCII followed by ASCII is a cluster, unless it is CR LF.
      if scalars[index].isASCII, scalars[index] != "\r",
        index + 1 == scalars.count || scalars[index + 1].isASCII
      {
        index += 1
        return 1
      }
      var end = index + 1
      while end < scalars.count, !(scalars[end].isASCII && scalars[end - 1].isASCII && scalars[end] != "\n") {
        end += 1
      }
      var text = String.UnicodeScalarView()
      text.append(contentsOf: scalars[index..<end])
      waiting = String(text).map(\.unicodeScalars.count).reversed()
      return next()
    }
  }
}
