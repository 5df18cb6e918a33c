/// Finds added tokens in text: leftmost first, the longest of those that begin at one place, never overlapping.
struct AddedTokenFinder: Sendable {
  /// One token found.
  struct Match {
    var id: Int32
    var range: Range<Int>
  }

  /// Longest first, side by side with what is looked for.
  private var tokens: [AddedToken] = []
  private var contents: [[UInt8]] = []
  private var isFirstByte = [Bool](repeating: false, count: 256)

  /// Looks for `tokens`, each as the bytes that `spelling` gives.
  init(_ tokens: [AddedToken], spelling: (AddedToken) -> [UInt8]) {
    let spelled = tokens.map { (content: spelling($0), token: $0) }.filter { !$0.content.isEmpty }
    for entry in spelled.sorted(by: { $0.content.count > $1.content.count }) {
      self.tokens.append(entry.token)
      contents.append(entry.content)
      isFirstByte[Int(entry.content[0])] = true
    }
  }

  /// Whether there is nothing to look for.
  var isEmpty: Bool { tokens.isEmpty }

  /// The next token at or after `start`.
  ///
  /// - Parameter floor: where the last match ended; white space before it is no longer there to be taken in.
  func next(in text: borrowing Span<UInt8>, from start: Int, floor: Int) -> Match? {
    var index = start
    let end = text.count
    while index < end {
      guard isFirstByte[Int(text[index])], let found = match(in: text, at: index) else {
        index += 1
        continue
      }
      let token = tokens[found]
      var range = index..<index + contents[found].count
      if token.singleWord, touchesWord(text, range) {
        index = range.upperBound
        continue
      }
      if token.stripsLeft { range = max(floor, spaceBegin(text, before: index))..<range.upperBound }
      if token.stripsRight { range = range.lowerBound..<spaceEnd(text, after: range.upperBound) }
      return Match(id: token.id, range: range)
    }
    return nil
  }

  /// The position in `tokens` of the longest token that begins at `index`.
  private func match(in text: borrowing Span<UInt8>, at index: Int) -> Int? {
    for position in contents.indices {
      let length = contents[position].count
      guard length <= text.count - index else { continue }
      var offset = 0
      while offset < length, text[index + offset] == contents[position][offset] { offset += 1 }
      if offset == length { return position }
    }
    return nil
  }

  private func touchesWord(_ text: borrowing Span<UInt8>, _ range: Range<Int>) -> Bool {
    if let before = scalar(text, endingAt: range.lowerBound), before.isWordLike { return true }
    guard range.upperBound < text.count else { return false }
    let after = decodeScalar(text, at: range.upperBound, end: text.count)
    return Unicode.Scalar(after.value)?.isWordLike ?? false
  }

  private func spaceBegin(_ text: borrowing Span<UInt8>, before end: Int) -> Int {
    var index = end
    while let scalar = scalar(text, endingAt: index), scalar.properties.isWhitespace { index -= scalar.utf8.count }
    return index
  }

  private func spaceEnd(_ text: borrowing Span<UInt8>, after start: Int) -> Int {
    var index = start
    while index < text.count {
      let next = decodeScalar(text, at: index, end: text.count)
      guard let scalar = Unicode.Scalar(next.value), scalar.properties.isWhitespace else { break }
      index += next.length
    }
    return index
  }

  private func scalar(_ text: borrowing Span<UInt8>, endingAt end: Int) -> Unicode.Scalar? {
    guard end > 0 else { return nil }
    var start = end - 1
    while start > 0, end - start < 4, text[start] & 0xC0 == 0x80 { start -= 1 }
    let decoded = decodeScalar(text, at: start, end: end)
    return decoded.length == end - start ? Unicode.Scalar(decoded.value) : nil
  }
}

extension Unicode.Scalar {
  /// A word character of Unicode's regular expressions (UTS 18, annex C).
  fileprivate var isWordLike: Bool {
    switch properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark, .decimalNumber, .connectorPunctuation: true
    default: properties.isAlphabetic || properties.isJoinControl
    }
  }
}
