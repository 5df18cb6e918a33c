/// Ids for mentions that have none: they go on behind the largest in the way of the first, `T17` after `T16`.
struct StandoffIds {
  private var used = Set<String>()
  private var last = 0
  private var prefix: String

  /// Ids that none of these are.
  ///
  /// - Parameter prefix: what stands before the number where no id shows it.
  init(_ ids: some Sequence<String>, prefix: String = "") {
    self.prefix = prefix
    var isFirst = true
    for id in ids {
      if isFirst, let head = Self.parts(id)?.prefix { self.prefix = head }
      isFirst = false
      reserve(id)
    }
  }

  /// Notes an id that somebody has.
  mutating func reserve(_ id: String) {
    used.insert(id)
    if let (head, number) = Self.parts(id), head == prefix { last = max(last, number) }
  }

  /// This id if nobody has it, else the next one.
  mutating func take(unused id: String) -> String {
    guard !used.contains(id) else { return next() }
    reserve(id)
    return id
  }

  /// The next id.
  mutating func next() -> String {
    var id = ""
    repeat {
      last += 1
      id = prefix + "\(last)"
    } while !used.insert(id).inserted
    return id
  }

  /// What stands before the number at an id's end, and the number.
  private static func parts(_ id: String) -> (prefix: String, number: Int)? {
    let digits = id.utf8.reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard !digits.isEmpty, let number = Int(offset: Array(digits.reversed())) else { return nil }
    return (String(decoding: id.utf8.dropLast(digits.count), as: UTF8.self), number)
  }
}
