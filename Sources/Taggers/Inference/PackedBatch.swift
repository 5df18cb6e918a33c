public import Kernels

/// Windows side by side without padding, and the rows whose logits are wanted.
public struct PackedBatch: Sendable {
  /// Token ids `[n]`.
  public private(set) var ids: [Int32] = []
  /// Where each window stands.
  public private(set) var layout = SequenceLayout()
  /// The rows that are read, in order `[r]`.
  public private(set) var readRows: [Int] = []
  /// How many of them each window has.
  public private(set) var readLayout = SequenceLayout()

  /// No windows yet.
  public init() {}

  /// A batch of the given windows.
  public init(_ windows: some Sequence<EncodedWindow>) {
    for window in windows { append(window) }
  }

  /// Adds a window behind the others.
  public mutating func append(_ window: EncodedWindow) {
    let start = ids.count
    ids.append(contentsOf: window.ids)
    layout.append(length: window.ids.count)
    for row in window.firstRows { readRows.append(start + Int(row)) }
    readLayout.append(length: window.firstRows.count)
  }

  /// Forgets the windows, keeps the memory.
  public mutating func removeAll() {
    ids.removeAll(keepingCapacity: true)
    readRows.removeAll(keepingCapacity: true)
    layout.removeAll()
    readLayout.removeAll()
  }
}
