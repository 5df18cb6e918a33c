/// The posteriors of windows that were met before; equal windows have equal results, to the last bit.
///
/// Two generations, each with half of the storage: when the younger is full it becomes the elder and the elder's storage is used anew,
/// and what is asked for again comes back from there.
struct WindowCache {
  private var young: WindowGeneration
  private var old: WindowGeneration
  /// Whether anything is kept.
  let isOn: Bool

  /// - Parameter bytes: what both generations may take together, tables included.
  init(bytes: Int) {
    young = WindowGeneration(bytes: bytes / 2)
    old = young
    isOn = bytes > 0
  }

  /// Bytes that are in use for good.
  var bytes: Int { young.bytes + old.bytes }

  /// Appends the posteriors of a window to `found` and says where they lie there; `nil` if they are not remembered.
  mutating func find(_ key: WindowKey, into found: inout [Float]) -> Range<Int>? {
    if let range = young.find(key, into: &found) { return range }
    guard let range = old.find(key, into: &found) else { return nil }
    insert(key, found[range])
    return range
  }

  /// Remembers a window's posteriors, unless they alone would take more than there is.
  mutating func insert(_ key: WindowKey, _ posteriors: ArraySlice<Float>) {
    guard young.takes(key, posteriors: posteriors.count), !young.contains(key) else { return }
    if young.insert(key, posteriors) { return }
    swap(&young, &old)
    young.removeAll()
    _ = young.insert(key, posteriors)
  }
}
