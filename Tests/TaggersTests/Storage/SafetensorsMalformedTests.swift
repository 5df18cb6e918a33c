import Files
import Foundation
import Taggers
import TestSupport
import Testing

/// Safetensors files from their parts, however wrong.
enum SafetensorsText {
  static func file(_ header: String, data: Data = Data(), length: UInt64? = nil) -> Data {
    let length = length ?? UInt64(header.utf8.count)
    return Data((0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) }) + Data(header.utf8) + data
  }

  /// A file with one tensor entry, given as the text of its object.
  static func tensor(_ entry: String, data: Int = 8) -> Data {
    file("{\"w\":\(entry)}", data: Data(count: data))
  }
}

@Suite("Malformed safetensors")
struct SafetensorsMalformedTests {
  struct Case: CustomTestStringConvertible {
    let testDescription: String
    let bytes: Data
    let message: String

    init(_ name: String, _ bytes: Data, _ message: String) {
      (testDescription, self.bytes, self.message) = (name, bytes, message)
    }
  }

  static let whole: [Case] = [
    Case(
      "empty", Data(),
      "the file has 0 bytes, too few for a safetensors file (8 bytes of header length, then the header); it is cut "
        + "short: fetch or copy it again"),
    Case(
      "zip", Data("PK\u{3}\u{4}0123456789".utf8),
      "not a safetensors file: it starts with 50 4B 03 04 30 31 32 33 34 (a zip archive, as pytorch_model.bin is); "
        + "expected 8 bytes of header length, then '{'"),
    Case(
      "Git LFS pointer", Data("version https://git-lfs.github.com/spec/v1\n".utf8),
      "not a safetensors file: it starts with 'version h' (a Git LFS pointer; run `git lfs pull`); expected 8 bytes of "
        + "header length, then '{'"),
    Case(
      "some text", Data("hello, world".utf8),
      "not a safetensors file: it starts with 'hello, wo'; expected 8 bytes of header length, then '{'"),
    Case(
      "header longer than the limit", SafetensorsText.file("{}", length: 100_000_001),
      "the header claims to have 100000001 bytes, more than the 100000000 that the format allows"),
    Case(
      "header longer than any integer", SafetensorsText.file("{}", length: .max),
      "the header claims to have 9223372036854775807 bytes, more than the 100000000 that the format allows"),
    Case(
      "cut in the header", SafetensorsText.file("{}", length: 500),
      "the header claims to have 500 bytes, but only 2 follow; the file is cut short: fetch or copy it again"),
    Case(
      "broken JSON", SafetensorsText.file("{\"w\":}"),
      "the header is not well-formed JSON: found '}', expected a value (byte 5)"),
    Case(
      "duplicate names", SafetensorsText.file("{\"w\":1,\"w\":2}"),
      "the header is not well-formed JSON: the name 'w' occurs twice in one object"),
    Case(
      "deep nesting", SafetensorsText.file("{\"w\":" + String(repeating: "[", count: 9999) + "}"),
      "the header is not well-formed JSON: arrays and objects are nested deeper than 32 levels (byte 36)"),
    Case(
      "metadata that is no text", SafetensorsText.file(#"{"__metadata__":{"a":1}}"#),
      "__metadata__ must hold texts only; found a: 1"),
    Case(
      "bytes after the last tensor", SafetensorsText.file("{}", data: Data(count: 3)),
      "bytes 0..<3 after the last tensor belong to no tensor; the format forbids holes"),
  ]

  static let tensors: [Case] = [
    Case("no object", SafetensorsText.tensor("[]"), "its entry must be an object with dtype, shape and data_offsets"),
    Case("no dtype", SafetensorsText.tensor(#"{"shape":[2],"data_offsets":[0,8]}"#), "dtype must be a text"),
    Case(
      "unknown dtype", SafetensorsText.tensor(#"{"dtype":"F8_E4M3","shape":[2],"data_offsets":[0,8]}"#),
      "unknown dtype 'F8_E4M3'; known are BOOL, U8, I8, I16, I32, I64, BF16, F16, F32, F64"),
    Case(
      "negative size", SafetensorsText.tensor(#"{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}"#),
      "shape must be a list of integers from 0"),
    Case(
      "fractional size", SafetensorsText.tensor(#"{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}"#),
      "shape must be a list of integers from 0"),
    Case(
      "one offset", SafetensorsText.tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[8]}"#),
      "data_offsets must be two integers from 0"),
    Case(
      "overflowing shape",
      SafetensorsText.tensor(#"{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,8]}"#),
      "shape [4294967296, 4294967296] has more elements than can exist"),
    Case(
      "reversed offsets", SafetensorsText.tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[8,0]}"#),
      "data_offsets begin at 8 and end before it, at 0"),
    Case(
      "wrong size", SafetensorsText.tensor(#"{"dtype":"F32","shape":[3],"data_offsets":[0,8]}"#),
      "shape [3] in F32 takes 12 bytes, but data_offsets span 8"),
    Case(
      "cut in the data", SafetensorsText.tensor(#"{"dtype":"F32","shape":[2],"data_offsets":[0,8]}"#, data: 7),
      "its data ends at byte 8, but only 7 bytes of data are there; the file is cut short: fetch or copy it again"),
    Case(
      "overlap",
      SafetensorsText.file(
        #"{"v":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"w":{"dtype":"U8","shape":[4],"data_offsets":[3,7]}}"#,
        data: Data(count: 7)), "its data begins at byte 3, inside that of 'v', which ends at 4"),
  ]

  @Test("each kind of broken file has its own message", arguments: whole)
  func files(broken: Case) {
    #expect(open(broken.bytes) == "w.safetensors: error: " + broken.message)
  }

  @Test("each kind of broken tensor has its own message, with its name", arguments: tensors)
  func entries(broken: Case) {
    #expect(open(broken.bytes) == "w.safetensors: error: tensor 'w': " + broken.message)
  }

  @Test("a hole between two tensors is named by the tensor after it")
  func hole() {
    let bytes = SafetensorsText.tensor(#"{"dtype":"U8","shape":[4],"data_offsets":[2,6]}"#, data: 6)
    #expect(
      open(bytes)
        == "w.safetensors: error: bytes 0..<2 before tensor 'w' belong to no tensor; the format forbids holes")
  }

  @Test("no prefix of a good file opens, and none traps")
  func prefixes() throws {
    let golden = try SafetensorsGolden().file
    for count in 0..<golden.count {
      #expect(throws: FileError<WeightProblem>.self) {
        try SafetensorsFile(path: "cut", storage: golden.prefix(count), range: 0..<count)
      }
    }
  }

  @Test("no change of one header byte traps")
  func flips() throws {
    let golden = try SafetensorsGolden().file
    for position in 0..<600 {
      for bit in [0, 3, 7] {
        var changed = golden
        changed[position] ^= 1 << bit
        guard let file = try? SafetensorsFile(path: "changed", storage: changed, range: 0..<changed.count) else {
          continue
        }
        for name in file.names where file.entries[name]?.format.isConvertible == true { _ = try file.floats(name) }
      }
    }
  }

  private func open(_ bytes: Data) -> String {
    message { _ = try SafetensorsFile(path: "w.safetensors", storage: bytes, range: 0..<bytes.count) }
  }
}
