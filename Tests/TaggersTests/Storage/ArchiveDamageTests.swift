import Crypto
import Files
import Foundation
import TestSupport
import Testing

@testable import Taggers

@Suite("Damaged model archives and keys")
struct ArchiveDamageTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  private func written(key: String?) throws -> Data {
    try ModelArchive.write(
      ArchiveSample.members(), origin: ArchiveSample.origin, key: key, cost: 2, to: place.path("m.tlt"))
    return try place.bytes("m.tlt")
  }

  private func open(
    _ bytes: Data, key: String? = nil, verify: ModelArchive.Verification = .all
  ) -> String {
    message { _ = try ModelArchive(path: "m.tlt", storage: bytes, key: key, verify: verify) }
  }

  @Test("no byte can change unnoticed, at any position", arguments: [nil, "k"])
  func flips(key: String?) throws {
    let bytes = try written(key: key)
    #expect(open(bytes, key: key) == "no error")
    for position in bytes.indices {
      var changed = bytes
      changed[position] ^= 1 << UInt8(position % 8)
      #expect(throws: FileError<ArchiveProblem>.self, "byte \(position)") {
        try ModelArchive(path: "m.tlt", storage: changed, key: key, verify: .all)
      }
    }
  }

  @Test("no prefix opens, and nothing may follow", arguments: [nil, "k"])
  func lengths(key: String?) throws {
    let bytes = try written(key: key)
    for count in stride(from: 0, to: bytes.count, by: 7) {
      #expect(throws: FileError<ArchiveProblem>.self, "\(count) bytes") {
        try ModelArchive(path: "m.tlt", storage: bytes.prefix(count), key: key, verify: .all)
      }
    }
    #expect(
      open(bytes + Data(count: 512), key: key)
        == "m.tlt: error: damaged archive: it should end with zeros at byte \(bytes.count - 1024), and does not; copy "
        + "it again")
  }

  @Test("four complaints about keys, all different")
  func keys() throws {
    let plain = try written(key: nil)
    var sealed = try written(key: "right")
    #expect(open(sealed) == "m.tlt: error: this archive is encrypted; give its key with -k, --key-file or GLOSS_KEY")
    #expect(open(sealed, key: "wrong") == "m.tlt: error: wrong key: this archive was encrypted with another one")
    #expect(open(sealed, key: "") == "m.tlt: error: the key is empty; give at least one character, or no key at all")
    #expect(
      open(plain, key: "right")
        == "m.tlt: error: a key was given, but this archive is not encrypted; leave out -k, --key-file and GLOSS_KEY")
    let range = try #require(try TarFile(sealed).member("vocab.txt")?.range)
    sealed[range.lowerBound] ^= 1
    #expect(
      open(sealed, key: "right")
        == "m.tlt: error: damaged member 'vocab.txt': the key is right, but piece 1 does not open; copy the archive "
        + "again")
  }

  @Test("an é is the same key however it was typed")
  func composition() throws {
    #expect(open(try written(key: "caf\u{E9}"), key: "cafe\u{301}") == "no error")
  }

  @Test("damage in a plain member is told with both checksums")
  func checksum() throws {
    var bytes = try written(key: nil)
    let range = try #require(try TarFile(bytes).member("label_ids.csv")?.range)
    bytes[range.lowerBound] = UInt8(ascii: "P")
    #expect(
      open(bytes)
        == "m.tlt: error: damaged member 'label_ids.csv': its checksum should be "
        + "dda4a174f537f8a84cfd25b296854455a5f49cc84d3daf20cce0d1a50968ee43 and is "
        + "62335af83dc170a3bc7a713c43bdc22a93d92f9d7f7b0ffd74dbefad8713c8f4; copy the archive again")
  }

  @Test("damage in the weights may wait until it is asked for")
  func lazily() throws {
    var bytes = try written(key: nil)
    let range = try #require(try TarFile(bytes).member("model_weights.safetensors")?.range)
    bytes[range.upperBound - 1] ^= 1
    let archive = try ModelArchive(path: "m.tlt", storage: bytes, key: nil, verify: .allButWeights)
    #expect(throws: FileError<ArchiveProblem>.self) { try archive.verifyWeights() }
    #expect(open(bytes) != "no error")
  }

  @Test("chunks cannot change places, and the last cannot be dropped")
  func chunks() throws {
    let key = SymmetricKey(size: .bits256)
    let sealed = SealedMember(name: "w", key: key)
    let size = 2 * SealedMember.chunkSize
    var sealer = MemberSealer(sealed)
    var stored = Data()
    try sealer.write(Data((0..<size).map { UInt8(truncatingIfNeeded: $0 >> 8) })) { stored.append($0) }
    try sealer.finish { stored.append($0) }
    #expect(try sealed.open(stored, size: size).count == size)
    let half = stored.count / 2
    let problem = ArchiveProblem.chunk(member: "w", index: 0)
    #expect(throws: problem) { try sealed.open(Data(stored[half...] + stored[..<half]), size: size) }
    #expect(throws: problem) { try sealed.open(stored.prefix(half), size: size / 2) }
    #expect(throws: ArchiveProblem.chunk(member: "v", index: 0)) {
      try SealedMember(name: "v", key: key).open(stored, size: size)
    }
  }

  @Test("an archive from a newer gloss is refused in so many words")
  func newer() throws {
    let manifest = Data(#"{"format":"gloss model archive","format_version":2}"#.utf8)
    #expect(
      open(archive(manifest))
        == "m.tlt: error: this archive is of format version 2; this version of gloss reads up to 1: use a newer gloss")
  }

  @Test("a tar without a manifest is no model archive")
  func noManifest() throws {
    let tar = Tar.header(name: "model_config.yaml", size: 0) + Tar.trailer
    #expect(
      open(tar)
        == "m.tlt: error: not a model archive: its first member is 'model_config.yaml', expected 'manifest.json'")
  }

  @Test(
    "parameters that would cost too much are refused before they are used",
    arguments: [
      ("n", 1 << 21, "a power of two from 2 to 1048576"), ("n", 3, "a power of two from 2 to 1048576"),
      ("r", 17, "an integer from 1 to 16"), ("p", 0, "an integer from 1 to 16"),
    ])
  func parameters(name: String, value: Int, expected: String) throws {
    var fields: [String: JSONValue] = [
      "cipher": "AES-256-GCM", "kdf": "scrypt", "n": 1024, "r": 8, "p": 1,
      "salt": .string(String(repeating: "0", count: 32)), "key_check": .string(String(repeating: "0", count: 64)),
    ]
    fields[name] = .integer(value)
    #expect(throws: ArchiveProblem.manifestField(name: "encryption.\(name)", expected: expected)) {
      try ArchiveEncryption(.object(fields))
    }
  }

  @Test("whoever mends the checksum but lacks the key cannot change the manifest")
  func forged() throws {
    let bytes = try written(key: "k")
    let range = try #require(try TarFile(bytes).member("manifest.json")?.range)
    let (manifest, code) = try ArchiveManifest.decode(bytes.subdata(in: range))
    var origin = manifest.origin
    origin.metrics["mention_f1"] = 0.99
    let changed = ArchiveManifest(origin: origin, members: manifest.members, encryption: manifest.encryption)
    let forged = changed.encoded(authentication: code)
    try #require(forged.count == range.count)
    var file = bytes
    file.replaceSubrange(range, with: forged)
    #expect(
      open(file, key: "k")
        == "m.tlt: error: the key is right, but 'manifest.json' was changed after it was sealed; do not trust this "
        + "archive")
  }

  private func archive(_ manifest: Data) -> Data {
    Tar.header(name: "manifest.json", size: manifest.count) + manifest
      + Data(count: Tar.padding(after: manifest.count)) + Tar.trailer
  }
}
