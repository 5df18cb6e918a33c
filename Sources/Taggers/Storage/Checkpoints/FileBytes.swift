import Foundation

/// The bytes of a file, or of a member in an archive, in place. Offsets count from its own first byte.
struct FileBytes: Sendable {
  private let storage: Data

  /// A whole file, or a slice of an archive.
  init(_ storage: Data) { self.storage = storage }

  var count: Int { storage.count }

  /// - Precondition: the range lies in the file.
  subscript(range: Range<Int>) -> Data {
    storage[storage.startIndex + range.lowerBound..<storage.startIndex + range.upperBound]
  }

  /// The first bytes, at most so many.
  func prefix(_ count: Int) -> Data { storage.prefix(count) }

  /// `nil` where the file does not reach.
  func slice(_ range: Range<Int>) -> Data? {
    range.lowerBound >= 0 && range.upperBound <= count ? self[range] : nil
  }

  /// Little-endian numbers; `nil` where the file does not reach.
  func uint16(_ offset: Int) -> UInt16? { number(offset, 2).map { UInt16(truncatingIfNeeded: $0) } }
  func uint32(_ offset: Int) -> UInt32? { number(offset, 4).map { UInt32(truncatingIfNeeded: $0) } }
  func uint64(_ offset: Int) -> UInt64? { number(offset, 8) }

  private func number(_ offset: Int, _ size: Int) -> UInt64? {
    guard offset >= 0, offset <= count - size else { return nil }
    return self[offset..<offset + size].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
