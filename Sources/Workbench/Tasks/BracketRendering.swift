/// Words with their labels in brackets: `Nvidia[B-ORG] is a company.`
///
/// As TAO renders them, with one correction: punctuation at a word's end moves behind the bracket, digits stay (TAO
/// writes `202[B-TIME]1`).
enum BracketRendering {
  static func line(words: [String], labels: [String], outside: String = "O") -> String {
    zip(words, labels).map { word, label in
      guard label != outside else { return word }
      guard let last = word.unicodeScalars.last, word.unicodeScalars.count > 1,
        !last.properties.isAlphabetic, last.properties.numericType == nil
      else { return "\(word)[\(label)]" }
      var stem = word
      stem.unicodeScalars.removeLast()
      return "\(stem)[\(label)]\(last)"
    }.joined(separator: " ")
  }
}
