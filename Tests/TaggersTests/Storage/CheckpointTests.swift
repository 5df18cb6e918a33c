import Files
import Foundation
import TestSupport
import Testing

@testable import Taggers

@Suite("Reading what torch.save wrote")
struct CheckpointTests {
  static let files = [
    "zip, protocol 2", "zip, protocol 3", "zip, protocol 4", "zip, protocol 5", "legacy, protocol 2",
    "legacy, protocol 3", "legacy, protocol 4", "legacy, protocol 5", "zip without checksums",
    "zip of another tool, ZIP64 local headers", "Lightning",
  ]

  let golden: CheckpointGolden
  let place: Workplace

  init() throws { (golden, place) = (try CheckpointGolden(), try Workplace()) }

  @Test("names, shapes, formats and numbers are PyTorch's", arguments: files)
  func values(name: String) throws {
    let file = try CheckpointFile(path: name, storage: try #require(golden.files[name]))
    #expect(Set(file.names) == Set(golden.tensors.keys))
    let formats: [String: TensorFormat] = [
      "torch.float32": .float32, "torch.float16": .float16, "torch.bfloat16": .bfloat16, "torch.float64": .float64,
      "torch.int64": .int64, "torch.bool": .bool,
    ]
    for (name, tensor) in golden.tensors {
      #expect(try file.shape(of: name) == tensor.shape, "\(name)")
      #expect(try file.dtype(of: name) == formats[tensor.dtype], "\(name)")
      if try file.dtype(of: name).isConvertible {
        #expect(try file.floats(name).map(\.bitPattern) == tensor.bits, "\(name)")
      } else {
        #expect(throws: FileError<WeightProblem>.self) { try file.floats(name) }
      }
    }
  }

  @Test("every form was recorded")
  func complete() { #expect(Set(golden.files.keys) == Set(Self.files)) }

  @Test("a folder with pytorch_model.bin alone, one file or shards, is read like safetensors")
  func folder() throws {
    for (shard, bytes) in golden.shards { try place.file(shard, bytes) }
    try place.file("pytorch_model.bin.index.json", Data(golden.index.utf8))
    let shards = try WeightFolder(path: place.path(""))
    #expect(shards.files.count == 2)
    #expect(try shards.floats("a.weight") == [1, 2, 3, 4])
    #expect(try shards.floats("b.weight") == [2, 3, 4, 5])
    // One file goes before shards.
    try place.file("pytorch_model.bin", try #require(golden.small["legacy"]))
    #expect(try WeightFolder(path: place.path("")).floats("w") == [1, 2, 3, 4])
    #expect(try WeightFolder(path: place.path("pytorch_model.bin")).names == ["w", "n"])
  }

  static let refusals = [
    "os.system": "asks for Python's posix.system", "eval": "asks for Python's __builtin__.eval",
    "getattr": "asks for Python's __builtin__.getattr", "object": "asks for Python's __main__.Plain",
    "Counter": "asks for Python's collections.Counter", "nested": "asks for Python's posix.system",
  ]

  @Test(
    "a pickle that wants anything else of Python is refused by name", arguments: refusals.keys.sorted(),
    ["zip 2", "zip 4", "legacy 2"])
  func refused(name: String, form: String) throws {
    let bytes = try #require(golden.refused["\(name), \(form)"])
    let text = message { _ = try CheckpointFile(path: "w.bin", storage: bytes) }
    // Protocol 2 has the names of Python 2.
    let expected = (Self.refusals[name] ?? "").replacing(
      "__builtin__", with: form == "zip 4" ? "builtins" : "__builtin__")
    #expect(text.hasPrefix("w.bin: error: the pickle \(expected) at byte "))
    #expect(text.hasSuffix("save its state_dict alone, best as safetensors"))
  }

  /// The problem of a file that must not open.
  private func open(_ bytes: Data) -> String {
    let text = message { _ = try CheckpointFile(path: "w.bin", storage: bytes) }
    return text == "no error" ? "" : text
  }

  @Test("what PyTorch would not write is said so")
  func strange() throws {
    #expect(
      open(golden.compressed)
        == "w.bin: error: member 'archive/data.pkl' is compressed or encrypted; torch.save stores members as they are: "
        + "unpack this archive with what packed it")
    #expect(
      open(golden.bigEndian) == "w.bin: error: its numbers are big-endian; save it again on a little-endian machine")
    #expect(
      open(golden.list)
        == "w.bin: error: expected a dictionary of named tensors (a state_dict), or one under the name state_dict; found "
        + "a list or set")
    #expect(
      open(golden.expanded)
        == "w.bin: error: tensor 'w': its size [1000, 1000, 1000] repeats the numbers of a storage of 1")
    #expect(
      open(Data("hello, world".utf8))
        == "w.bin: error: not a file of PyTorch: it starts with 'hello, wo'; expected a zip archive with data.pkl, or "
        + "the older format of torch.save")
  }
}

@Suite("Damaged files of torch.save")
struct CheckpointDamageTests {
  let golden: CheckpointGolden

  init() throws { golden = try CheckpointGolden() }

