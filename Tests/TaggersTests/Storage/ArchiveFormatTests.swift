import Crypto
import Foundation
import TestSupport
import Testing

@testable import Taggers

/// Archives that a second implementation made from the written description of format version 1. They must open for
/// ever.
@Suite("The archive format, version 1")
struct ArchiveFormatTests {
  private struct Golden: Decodable {
    let passphrase: String
    let plain: Data
    let sealed: Data
    let twoChunks: String

    enum CodingKeys: String, CodingKey {
      case passphrase, plain, sealed
      case twoChunks = "two chunks"
    }
  }

  private let golden: Golden
  private let members = [
    ArchiveMember(name: "vocab.txt", text: "[PAD]\nder\n"), ArchiveMember(name: "label_ids.csv", text: "O\nB-PER\n"),
    ArchiveMember(name: "config.json", text: ""),
  ]

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/archive.json")
    golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: url))
  }

  @Test("a plain archive has exactly the described bytes")
  func plain() throws {
    let place = try Workplace()
    try ModelArchive.write(members, origin: ArchiveSample.origin, to: place.path("m.tlt"))
    #expect(try place.bytes("m.tlt") == golden.plain)
  }

  @Test("a sealed archive of another hand opens")
  func sealed() throws {
    let archive = try ModelArchive(path: "m", storage: golden.sealed, key: golden.passphrase, verify: .all)
    #expect(archive.manifest.origin == ArchiveSample.origin)
    #expect(try archive.member("vocab.txt") == Data("[PAD]\nder\n".utf8))
    #expect(try archive.member("label_ids.csv") == Data("O\nB-PER\n".utf8))
    #expect(try archive.member("config.json") == Data())
  }

  @Test("two chunks are sealed to the described bytes, however the content comes", arguments: [1, 3, 1000])
  func chunks(pieces: Int) throws {
    let content = Data((0..<(1 << 20) + 5).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let key = SymmetricKey(data: Data(0..<32))
    var sealer = MemberSealer(SealedMember(name: "w", key: key))
    var digest = SHA256()
    let size = (content.count + pieces - 1) / pieces
    for start in stride(from: 0, to: content.count, by: size) {
      try sealer.write(content[start..<min(start + size, content.count)]) { digest.update(data: $0) }
    }
    try sealer.finish { digest.update(data: $0) }
    #expect(digest.finalize().hexadecimal == golden.twoChunks)
  }
}
