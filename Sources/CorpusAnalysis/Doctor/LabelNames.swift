/// Labels whose names are alike.
enum LabelNames {
  typealias LabelCount = FindingMatter.LabelCount

  /// Pairs of labels that differ in spelling, by one letter (names of at least four, not by a digit), or by a tag's prefix.
  static func alike(_ labels: [LabelCount]) -> [FindingMatter] {
    var found: [FindingMatter] = []
    for (index, first) in labels.enumerated() {
      for second in labels[(index + 1)...] {
        guard let likeness = likeness(first.label, second.label) else { continue }
        let pair = (first.count, second.label) <= (second.count, first.label) ? (first, second) : (second, first)
        found.append(.similarLabels(pair.0, pair.1, likeness))
      }
    }
    return found
  }

  static func likeness(_ first: String, _ second: String) -> FindingMatter.Likeness? {
    let (a, b) = (folded(first), folded(second))
    if a == b { return .spelling }
    for prefix in ["B-", "I-"] where prefix + first == second || prefix + second == first { return .prefix }
    return min(a.count, b.count) >= 4 && isOneEdit(a, b) ? .oneEdit : nil
  }

  /// Lower case, composed, without anything that is no letter and no digit.
  private static func folded(_ name: String) -> [Character] {
    name.lowercased().filter { $0.isLetter || $0.isNumber }.map { $0 }
  }

  /// Whether one character was put in, left out, put for another, or exchanged with its neighbour. Digits count things, so that
  /// names that differ by one are not alike.
  private static func isOneEdit(_ first: [Character], _ second: [Character]) -> Bool {
    let (short, long) = first.count <= second.count ? (first, second) : (second, first)
    guard long.count - short.count <= 1 else { return false }
    let head = zip(short, long).prefix { $0 == $1 }.count
    let (a, b) = (short[head...], long[head...])
    guard let put = b.first, !put.isNumber, a.first?.isNumber != true || a.count < b.count else { return false }
    if a.count < b.count { return a.elementsEqual(b.dropFirst()) }
    if a.dropFirst().elementsEqual(b.dropFirst()) { return true }
    return a.count >= 2 && a.first == b.dropFirst().first && a.dropFirst().first == b.first
      && a.dropFirst(2).elementsEqual(b.dropFirst(2))
  }
}