  @Test("no file that ends too early opens, and none traps", arguments: ["zip", "legacy"])
  func prefixes(form: String) throws {
    let whole = try #require(golden.small[form])
    for count in 0..<whole.count {
      #expect(throws: FileError<CheckpointProblem>.self) {
        try CheckpointFile(path: "cut", storage: whole.prefix(count))
      }
    }
  }

  @Test("no change of a byte traps, and no changed number of a zip archive is taken", arguments: ["zip", "legacy"])
  func flips(form: String) throws {
    let whole = try #require(golden.small[form])
    var opened = 0
    for position in whole.indices {
      for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF, whole[position] ^ 1] where value != whole[position] {
        var changed = whole
        changed[position] = value
        guard let file = try? CheckpointFile(path: "changed", storage: changed) else { continue }
        opened += 1
        for name in file.names {
          guard let numbers = try? file.floats(name) else { continue }
          #expect(form == "legacy" || numbers == [1, 2, 3, 4])
        }
      }
    }
    // The padding and the times of a zip archive matter to nobody.
    #expect(opened > 0)
  }

  @Test(
    "numbers that lead out of the file, or around the world, are refused",
    arguments: [
      // A tensor that begins before, ends behind, overflows, or lacks its storage; each with a storage of four numbers.
      ("K\u{5}", "it reaches to number 5 of a storage of 4"),
      ("J\u{7F}\u{7F}\u{7F}\u{7F}", "it reaches to number 2139062143 of a storage of 4"),
    ])
  func views(offset: String, problem: String) throws {
    #expect(
      open(pickle(offset: Array(offset.utf8), size: [75, 1], stride: [75, 1])) == "w.bin: error: tensor 'w': " + problem
    )
  }

  @Test("sizes that overflow are refused")
  func overflow() throws {
    let huge: [UInt8] = [0x8A, 8, 0, 0, 0, 0, 0, 0, 0, 0x40]
    #expect(
      open(pickle(offset: [75, 0], size: huge, stride: [75, 9]))
        == "w.bin: error: tensor 'w': its size [4611686018427387904] is impossible")
    let negative: [UInt8] = [0x8A, 1, 0xFF]
    #expect(
      open(pickle(offset: negative, size: [75, 1], stride: [75, 1])).contains(
        "a tensor without storage, offset, size and stride"))
  }

  @Test("nesting without end, and containers that hold themselves, neither trap nor hang")
  func nesting() {
    let deep: [UInt8] = [0x80, 2] + [UInt8](repeating: UInt8(ascii: "("), count: 200_000)
    #expect(!open(legacy(deep + [UInt8](repeating: UInt8(ascii: "t"), count: 200_000) + [46])).isEmpty)
    let tuples: [UInt8] = [0x80, 2, UInt8(ascii: "N")] + [UInt8](repeating: 0x85, count: 1_000_000) + [46]
    #expect(open(legacy(tuples, hasStorage: false)).contains("found a tuple"))
    // d = {}; d['state_dict'] = d
    let circle: [UInt8] =
      [0x80, 2] + Array("}q\u{0}X\u{A}\u{0}\u{0}\u{0}state_dicth\u{0}s.".utf8)
    #expect(open(legacy(circle, hasStorage: false)).contains("found a dictionary without tensors"))
  }

  /// The message of a file in the older format.
  private func open(_ bytes: Data) -> String { message { _ = try CheckpointFile(path: "w.bin", storage: bytes) } }

  /// A file in the older format around a pickle of content, with no storage or one, '0', of four F32 numbers.
  private func legacy(_ content: [UInt8], hasStorage: Bool = true) -> Data {
    let magic: [UInt8] = [0x80, 2, 0x8A, 10, 0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19, 46]
    let version: [UInt8] = [0x80, 2, UInt8(ascii: "M"), 0xE9, 3, 46]
    let facts: [UInt8] = [0x80, 2] + Array("}.".utf8)
    guard hasStorage else { return Data(magic + version + facts + content + [0x80, 2] + Array("].".utf8)) }
    let keys: [UInt8] = [0x80, 2] + Array("](X\u{1}\u{0}\u{0}\u{0}0e.".utf8)
    return Data(magic + version + facts + content + keys + [4, 0, 0, 0, 0, 0, 0, 0] + [UInt8](repeating: 0, count: 16))
  }

  /// `{'w': a tensor}` with the given instructions for offset, size and stride.
  private func pickle(offset: [UInt8], size: [UInt8], stride: [UInt8]) -> Data {
    let storage = Array(
      "((X\u{7}\u{0}\u{0}\u{0}storagectorch\nFloatStorage\nX\u{1}\u{0}\u{0}\u{0}0X\u{3}\u{0}\u{0}\u{0}cpuK\u{4}NtQ".utf8
    )
    let start: [UInt8] = [0x80, 2] + Array("}X\u{1}\u{0}\u{0}\u{0}wctorch._utils\n_rebuild_tensor_v2\n".utf8) + storage
    return legacy(start + offset + size + [0x85] + stride + [0x85] + [0x89] + Array("}tRs.".utf8))
  }
}
