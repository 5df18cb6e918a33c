import Foundation
import TestSupport
import Testing

@testable import Taggers

/// What the reference implementation wrote, and what it says is in there.
struct SafetensorsGolden: Decodable {
  struct Tensor: Decodable {
    let dtype: String?
    let shape: [Int]
    let bits: [UInt32]
  }
  let file: Data
  let tensors: [String: Tensor]
  let shards: [String: Data]
  let index: String
  let sharded: [String: Tensor]
  let halfSums: [UInt64]

  enum CodingKeys: String, CodingKey {
    case file, tensors, shards, index, sharded
    case halfSums = "half sums"
  }

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/safetensors.json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
  }
}

@Suite("Reading safetensors")
struct SafetensorsReadingTests {
  let golden: SafetensorsGolden
  let file: SafetensorsFile

  init() throws {
    golden = try SafetensorsGolden()
    file = try SafetensorsFile(path: "golden", storage: golden.file, range: 0..<golden.file.count)
  }

  @Test("names, shapes and formats are those that torch wrote")
  func header() throws {
    #expect(Set(file.names) == Set(golden.tensors.keys))
    for (name, tensor) in golden.tensors { #expect(try file.shape(of: name) == tensor.shape) }
    let formats: [String: TensorFormat] = [
      "single": .float32, "matrix": .float32, "half": .float16, "brain": .bfloat16, "empty": .float32,
      "positions": .int64, "mask": .bool,
    ]
    for (name, format) in formats { #expect(try file.dtype(of: name) == format) }
    #expect(file.metadata == ["format": "pt", "note": "é\"\n"])
  }

  @Test("floats of every width have torch's bits", arguments: ["single", "matrix", "half", "brain", "empty"])
  func floats(name: String) throws {
    #expect(try file.floats(name).map(\.bitPattern) == golden.tensors[name]?.bits)
  }

  @Test("all 65,536 halves widen as in torch")
  func halves() throws {
    let bytes = Data((0..<65536).flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] })
    let storage = SafetensorsText.file(
      #"{"h":{"dtype":"F16","shape":[65536],"data_offsets":[0,131072]}}"#, data: bytes)
    let floats = try SafetensorsFile(path: "h", storage: storage, range: 0..<storage.count).floats("h")
    let sums = (0..<256).map { high in
      floats[high * 256..<(high + 1) * 256].reduce(UInt64(0)) { $0 + ($1.isNaN ? 0 : UInt64($1.bitPattern)) }
    }
    #expect(sums == golden.halfSums)
    #expect(floats.count { $0.isNaN } == 2 * 1023)
  }

  @Test("a file inside a file is read in place, and ranges count in the outer one")
  func inner() throws {
    let storage = Data(count: 24) + golden.file + Data(count: 5)
    let inner = try SafetensorsFile(path: "outer(inner)", storage: storage, range: 24..<24 + golden.file.count)
    #expect(try inner.floats("matrix") == file.floats("matrix"))
    #expect(try inner.range(of: "matrix").lowerBound == file.range(of: "matrix").lowerBound + 24)
  }

  static let maps = URL(filePath: "/proc/self/maps")

  @Test("a file is mapped, not read", .enabled(if: FileManager.default.fileExists(atPath: maps.path), "needs Linux"))
  func mapping() throws {
    let place = try Workplace()
    let path = place.path("mapped.safetensors")
    try SafetensorsWriter([WeightTensor(name: "w", shape: [1000], floats: Array(repeating: 1, count: 1000))])
      .write(to: path)
    let file = try SafetensorsFile(path: path)
    // String(contentsOf:) stops after one page of such a file.
    let handle = try FileHandle(forReadingFrom: Self.maps)
    var maps = Data()
    while let page = try handle.read(upToCount: 4096), !page.isEmpty { maps += page }
    #expect(maps.firstRange(of: Data(path.utf8)) != nil)
    #expect(try file.floats("w").count == 1000)
  }

  @Test("the alignment is the largest power of two that divides the offset")
  func alignment() {
    let at = { (offset: Int) in TensorEntry(format: .float32, shape: [1], range: offset..<offset + 4).alignment }
    #expect([0, 512, 520, 36, 8192].map(at) == [4096, 512, 8, 4, 4096])
  }

  @Test("what cannot be answered is said with a way out")
  func questions() {
    #expect(
      message { _ = try file.floats("matrx") }
        == "golden: error: there is no tensor 'matrx'; did you mean 'matrix'?")
    #expect(
      message { _ = try file.floats("positions") }
        == "golden: error: tensor 'positions' is in I64; weights must be in F32, F16, BF16 or F64")
  }

  @Test("a missing file, a folder and a device are told apart")
  func paths() throws {
    let place = try Workplace()
    #expect(
      message(in: place) { _ = try SafetensorsFile(path: place.path("x")) }
        == "x: error: no such file; check the path and the folder it is relative to")
    #expect(
      message { _ = try SafetensorsFile(path: "/tmp") }
        == "/tmp: error: this is a folder, expected a file; name a file inside it")
    #expect(
      message { _ = try SafetensorsFile(path: "/dev/zero") }
        == "/dev/zero: error: this is a device, a pipe or a socket, expected a regular file; name one")
  }
}
