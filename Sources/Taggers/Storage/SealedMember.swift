import Crypto
import Foundation

/// A member's content sealed in chunks, after the STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár 2015).
///
/// Each chunk of at most 1 MiB is sealed with AES-256-GCM under a key that belongs to this archive and this member.
/// The nonce is `000000 ‖ last? ‖ index (8 bytes, big-endian)`, and never stored: so a chunk opens only in its own
/// place, and neither reordering, swapping nor cutting short goes unnoticed. An empty member is one empty last chunk.
struct SealedMember {
  static let chunkSize = 1 << 20
  static let tagSize = 16

  let name: String
  let key: SymmetricKey

  /// The stored size of `size` bytes of content.
  static func storedSize(_ size: Int) -> Int { size + tagSize * chunkCount(size) }

  private static func chunkCount(_ size: Int) -> Int { max(1, (size + chunkSize - 1) / chunkSize) }

  private func nonce(_ index: Int, isLast: Bool) throws -> AES.GCM.Nonce {
    let counter = (0..<8).map { UInt8(truncatingIfNeeded: index >> (56 - 8 * $0)) }
    return try AES.GCM.Nonce(data: [0, 0, 0, isLast ? 1 : 0] + counter)
  }

  /// The name is in the key already; here it stands for those who read about the format.
  private func context(_ index: Int, isLast: Bool) -> Data { Data("\(name)\u{0}\(index)\u{0}\(isLast)".utf8) }

  /// Ciphertext and tag of one chunk.
  func seal(_ chunk: Data, index: Int, isLast: Bool) throws -> Data {
    let box = try AES.GCM.seal(
      chunk, using: key, nonce: nonce(index, isLast: isLast), authenticating: context(index, isLast: isLast))
    return box.ciphertext + box.tag
  }

  /// The content of a sealed member.
  ///
  /// - Parameter size: the content's size; `stored` has `storedSize(size)` bytes.
  /// - Throws: `ArchiveProblem.chunk`.
  func open(_ stored: Data, size: Int) throws -> Data {
    precondition(stored.count == Self.storedSize(size), "sizes are checked before")
    let count = Self.chunkCount(size)
    var content = Data(capacity: size)
    var position = stored.startIndex
    for index in 0..<count {
      let isLast = index == count - 1
      let end = isLast ? stored.endIndex : position + Self.chunkSize + Self.tagSize
      do {
        let box = try AES.GCM.SealedBox(
          nonce: nonce(index, isLast: isLast), ciphertext: stored[position..<end - Self.tagSize],
          tag: stored[(end - Self.tagSize)..<end])
        content.append(try AES.GCM.open(box, using: key, authenticating: context(index, isLast: isLast)))
      } catch {
        throw ArchiveProblem.chunk(member: name, index: index)
      }
      position = end
    }
    return content
  }
}

/// Collects bytes into chunks and seals each when it is sure whether it is the last.
struct MemberSealer {
  private let sealed: SealedMember
  private var pending = Data()
  private var index = 0

  init(_ sealed: SealedMember) { self.sealed = sealed }

  /// Takes bytes; hands on what is ready.
  mutating func write(_ bytes: Data, to emit: (Data) throws -> Void) throws {
    var rest = bytes[...]
    // A full chunk waits for the next byte, because it may be the last.
    while pending.count + rest.count > SealedMember.chunkSize {
      let taken = SealedMember.chunkSize - pending.count
      pending.append(rest.prefix(taken))
      rest = rest.dropFirst(taken)
      try emit(sealed.seal(pending, index: index, isLast: false))
      pending.removeAll(keepingCapacity: true)
      index += 1
    }
    pending.append(rest)
  }

  /// Seals the last chunk.
  func finish(to emit: (Data) throws -> Void) throws {
    try emit(sealed.seal(pending, index: index, isLast: true))
  }
}
