/// Replacements of bytes of a file: everything else stays as it is.
///
/// Ranges count bytes of the file as readers see it (unpacked if it was packed), in its own encoding. Edits may be added
/// in any order; those at one place are applied as they came, insertions before a replacement that begins there.
struct SourceEdits: Hashable, Sendable {
  /// Bytes of the file, and what stands there instead.
  struct Edit: Hashable, Sendable {
    var range: Range<Int>
    var bytes: [UInt8]
  }

  /// In the order in which they were added.
  private(set) var added: [Edit] = []

  /// Nothing changes.
  init() {}

  /// Whether nothing changes.
  var isEmpty: Bool { added.isEmpty }

  /// Puts bytes in place of others.
  mutating func replace(_ range: Range<Int>, with bytes: [UInt8]) {
    if !range.isEmpty || !bytes.isEmpty { added.append(Edit(range: range, bytes: bytes)) }
  }

  /// Puts bytes before the one at an offset.
  mutating func insert(_ bytes: [UInt8], at offset: Int) { replace(offset..<offset, with: bytes) }

  /// Takes bytes away.
  mutating func remove(_ range: Range<Int>) { replace(range, with: []) }

  /// The edits in the order of the file.
  ///
  /// - Throws: `WriteBackProblem.overlappingEdits`.
  func ordered() throws(WriteBackProblem) -> [Edit] {
    // An insertion is empty, so it ends before a replacement that begins at its place.
    let sorted = added.enumerated().sorted {
      ($0.element.range.lowerBound, $0.element.range.upperBound, $0.offset)
        < ($1.element.range.lowerBound, $1.element.range.upperBound, $1.offset)
    }.map(\.element)
    var end = 0
    for edit in sorted {
      guard edit.range.lowerBound >= end else { throw .overlappingEdits(byte: edit.range.lowerBound) }
      end = edit.range.upperBound
    }
    return sorted
  }
}
