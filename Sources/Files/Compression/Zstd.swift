import CZstd
import Foundation

/// Packing and unpacking with the system's zstd.
public enum Zstd {
  /// What one frame holds; `nil` if it is damaged, cut short, followed by anything, or more than `limit` bytes.
  public static func unpacked(_ packed: [UInt8], limit: Int = .max) -> [UInt8]? {
    let decoder = Decoder()
    var (result, piece) = ([UInt8](), [UInt8](repeating: 0, count: 1 << 17))
    var position = 0
    while true {
      let step = decoder.step(packed[position...], into: &piece)
      position += step.taken
      guard step.state != .damaged, step.given <= limit - result.count else { return nil }
      result += piece[..<step.given]
      if step.state == .frameEnded { return position == packed.count ? result : nil }
      // Neither eaten nor made anything: the end came too early.
      if step.taken == 0, step.given == 0 { return nil }
    }
  }

  // SAFETY: the pointer is private, made at the beginning, and freed at the end.
  /// Frames that are being unpacked, piece by piece.
  @safe final class Decoder {
    enum State { case goesOn, frameEnded, damaged }

    private let handle: OpaquePointer

    init() {
      guard let handle = unsafe glossZstdDecoderCreate() else { preconditionFailure("no memory for zstd") }
      unsafe self.handle = handle
    }

    // SAFETY: the handle was made by `glossZstdDecoderCreate`, and this is its only owner.
    deinit { unsafe glossZstdDecoderDestroy(handle) }

    /// Unpacks from `input` into the front of `output` until one of them is used up or a frame ends.
    func step(_ input: some ContiguousBytes, into output: inout [UInt8]) -> (state: State, taken: Int, given: Int) {
      var (taken, given) = (0, 0)
      // SAFETY: the call reads and writes at most the counts that it is given, and keeps no pointer to either.
      let status = unsafe input.withUnsafeBytes { source in
        unsafe output.withUnsafeMutableBytes { target in
          unsafe glossZstdDecode(
            handle, source.baseAddress?.assumingMemoryBound(to: UInt8.self), source.count,
            target.baseAddress?.assumingMemoryBound(to: UInt8.self), target.count, &taken, &given)
        }
      }
      let state: State =
        switch Int(status) {
        case glossZstdGoesOn: .goesOn
        case glossZstdFrameEnds: .frameEnded
        default: .damaged
        }
      return (state, taken, given)
    }
  }

  // SAFETY: the pointer is private, made at the beginning, and freed at the end.
  /// A frame that is being packed, piece by piece; after its end the next one begins.
  @safe public final class Encoder {
    private let handle: OpaquePointer
    private var piece = PackingPiece()

    /// - Parameter level: from 1, fast, to 19, small.
    public init(level: Int32 = 3) {
      guard let handle = unsafe glossZstdEncoderCreate(level) else { preconditionFailure("no memory for zstd") }
      unsafe self.handle = handle
    }

    // SAFETY: the handle was made by `glossZstdEncoderCreate`, and this is its only owner.
    deinit { unsafe glossZstdEncoderDestroy(handle) }

    /// Packs `bytes` as a frame of their own, which says how many they are; not within another frame.
    public func packed(_ bytes: [UInt8]) -> [UInt8] {
      let bound = glossZstdBound(bytes.count)
      // SAFETY: the call reads and writes at most the counts that it is given, and keeps no pointer to either.
      return unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, count in
        count = unsafe bytes.withUnsafeBufferPointer { source in
          unsafe glossZstdPack(handle, source.baseAddress, source.count, target.baseAddress, bound)
        }
        precondition(count > 0, "no memory for zstd")
      }
    }

    /// Packs `bytes` and appends what comes of it so far to `output`.
    func append(_ bytes: some DataProtocol, to output: inout [UInt8]) {
      for region in bytes.regions { run(region, count: region.count, finish: false, into: &output) }
    }

    /// Ends the frame and appends the rest of it to `output`.
    func finish(into output: inout [UInt8]) { run([UInt8](), count: 0, finish: true, into: &output) }

    private func run(_ input: some ContiguousBytes, count: Int, finish: Bool, into output: inout [UInt8]) {
      // SAFETY: the call reads and writes at most the counts that it is given, and keeps no pointer to either.
      unsafe piece.pack(input, count: count, finish: finish, into: &output) { source, target, taken, given in
        let status = unsafe glossZstdEncode(
          handle, source.baseAddress?.assumingMemoryBound(to: UInt8.self), source.count,
          target.baseAddress?.assumingMemoryBound(to: UInt8.self), target.count, finish ? 1 : 0, &taken, &given)
        precondition(Int(status) != glossZstdIsDamaged, "zstd packs whatever bytes there are")
        return Int(status) == glossZstdFrameEnds
      }
    }
  }
}

/// Unpacks the bytes of a zstd file as they come: one frame or several (RFC 8878), skippable ones too.
struct ZstdInput {
  /// Whether bytes begin as zstd does; `nil` while they are too few to tell.
  static func begins(_ bytes: [UInt8]) -> Bool? {
    let magic: [UInt8] = [0x28, 0xB5, 0x2F, 0xFD]
    guard bytes.starts(with: magic.prefix(bytes.count)) else { return false }
    return bytes.count < magic.count ? nil : true
  }

  /// Packed bytes that were not taken yet, from `position`.
  private var packed: [UInt8]
  private var position = 0
  /// How many packed bytes were taken before those in `packed`.
  private var offset = 0
  private let decoder = Zstd.Decoder()
  private var piece = [UInt8](repeating: 0, count: 1 << 18)
  private var isBetweenFrames = false
  /// Whether the decoder may hold content that found no room.
  private var holdsMore = false

  /// A file whose first bytes these are.
  init(_ first: [UInt8]) { packed = first }

  /// Appends at most 256 KiB of the content to `buffer`; 0 at the end.
  ///
  /// - Parameter read: fills its argument with the file's next bytes; 0 at the end of the file.
  mutating func read(into buffer: inout [UInt8], from read: (inout [UInt8]) throws -> Int) throws -> Int {
    while true {
      if position == packed.count, !holdsMore {
        offset += packed.count
        (packed, position) = ([], 0)
        guard try read(&packed) > 0 else {
          if !isBetweenFrames { throw FileProblem.zstdCutShort(afterBytes: offset) }
          return 0
        }
      }
      let step = decoder.step(packed[position...], into: &piece)
      position += step.taken
      buffer += piece[..<step.given]
      if step.state == .damaged { throw FileProblem.zstdDamaged(offset: offset + position) }
      isBetweenFrames = step.state == .frameEnded
      holdsMore = step.given == piece.count && !isBetweenFrames
      if step.given > 0 { return step.given }
    }
  }
}
