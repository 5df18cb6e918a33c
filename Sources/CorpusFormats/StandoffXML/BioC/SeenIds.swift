/// The ids of a document's annotations, to find one that stands there twice.
///
/// Most files number in order. As long as each id is greater than the last one, by length and then by bytes, none of them is
/// there twice and no set is needed.
struct SeenIds {
  private var ordered: [String] = []
  private var all: Set<String> = []
  private var isInOrder = true

  /// Notes an id; `false` if it was there. Two spellings of a letter are the same.
  mutating func insert(_ id: String) -> Bool {
    if isInOrder {
      guard let last = ordered.last, !Self.follows(id, last) else {
        ordered.append(id)
        return true
      }
      isInOrder = false
      all = Set(ordered)
    }
    return all.insert(id).inserted
  }

  /// Whether an id is longer than another, or as long and greater; ids that are not ASCII are in no order.
  private static func follows(_ id: String, _ other: String) -> Bool {
    let (new, old) = (id.utf8, other.utf8)
    guard new.allSatisfy({ $0 < 0x80 }) else { return false }
    return new.count == old.count ? old.lexicographicallyPrecedes(new) : new.count > old.count
  }
}
