import Taggers

/// The posteriors of windows that were met before; equal windows have equal results, to the last bit.
///
/// Two generations: when the younger is full it becomes the elder, and what is asked for again comes back from there.
struct WindowCache {
  /// What a window's result depends on.
  struct Key: Hashable {
    let ids: [Int32]
    let firstRows: [Int32]

    init(_ window: EncodedWindow) { (ids, firstRows) = (window.ids, window.firstRows) }

    func hash(into hasher: inout Hasher) { hasher.combine(ids) }
  }

  private let limit: Int
  private var young: [Key: [Float]] = [:]
  private var old: [Key: [Float]] = [:]
  private var bytes = 0

  /// - Parameter bytes: what both generations may take together.
  init(bytes: Int) { limit = bytes / 2 }

  /// Whether anything is kept.
  var isOn: Bool { limit > 0 }

  /// The posteriors of a window, if it is remembered.
  mutating func find(_ key: Key) -> [Float]? {
    if let found = young[key] { return found }
    guard let found = old[key] else { return nil }
    insert(key, found)
    return found
  }

  /// Remembers a window's posteriors.
  mutating func insert(_ key: Key, _ posteriors: [Float]) {
    guard isOn, young[key] == nil else { return }
    // Arrays have a header of 32 bytes, the table about 40 an entry.
    let size = 4 * (key.ids.count + key.firstRows.count + posteriors.count) + 160
    if bytes + size > limit {
      (old, young, bytes) = (young, [:], 0)
      guard size <= limit else { return }
    }
    bytes += size
    young[key] = posteriors
  }
}
