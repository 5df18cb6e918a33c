/// Ids for annotations that have none: numbers behind the largest that the document has.
struct BioCIds {
  private var used = Set<String>()
  private var last = 0
  private var prefix = ""

  /// Ids that a document does not have. They go on in the way of its own: `T17` after `T16`.
  init(_ document: BioCDocument) {
    document.forEachAnnotation { if let id = $0.id { take(id) } }
    document.forEachRelation { if let id = $0.id { used.insert(id) } }
  }

  /// This id if nobody has it, else the next one.
  mutating func take(unused id: String) -> String {
    guard !used.contains(id) else { return next() }
    take(id)
    return id
  }

  private mutating func take(_ id: String) {
    used.insert(id)
    let digits = id.utf8.reversed().prefix { $0 >= 0x30 && $0 <= 0x39 }
    guard !digits.isEmpty, let number = Int(offset: digits.reversed()) else { return }
    let head = String(decoding: id.utf8.dropLast(digits.count), as: UTF8.self)
    if used.count == 1 { prefix = head }
    if head == prefix { last = max(last, number) }
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
}
