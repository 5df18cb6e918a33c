/// Links, mail addresses, names with `@`, tags with `#`, and emoji stay whole.
extension WordLexer {
  /// The end of `www.…`.
  func linkEnd(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
    guard text[start] | 0x20 == 0x77, start + 4 < text.count, text[start + 1] | 0x20 == 0x77,
      text[start + 2] | 0x20 == 0x77, text[start + 3] == 0x2E, classAt(text, start + 4)?.class.isWord ?? false
    else { return nil }
    return addressEnd(text, from: start + 4)
  }

  /// The end of `scheme://…`, whose colon was found.
  func schemeEnd(_ text: borrowing Span<UInt8>, from start: Int, colon: Int) -> Int? {
    guard colon + 3 < text.count, text[colon + 1] == 0x2F, text[colon + 2] == 0x2F, colon - start <= 16 else {
      return nil
    }
    for index in start..<colon where !isASCIIWord(text[index]) { return nil }
    let end = addressEnd(text, from: colon + 3)
    return end > colon + 3 ? end : nil
  }

  /// The end of `name@host.domain`: no more than 64 bytes before the sign and 255 behind it.
  func mailEnd(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
    var index = start
    while index < text.count, index - start <= 64, isASCIIWord(text[index]) || ".+%_-".utf8.contains(text[index]) {
      index += 1
    }
    guard index > start, index < text.count, text[index] == 0x40 else { return nil }
    let host = index + 1
    index = host
    var (lastWord, hasPeriod) = (host, false)
    while index < text.count, index - host <= 255 {
      if isASCIIWord(text[index]) {
        index += 1
        lastWord = index
      } else if text[index] == 0x2E || text[index] == 0x2D, index == lastWord, index + 1 < text.count,
        isASCIIWord(text[index + 1]), index > host
      {
        hasPeriod = hasPeriod || text[index] == 0x2E
        index += 1
      } else {
        break
      }
    }
    return hasPeriod ? lastWord : nil
  }

  /// The end of a user's name or a tag behind its sign.
  func handleEnd(_ text: borrowing Span<UInt8>, after start: Int, isTag: Bool) -> Int? {
    guard let first = classAt(text, start) else { return nil }
    if isTag {
      guard first.class.isLetter || first.class == .ideograph || first.class == .unspaced else { return nil }
      var end = start
      while let next = classAt(text, end),
        next.class.isWord || next.class == .ideograph || next.class == .unspaced || text[end] == 0x5F
      {
        end += next.length
      }
      return end
    }
    var end = start
    while end < text.count, isASCIIWord(text[end]) || text[end] == 0x5F { end += 1 }
    return end > start ? end : nil
  }

  /// The end of `'s`, `'ll` and their like that stand by themselves, as in texts whose words were parted already.
  func cliticEnd(_ text: borrowing Span<UInt8>, after start: Int) -> Int? {
    guard start < text.count else { return nil }
    func isLast(_ index: Int) -> Bool { !(classAt(text, index).map { $0.class.isWord } ?? false) }
    let first = text[start] | 0x20
    if "smd".utf8.contains(first), text[start] >= 0x41, isLast(start + 1) { return start + 1 }
    guard start + 1 < text.count, text[start] >= 0x41, text[start + 1] >= 0x41, isLast(start + 2) else { return nil }
    switch (first, text[start + 1] | 0x20) {
    case (0x6C, 0x6C), (0x72, 0x65), (0x76, 0x65): return start + 2
    default: return nil
    }
  }

  /// The end of `:)`, `;-)`, `:D` and their like, behind which no letter or digit stands.
  func emoticonEnd(_ text: borrowing Span<UInt8>, from start: Int) -> Int? {
    guard text[start] == 0x3A || text[start] == 0x3B else { return nil }
    var mouth = start + 1
    if mouth < text.count, text[mouth] == 0x2D { mouth += 1 }
    guard mouth < text.count, ")(DPp/|*]".utf8.contains(text[mouth]) else { return nil }
    var end = mouth + 1
    while end < text.count, text[end] == text[mouth], text[end] == 0x29 || text[end] == 0x28 { end += 1 }
    guard let next = classAt(text, end)?.class else { return end }
    return next.isGap ? end : nil
  }

  /// The end of an emoji: modifiers, variation selectors, keycaps, tags, and what a joiner joins.
  func emojiEnd(_ text: borrowing Span<UInt8>, after start: Int) -> Int {
    var index = start
    while let next = classAt(text, index) {
      if next.class == .extend {
        index += next.length
        continue
      }
      let modifies = next.class == .emoji && isModifier(text, index)
      let joined = next.class == .emoji && index >= 3 && text[index - 1] == 0x8D && text[index - 2] == 0x80
      guard modifies || joined else { break }
      index += next.length
    }
    return index
  }

  /// U+1F3FB…U+1F3FF, the shades of skin.
  private func isModifier(_ text: borrowing Span<UInt8>, _ index: Int) -> Bool {
    index + 3 < text.count && text[index] == 0xF0 && text[index + 1] == 0x9F && text[index + 2] == 0x8F
      && text[index + 3] >= 0xBB
  }

  /// Up to white space, quotation marks, angle brackets or an ideograph; punctuation at the end is not part of it.
  private func addressEnd(_ text: borrowing Span<UInt8>, from start: Int) -> Int {
    var (index, opened, closed) = (start, 0, 0)
    while let next = classAt(text, index) {
      let byte = text[index]
      let stops: Bool =
        switch next.class {
        case .space, .newline, .control, .ignorable, .quote, .ideograph, .unspaced, .wideTerminator, .emoji, .regional:
          true
        case .terminator, .inner, .opening, .closing, .currency, .symbol: byte >= 0x80 || byte == 0x3C || byte == 0x3E
        default: false
        }
      if stops { break }
      if byte == 0x28 { opened += 1 }
      if byte == 0x29 { closed += 1 }
      index += next.length
    }
    while index > start {
      let last = text[index - 1]
      if last == 0x29 {
        guard closed > opened else { break }
        closed -= 1
      } else if !".,;:!?'*_]}".utf8.contains(last) {
        break
      }
      index -= 1
    }
    return index
  }

  @inline(__always)
  private func isASCIIWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
    default: false
    }
  }
}
