public import Kernels

/// Windows side by side without padding, and the rows whose logits are wanted.
///
/// For tagging, each window begins at an even row (`PackedProduct.sharing` says why); where the one before has an odd length, a row between them
/// belongs to nobody.
public struct PackedBatch: Sendable {
  /// Token ids `[n]`; those of nobody's rows are 0.
  public private(set) var ids: [Int32] = []
  /// Where each window stands.
  public private(set) var layout: SequenceLayout
  /// The rows that are read, in order `[r]`.
  public private(set) var readRows: [Int] = []
  /// How many of them each window has, and where they stand once the others are left out.
  public private(set) var readLayout: SequenceLayout

  /// A batch of the given windows.
  ///
  /// - Parameter multiple: of what the first row of each is a multiple; 1 leaves nobody's rows out, as training wants it.
  public init(_ windows: some Sequence<EncodedWindow> = [], multiple: Int = PackedProduct.sharing) {
    layout = SequenceLayout(multiple: multiple)
    readLayout = layout
    for window in windows { append(window) }
  }

  /// Adds a window behind the others.
  public mutating func append(_ window: EncodedWindow) {
    let start = layout.nextRow
    while ids.count < start { ids.append(0) }
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
