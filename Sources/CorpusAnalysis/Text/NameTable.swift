/// Names by number, compared as bytes: labels and splits. Bounded: names beyond the limit share one number.
struct NameTable: Sendable {
  private(set) var names: [String] = []
  private var numbers: [[UInt8]: Int] = [:]
  private let limit: Int
  /// The number that further names share, once there are any.
  private(set) var overflow: Int?

  /// What the shared number is called.
  static let overflowName = "…"

  init(limit: Int) { self.limit = max(limit, 1) }

  mutating func number(of name: String) -> Int {
    let key = Array(name.utf8)
    if let number = numbers[key] { return number }
    if numbers.count >= limit {
      if let overflow { return overflow }
      names.append(Self.overflowName)
      overflow = names.count - 1
      return names.count - 1
    }
    names.append(name)
    numbers[key] = names.count - 1
    return names.count - 1
  }

  func existing(_ name: String) -> Int? { numbers[Array(name.utf8)] ?? overflow }
}
