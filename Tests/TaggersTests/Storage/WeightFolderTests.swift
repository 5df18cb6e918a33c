import Foundation
import Taggers
import TestSupport
import Testing

@Suite("Weights in a model folder")
struct WeightFolderTests {
  let place: Workplace
  let golden: SafetensorsGolden

  init() throws {
    (place, golden) = (try Workplace(), try SafetensorsGolden())
  }

  private func open() -> String {
    message(in: place) { _ = try WeightFolder(path: place.path("")) }
  }

  private func index(_ text: String) throws {
    try place.file("model.safetensors.index.json", Data(text.utf8))
  }

  @Test("shards are read as one", arguments: ["a.weight", "a.bias", "b.weight"])
  func shards(name: String) throws {
    for (shard, bytes) in golden.shards { try place.file(shard, bytes) }
    try index(golden.index)
    let folder = try WeightFolder(path: place.path(""))
    #expect(folder.files.count == 2)
    #expect(Set(folder.names) == ["a.weight", "a.bias", "b.weight"])
    #expect(try folder.shape(of: name) == golden.sharded[name]?.shape)
    #expect(try folder.floats(name).map(\.bitPattern) == golden.sharded[name]?.bits)
  }

  @Test("a folder with one file, and the file itself, work alike")
  func single() throws {
    let path = try place.file("model.safetensors", golden.file)
    #expect(try WeightFolder(path: place.path("")).names == WeightFolder(path: path).names)
    #expect(try WeightFolder(path: path).floats("single") == [3.25])
  }

  @Test("links are followed, as in the cache of Hugging Face")
  func links() throws {
    let files = FileManager.default
    try files.createDirectory(atPath: place.path("snapshot"), withIntermediateDirectories: false)
    try place.file("blob", golden.file)
    try files.createSymbolicLink(atPath: place.path("snapshot/model.safetensors"), withDestinationPath: "../blob")
    try files.createSymbolicLink(atPath: place.path("main"), withDestinationPath: "snapshot")
    #expect(try WeightFolder(path: place.path("main")).floats("single") == [3.25])
  }

  @Test("a path that leads nowhere is said so")
  func nowhere() {
    #expect(
      message(in: place) { _ = try WeightFolder(path: place.path("no")) }
        == "no: error: no such file; check the path and the folder it is relative to")
  }

  @Test("a missing shard is named")
  func missing() throws {
    for (shard, bytes) in golden.shards.filter({ $0.key.contains("00002-of") }) { try place.file(shard, bytes) }
    try index(golden.index)
    #expect(
      open()
        == "model.safetensors.index.json: error: the shard 'model-00001-of-00002.safetensors' is missing, which holds "
        + "2 of the tensors; fetch the model again")
  }

  @Test("a shard outside the folder is refused", arguments: ["../x", "/etc/passwd", "a\\\\b", "", ".."])
  func escape(shard: String) throws {
    try index(#"{"weight_map":{"w":"\#(shard)"}}"#)
    #expect(
      open()
        == "model.safetensors.index.json: error: tensor 'w' is said to be in "
        + "'\(shard.replacing(#"\\"#, with: #"\"#))'; a shard must be a plain file name in the same folder")
  }

  @Test("an index that promises too much is caught")
  func promise() throws {
    try place.file("m.safetensors", golden.file)
    try index(#"{"weight_map":{"w":"m.safetensors"}}"#)
    #expect(
      open()
        == "model.safetensors.index.json: error: the index says that 'w' is in 'm.safetensors', but it is not there")
  }

  @Test(
    "a broken index says what it lacks",
    arguments: [
      (
        "{",
        "the index is not well-formed JSON: found the end of the input, expected a member's name in quotes (byte 1)"
      ),
      ("{}", "the index must have a weight_map with at least one tensor"),
      (#"{"weight_map":{"w":1}}"#, "the index must have a file name for 'w'"),
    ])
  func broken(text: String, problem: String) throws {
    try index(text)
    #expect(open() == "model.safetensors.index.json: error: " + problem)
  }

  @Test("an empty folder gets the names that were sought")
  func none() throws {
    #expect(
      open()
        == ": error: there is no model.safetensors, model.safetensors.index.json, pytorch_model.bin or "
        + "pytorch_model.bin.index.json in this folder; the model's weights must be one of them")
  }
}
