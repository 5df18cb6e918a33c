import CZlib
public import Foundation

/// Packing and unpacking with the system's zlib.
public enum Zlib {
  /// What stands around packed bytes.
  public enum Wrapper: Hashable, Sendable {
    /// A header and an Adler-32 sum (RFC 1950).
    case zlib
    /// A header and a CRC-32 sum (RFC 1952): what `.gz` files are.
    case gzip

    fileprivate var code: Int32 { Int32(self == .gzip ? glossWrapperIsGzip : glossWrapperIsZlib) }
  }

  /// CRC-32 of `bytes`, as zip files carry it.
  public static func checksum(_ bytes: Data) -> UInt32 {
    // SAFETY: the call reads `count` bytes and keeps no pointer.
    unsafe bytes.withUnsafeBytes { bytes in
      unsafe glossChecksum(bytes.baseAddress?.assumingMemoryBound(to: UInt8.self), bytes.count)
    }
  }

  /// `bytes`, packed as one stream.
  public static func packed(_ bytes: some DataProtocol, as wrapper: Wrapper, level: Int = 6) -> [UInt8] {
    let deflater = Deflater(wrapper, level: level)
    var packed: [UInt8] = []
    deflater.append(bytes, to: &packed)
    deflater.finish(into: &packed)
    return packed
  }

  /// What one stream of packed bytes holds; `nil` if it is damaged, cut short, followed by anything, or more than `limit`
  /// bytes.
  public static func unpacked(_ packed: [UInt8], as wrapper: Wrapper, limit: Int = .max) -> [UInt8]? {
    let inflater = Inflater(wrapper)
    var (result, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 16))
    var position = 0
    while true {
      let step = inflater.step(packed[position...], into: &piece)
      position += step.taken
      guard step.state != .damaged, step.given <= limit - result.count else { return nil }
      result += piece[..<step.given]
      if step.state == .ended { return position == packed.count ? result : nil }
      // Neither eaten nor made anything: the end came too early.
      if step.taken == 0, step.given == 0 { return nil }
    }
  }

  // SAFETY: the pointer is private, made at the beginning, and freed at the end.
  /// A stream that is being unpacked, piece by piece.
  @safe public final class Inflater {
    /// How a step ended.
    public enum State: Sendable {
      /// Input or room for output is used up.
      case goesOn
      /// The stream has ended; what follows it was not taken.
      case ended
      /// These are no packed bytes, or their sum is another.
      case damaged
    }

    private let handle: OpaquePointer

    /// At the beginning of a stream.
    public init(_ wrapper: Wrapper) {
      guard let handle = unsafe glossInflaterCreate(wrapper.code) else { preconditionFailure("no memory for zlib") }
      unsafe self.handle = handle
    }

    // SAFETY: the handle was made by `glossInflaterCreate`, and this is its only owner.
    deinit { unsafe glossInflaterDestroy(handle) }

    /// Begins the next stream.
    public func reset() { unsafe glossInflaterReset(handle) }

    /// Unpacks from `input` into the front of `output` until one of them is used up or the stream ends.
    public func step(
      _ input: some ContiguousBytes, into output: inout [UInt8]
    ) -> (state: State, taken: Int, given: Int) {
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
        case glossStreamGoesOn: .goesOn
        case glossStreamEnds: .ended
        default: .damaged
        }
      return (state, taken, given)
    }
  }

  // SAFETY: the pointer is private, made at the beginning, and freed at the end.
  /// A stream that is being packed, piece by piece.
  @safe public final class Deflater {
    private let handle: OpaquePointer
    private var piece = PackingPiece()

    /// At the beginning of a stream.
    ///
    /// - Parameter level: from 1, fast, to 9, small.
    public init(_ wrapper: Wrapper, level: Int = 6) {
      precondition((1...9).contains(level), "zlib's levels are 1 to 9")
      guard let handle = unsafe glossDeflaterCreate(wrapper.code, Int32(level)) else {
        preconditionFailure("no memory for zlib")
      }
      unsafe self.handle = handle
    }

    // SAFETY: the handle was made by `glossDeflaterCreate`, and this is its only owner.
    deinit { unsafe glossDeflaterDestroy(handle) }

    /// Packs `bytes` and appends what comes of it so far to `output`.
    public func append(_ bytes: some DataProtocol, to output: inout [UInt8]) {
      for region in bytes.regions { run(region, count: region.count, finish: false, into: &output) }
    }

    /// Ends the stream and appends the rest of it to `output`.
    public func finish(into output: inout [UInt8]) { run([UInt8](), count: 0, finish: true, into: &output) }

    private func run(_ input: some ContiguousBytes, count: Int, finish: Bool, into output: inout [UInt8]) {
      // SAFETY: the call reads and writes at most the counts that it is given, and keeps no pointer to either.
      unsafe piece.pack(input, count: count, finish: finish, into: &output) { source, target, taken, given in
        let status = unsafe glossDeflate(
          handle, source.baseAddress?.assumingMemoryBound(to: UInt8.self), source.count,
          target.baseAddress?.assumingMemoryBound(to: UInt8.self), target.count, finish ? 1 : 0, &taken, &given)
        precondition(Int(status) != glossStreamIsDamaged, "a stream that was ended cannot go on")
        return Int(status) == glossStreamEnds
      }
    }
  }
}
