import CZlib
import Foundation

/// The calls of zlib: all that is unsafe in this target.
enum Zlib {
  /// CRC-32 of `bytes`, as zip files carry it.
  static func checksum(_ bytes: Data) -> UInt32 {
    // SAFETY: the call reads `count` bytes and keeps no pointer.
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe glossChecksum(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
  }

  /// A gzip stream that is being unpacked, piece by piece.
  // SAFETY: the pointer is private, made at the beginning, and freed at the end.
  @safe final class Inflater {
    /// How a step ended.
    enum State { case goesOn, ended, damaged }

    private let handle: OpaquePointer

    /// `nil` if there is no memory.
    init?() {
      guard let handle = unsafe glossInflaterCreate() else { return nil }
      unsafe self.handle = handle
    }

    // SAFETY: the handle was made by `glossInflaterCreate`, and this is its only owner.
    deinit { unsafe glossInflaterDestroy(handle) }

    /// Unpacks from `input` into the front of `output` until one of them is used up or the stream ends.
    func step(_ input: Data, into output: inout [UInt8]) -> (state: State, taken: Int, given: Int) {
      var (taken, given) = (0, 0)
      // SAFETY: the call reads and writes at most the counts that it is given, and keeps no pointer to either.
      let status = unsafe input.withUnsafeBytes { source in
        unsafe output.withUnsafeMutableBytes { target in
          unsafe glossInflate(
            handle, source.baseAddress?.assumingMemoryBound(to: UInt8.self), source.count,
            target.baseAddress?.assumingMemoryBound(to: UInt8.self), target.count, &taken, &given)
        }
      }
      let state: State =
        switch Int(status) {
        case glossInflateGoesOn: .goesOn
        case glossInflateEnds: .ended
        default: .damaged
        }
      return (state, taken, given)
    }
  }
}
