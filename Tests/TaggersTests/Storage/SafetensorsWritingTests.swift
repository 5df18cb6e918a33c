import Foundation
import Taggers
import TestSupport
import Testing

@Suite("Writing safetensors")
struct SafetensorsWritingTests {
  private let tensors = [
    WeightTensor(name: "encoder.weight", shape: [2, 3], floats: [1, -2, 3.5, .infinity, 0.1, -0.0]),
    WeightTensor(name: "single", shape: [], floats: [42]),
    WeightTensor(name: "é\"\\", shape: [0], floats: []),
  ]

  private func written(_ writer: SafetensorsWriter) throws -> Data {
    var bytes = Data()
    try writer.write { bytes.append($0) }
    return bytes
  }

  @Test("what was written is read back, in the same order")
  func roundTrip() throws {
    let bytes = try written(SafetensorsWriter(tensors))
    let file = try SafetensorsFile(path: "w", storage: bytes, range: 0..<bytes.count)
    #expect(file.entries.count == 3)
    #expect(try file.shape(of: "encoder.weight") == [2, 3])
    #expect(try file.floats("encoder.weight") == [1, -2, 3.5, .infinity, 0.1, -0.0])
    #expect(try file.floats("single") == [42])
    #expect(try file.floats("é\"\\") == [])
    #expect(file.metadata == ["format": "pt"])
  }

  @Test("the bytes are these, with the data on a cache line")
  func bytes() throws {
    let writer = try SafetensorsWriter([WeightTensor(name: "b", shape: [2], floats: [1, -1])])
    let header = #"{"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"#
    let padded = header + String(repeating: " ", count: 120 - header.utf8.count)
    #expect(try written(writer) == SafetensorsText.file(padded, data: Data([0, 0, 0x80, 0x3F, 0, 0, 0x80, 0xBF])))
    #expect(writer.byteCount == 136)
  }

  @Test("a tensor larger than a piece is asked for in ascending pieces")
  func pieces() throws {
    var asked: [Range<Int>] = []
    let count = (1 << 18) * 2 + 5
    let floats = (0..<count).map(Float.init)
    let tensor = WeightTensor(name: "long", shape: [count]) {
      asked.append($0)
      return floats[$0]
    }
    let bytes = try written(SafetensorsWriter([tensor]))
    #expect(asked == [0..<262144, 262144..<524288, 524288..<524293])
    #expect(try SafetensorsFile(path: "long", storage: bytes, range: 0..<bytes.count).floats("long") == floats)
  }

  @Test("wrong input is an error that names the tensor")
  func wrong() throws {
    let twice = [WeightTensor(name: "a", shape: [1], floats: [1]), WeightTensor(name: "a", shape: [1], floats: [1])]
    #expect(message { _ = try SafetensorsWriter(twice) } == "two tensors are named 'a'")
    let short = try SafetensorsWriter([WeightTensor(name: "a", shape: [3], floats: [1, 2])])
    #expect(
      message { _ = try written(short) } == "tensor 'a': the shape has 3 elements, but 2 were given")
  }

  @Test("a failed write leaves the previous file and nothing else")
  func failure() throws {
    let place = try Workplace()
    try SafetensorsWriter(tensors).write(to: place.path("w.safetensors"))
    let before = try place.bytes("w.safetensors")
    let short = try SafetensorsWriter([WeightTensor(name: "a", shape: [3], floats: [1, 2])])
    #expect(throws: WeightProblem.self) { try short.write(to: place.path("w.safetensors")) }
    #expect(try place.bytes("w.safetensors") == before)
    #expect(try place.names() == ["w.safetensors"])
  }
}
