/// The entities that SGML corpora use without a declaration.
enum SGMLEntities {
  /// How many bytes the longest reference takes at most.
  static let longest = 12

  /// Names of ISO's entity sets that stand in running text; vendors' own stay as they are.
  private static let table: [String: String] = [
    "amp": "&", "lt": "<", "gt": ">", "quot": "\"", "apos": "'", "nbsp": "\u{A0}", "shy": "\u{AD}", "ndash": "–",
    "mdash": "—", "hellip": "…", "lsquo": "‘", "rsquo": "’", "ldquo": "“", "rdquo": "”", "laquo": "«", "raquo": "»",
    "bull": "•", "cent": "¢", "pound": "£", "yen": "¥", "euro": "€", "sect": "§", "para": "¶", "copy": "©", "reg": "®",
    "trade": "™", "deg": "°", "plusmn": "±", "times": "×", "frac12": "½", "frac14": "¼", "frac34": "¾", "middot": "·",
  ]

  /// What the reference at an `&` stands for, and where it ends; `nil` if it is none that is known.
  static func read(_ bytes: Span<UInt8>, at begin: Int) -> (text: [UInt8], end: Int)? {
    var end = begin + 1
    while end < bytes.count, end - begin < longest, bytes[end] != .semicolon { end += 1 }
    guard end < bytes.count, bytes[end] == .semicolon, end > begin + 1 else { return nil }
    var name: [UInt8] = []
    for index in begin + 1..<end { name.append(bytes[index]) }
    if name[0] == .numberSign {
      guard let value = XMLEntities.value(ofReference: name[1...]), XMLCharacters.isAllowed(value) else { return nil }
      var text: [UInt8] = []
      XMLTranscoder.append(value, to: &text)
      return (text, end + 1)
    }
    return table[String(decoding: name, as: UTF8.self)].map { (Array($0.utf8), end + 1) }
  }
}
