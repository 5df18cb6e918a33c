import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Damaged standoff and JSON files")
struct DamagedFormTests {
  /// Bytes with something cut, doubled, put in or changed.
  static func damaged(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<Int.random(in: 1...3, using: &random) where !bytes.isEmpty {
      let place = Int.random(in: 0..<bytes.count, using: &random)
      let end = min(bytes.count, place + Int.random(in: 1...12, using: &random))
      switch Int.random(in: 0..<7, using: &random) {
      case 0: bytes.removeSubrange(place..<end)
      case 1: bytes.insert(contentsOf: bytes[place..<end], at: place)
      case 2: bytes.removeSubrange(place...)
      case 3: bytes[place] = UInt8.random(in: 0...255, using: &random)
      case 4:
        let pieces = [
          "-", "99999999999999999999", "\n", "\t", "\"", "[", "]", "{}", "|", "null", ";", "\\", " 0 ", "\u{1F600}",
        ]
        bytes.insert(contentsOf: random.pick(pieces).utf8, at: place)
      default:
        // Numbers are what readers compute with.
        let digits = bytes.indices.filter { (0x30...0x39).contains(bytes[$0]) }
        guard !digits.isEmpty else { continue }
        let digit = random.pick(digits)
        bytes.replaceSubrange(digit...digit, with: random.pick(["", "7", "00", "-1", "9223372036854775807"]).utf8)
      }
    }
    return bytes
  }

  @Test(
    "whatever is damaged in a file, it is read or refused, and what is read holds all invariants",
    arguments: FormRoundTripTests.forms, [UInt64](1...3))
  func damage(form: CorpusFormat, seed: UInt64) throws {
    var random = SplitMix64(seed: 9_000 + seed)
    for round in 0..<15 {
      var generated = GeneratedDocuments(seed: random.next())
      let folder = try Workplace()
      let documents = (0..<2).map { generated.document($0, words: 8) }
      try write(documents, form, to: folder.path + "/out")
      let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
        $0 != "out" || !form.isFolder
      }
      for name in names where round % 4 != 0 || name.hasSuffix("1.ann") || !form.isFolder {
        let file = folder.url.appending(path: name)
        try Data(Self.damaged(Array(Data(contentsOf: file)), &random)).write(to: file)
      }
      do {
        _ = try readWritten(form, folder.path + "/out")
      } catch {
        #expect("\(error)".contains(": error: "), "\(error)")
      }
    }
  }
}
