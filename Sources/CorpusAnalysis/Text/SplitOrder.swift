/// What splits are for, by the beginnings of their names.
enum SplitOrder {
  /// Training, validation, test, then the others by their bytes.
  static func precedes(_ a: String, _ b: String) -> Bool {
    let (first, second) = (rank(a), rank(b))
    return first != second ? first < second : a.precedes(b)
  }

  /// `train…`
  static func isTraining(_ name: String) -> Bool { rank(name) == 0 }

  /// `dev…`, `val…`, `test…`
  static func isMeasured(_ name: String) -> Bool { rank(name) == 1 || rank(name) == 2 }

  private static func rank(_ name: String) -> Int {
    let name = name.lowercased()
    if name.hasPrefix("train") { return 0 }
    if name.hasPrefix("dev") || name.hasPrefix("val") { return 1 }
    return name.hasPrefix("test") ? 2 : 3
  }
}
