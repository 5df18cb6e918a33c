import Foundation
import TestSupport
import Testing

@testable import Taggers

/// A small archive's parts.
enum ArchiveSample {
  static let origin = ArchiveManifest.Origin(
    toolVersion: "0.1.0", corpus: ["name": "sample", "documents": 12], metrics: ["mention_f1": 0.91], seed: 42)

  static func members(weights: [Float] = [1, 2, 3, 4, 5, 6]) throws -> [ArchiveMember] {
    let tensor = WeightTensor(name: "w", shape: [weights.count], floats: weights)
    return [
      ArchiveMember(name: "model_config.yaml", text: "model: {}\n"),
      ArchiveMember(weights: try SafetensorsWriter([tensor])),
      ArchiveMember(name: "vocab.txt", text: "[PAD]\n[UNK]\nder\n"),
      ArchiveMember(name: "label_ids.csv", text: "O\nB-PER\n"),
      ArchiveMember(name: "config.json", bytes: Data()),
    ]
  }
}

@Suite("Model archives")
struct ModelArchiveTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("members, weights and origin are read back", arguments: [nil, "schlüssel"])
  func roundTrip(key: String?) throws {
    let path = place.path("m.tlt")
    try ModelArchive.write(ArchiveSample.members(), origin: ArchiveSample.origin, key: key, cost: 16, to: path)
    let archive = try ModelArchive(path: path, key: key)
    #expect(
      archive.memberNames == [
        "model_config.yaml", "model_weights.safetensors", "vocab.txt", "label_ids.csv", "config.json",
      ])
    #expect(archive.manifest.origin == ArchiveSample.origin)
    #expect(archive.manifest.isEncrypted == (key != nil))
    #expect(try archive.member("vocab.txt") == Data("[PAD]\n[UNK]\nder\n".utf8))
    #expect(try archive.member("config.json") == Data())
    #expect(try archive.weights().floats("w") == [1, 2, 3, 4, 5, 6])
    #expect(try archive.weights().entry("w").alignment >= 64)
  }

  @Test("the same input gives the same bytes")
  func identical() throws {
    for name in ["a.tlt", "b.tlt"] {
      try ModelArchive.write(ArchiveSample.members(), origin: ArchiveSample.origin, to: place.path(name))
    }
    #expect(try place.bytes("a.tlt") == place.bytes("b.tlt"))
  }

  @Test("with a key no two archives are alike, and nothing of the content shows")
  func salted() throws {
    for name in ["a.tlt", "b.tlt"] {
      try ModelArchive.write(
        ArchiveSample.members(), origin: ArchiveSample.origin, key: "k", cost: 16, to: place.path(name))
    }
    #expect(try place.bytes("a.tlt") != place.bytes("b.tlt"))
    #expect(try place.bytes("a.tlt").firstRange(of: Data("B-PER".utf8)) == nil)
  }

  @Test("the manifest is this text")
  func manifest() throws {
    let path = place.path("m.tlt")
    let members = [ArchiveMember(name: "vocab.txt", text: "der\n")]
    try ModelArchive.write(members, origin: ArchiveSample.origin, to: path)
    let bytes = try place.bytes("m.tlt")
    let range = try #require(try TarFile(bytes).member("manifest.json")?.range)
    #expect(
      String(decoding: bytes[range], as: UTF8.self) == """
        {
          "checksum": "bdb4e1144bcff2570f76e3b85e2ec0cbbacf0498458910bc8a37d0d2e30e6a11",
          "corpus": {
            "documents": 12,
            "name": "sample"
          },
          "format": "gloss model archive",
          "format_version": 1,
          "members": [
            {
              "name": "vocab.txt",
              "sha256": "224c122501d021a4085b384a989b41d0ee3eb4f1c35895f387aa70216edaa9eb",
              "size": 4
            }
          ],
          "metrics": {
            "mention_f1": 0.91
          },
          "seed": 42,
          "tool_version": "0.1.0"
        }

        """)
  }

  @Test("sealed content of any length around a chunk's is read back", arguments: [-1, 0, 1, 1 << 20])
  func chunks(extra: Int) throws {
    let bytes = Data((0..<(1 << 20) + extra).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    let path = place.path("m.tlt")
    let members = [ArchiveMember(name: "big", bytes: bytes)]
    try ModelArchive.write(members, origin: ArchiveSample.origin, key: "k", cost: 16, to: path)
    #expect(try ModelArchive(path: path, key: "k").member("big") == bytes)
  }

  @Test("a content that is not as long as announced leaves the previous archive")
  func shortContent() throws {
    let path = place.path("m.tlt")
    try ModelArchive.write(ArchiveSample.members(), origin: ArchiveSample.origin, to: path)
    let before = try place.bytes("m.tlt")
    let short = WeightTensor(name: "w", shape: [9], floats: [1])
    #expect(
      message {
        try ModelArchive.write(
          [ArchiveMember(weights: SafetensorsWriter([short]))], origin: ArchiveSample.origin, to: path)
      } == "tensor 'w': the shape has 9 elements, but 1 were given")
    #expect(try place.bytes("m.tlt") == before)
    #expect(try place.names() == ["m.tlt"])
  }

  @Test("names that do not belong in an archive are refused", arguments: ["", "a/b", "..", "manifest.json"])
  func names(name: String) {
    #expect(
      message(in: place) {
        try ModelArchive.write(
          [ArchiveMember(name: name, text: "")], origin: ArchiveSample.origin, to: place.path("m.tlt"))
      } == "m.tlt: error: a member cannot be named '\(name)': 1 to 100 bytes, no folders, and not 'manifest.json'")
  }

  @Test("a member that is not there is said with those that are")
  func missingMember() throws {
    let path = place.path("m.tlt")
    try ModelArchive.write(
      [ArchiveMember(name: "vocab.txt", text: "")], origin: ArchiveSample.origin, to: path)
    let archive = try ModelArchive(path: path)
    #expect(
      message(in: place) { _ = try archive.member("label_ids.csv") }
        == "m.tlt: error: there is no member 'label_ids.csv'; there are 'vocab.txt'")
  }
}
