/// A pattern of file names: `*` any bytes, `?` one character, `[a-z]` one of a set.
struct NamePattern {
  private let pattern: [Unicode.Scalar]

  init(_ pattern: String) { self.pattern = Array(pattern.unicodeScalars) }

  /// Goes back to the last star only, so that no pattern takes long.
  func matches(_ name: String) -> Bool {
    let name = Array(name.unicodeScalars)
    var (p, n) = (0, 0)
    var star: (pattern: Int, name: Int)?
    while n < name.count {
      if p < pattern.count, pattern[p] == "*" {
        star = (p, n)
        p += 1
      } else if p < pattern.count, let next = step(p, name[n]) {
        (p, n) = (next, n + 1)
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        (p, n) = (last.pattern + 1, last.name + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }

  /// Behind the element of the pattern that takes a scalar; `nil` if it does not.
  private func step(_ p: Int, _ scalar: Unicode.Scalar) -> Int? {
    if pattern[p] == "?" { return p + 1 }
    guard pattern[p] == "[", let end = pattern[(p + 1)...].dropFirst().firstIndex(of: "]") else {
      return pattern[p] == scalar ? p + 1 : nil
    }
    var set = pattern[(p + 1)..<end]
    let isNegated = set.first == "!" || set.first == "^"
    if isNegated { set = set.dropFirst() }
    var (isIn, index) = (false, set.startIndex)
    while index < set.endIndex {
      if index + 2 < set.endIndex, set[index + 1] == "-" {
        if set[index] <= scalar, scalar <= set[index + 2] { isIn = true }
        index += 3
      } else {
        if set[index] == scalar { isIn = true }
        index += 1
      }
    }
    return isIn != isNegated ? end + 1 : nil
  }
}
