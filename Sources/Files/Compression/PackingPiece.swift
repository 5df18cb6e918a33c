import Foundation

/// Room for what a packing library makes, and the one loop around such libraries.
struct PackingPiece {
  private var piece = [UInt8](repeating: 0, count: 1 << 16)

  /// Packs all of an input and appends what comes of it to `output`.
  ///
  /// - Parameters:
  ///   - count: the input's bytes.
  ///   - finish: whether the stream ends with it; then nothing of it stays inside the library.
  ///   - step: packs from what is left of the input into the piece, says how much it took and gave, and whether the stream ended.
  mutating func pack(
    _ input: some ContiguousBytes, count: Int, finish: Bool, into output: inout [UInt8],
    step: (UnsafeRawBufferPointer, UnsafeMutableRawBufferPointer, _ taken: inout Int, _ given: inout Int) -> Bool
  ) {
    var position = 0
    while true {
      var (taken, given) = (0, 0)
      // SAFETY: neither pointer is used after the call; `position` never passes the input's end.
      let ended = unsafe input.withUnsafeBytes { source in
        let rest = unsafe UnsafeRawBufferPointer(rebasing: source[position...])
        return unsafe piece.withUnsafeMutableBytes { target in unsafe step(rest, target, &taken, &given) }
      }
      position += taken
      output += piece[..<given]
      if finish ? ended : position == count && given < piece.count { return }
    }
  }
}
