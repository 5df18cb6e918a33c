import Taggers

/// What a window's result depends on.
struct WindowKey: Hashable, Sendable {
  let ids: [Int32]
  let firstRows: [Int32]
  /// Of the ids, and another in each process, so that nobody can write texts that meet in one place of a table.
  let hash: UInt64

  private static let seed = UInt64.random(in: .min ... .max)

  init(_ window: EncodedWindow) {
    var hash = Self.seed
    for id in window.ids {
      hash = (hash ^ UInt64(UInt32(bitPattern: id))) &* 0x9E37_79B9_7F4A_7C15
      hash ^= hash >> 32
    }
    self.init(ids: window.ids, firstRows: window.firstRows, hash: hash)
  }

  /// A key from its parts, for tests.
  init(ids: [Int32], firstRows: [Int32], hash: UInt64) {
    (self.ids, self.firstRows, self.hash) = (ids, firstRows, hash)
  }

  static func == (a: WindowKey, b: WindowKey) -> Bool {
    a.hash == b.hash && a.ids == b.ids && a.firstRows == b.firstRows
  }

  func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
