/// Unpacks the bytes of a gzip file as they come: one member or several (RFC 1952), then at most zeros.
struct GzipInput {
  /// Whether bytes begin as gzip does; `nil` while they are too few to tell.
  static func begins(_ bytes: [UInt8]) -> Bool? {
    let magic: [UInt8] = [0x1F, 0x8B, 0x08]
    guard bytes.starts(with: magic.prefix(bytes.count)) else { return false }
    return bytes.count < magic.count ? nil : true
  }

  /// Packed bytes that were not taken yet, from `position`.
  private var packed: [UInt8]
  private var position = 0
  /// How many packed bytes were taken before those in `packed`.
  private var offset = 0
  private let inflater = Zlib.Inflater(.gzip)
  private var piece = [UInt8](repeating: 0, count: 1 << 18)
  private var state = State.member

  private enum State { case member, between, padding }

  /// A file whose first bytes these are.
  init(_ first: [UInt8]) { packed = first }

  /// Appends at most 256 KiB of the content to `buffer`; 0 at the end.
  ///
  /// - Parameter read: fills its argument with the file's next bytes; 0 at the end of the file.
  mutating func read(into buffer: inout [UInt8], from read: (inout [UInt8]) throws -> Int) throws -> Int {
    while true {
      if position == packed.count {
        offset += packed.count
        (packed, position) = ([], 0)
        guard try read(&packed) > 0 else {
          if state == .member { throw FileProblem.gzipCutShort(afterBytes: offset) }
          return 0
        }
      }
      if state != .member {
        if let end = packed[position...].firstIndex(where: { $0 != 0 }) {
          // Only what may be one is taken for a member; a file that ends with other bytes may have lost some.
          guard state == .between, end == position, packed[position] == 0x1F else {
            throw FileProblem.gzipDamaged(offset: offset + end)
          }
          state = .member
          inflater.reset()
        } else {
          (state, position) = (.padding, packed.count)
          continue
        }
      }
      let step = inflater.step(packed[position...], into: &piece)
      position += step.taken
      buffer += piece[..<step.given]
      switch step.state {
      case .damaged: throw FileProblem.gzipDamaged(offset: offset + position)
      case .ended: state = .between
      case .goesOn: break
      }
      if step.given > 0 { return step.given }
    }
  }
}
