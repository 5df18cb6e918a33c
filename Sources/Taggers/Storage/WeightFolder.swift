import Diagnostics
import Files
import Foundation

/// The weights of a model folder as Hugging Face lays it out: `model.safetensors`, or several shards with
/// `model.safetensors.index.json`, whose `weight_map` says which tensor is in which shard.
public struct WeightFolder: Sendable {
  /// The folder, or the file if a single file was named.
  public let path: String
  /// The files, in the order of their names.
  public let files: [SafetensorsFile]
  /// The position in `files` of each tensor's file.
  private let places: [String: Int]

  /// Opens the weights of a folder; a path to a `.safetensors` file works as well.
  ///
  /// - Throws: `FileError<FileProblem>`, `FileError<WeightProblem>`.
  public init(path: String) throws {
    let folder = URL(filePath: path)
    let exists = { (name: String) in
      FileManager.default.fileExists(atPath: folder.appending(path: name).path(percentEncoded: false))
    }
    let pathOf = { (name: String) in folder.appending(path: name).relativePath }
    self.path = path
    if FileKind(of: path) != .folder {
      // A path that leads to nothing gets its message here, too.
      files = [try SafetensorsFile(path: path)]
      places = files[0].entries.mapValues { _ in 0 }
    } else if exists("model.safetensors") {
      files = [try SafetensorsFile(path: pathOf("model.safetensors"))]
      places = files[0].entries.mapValues { _ in 0 }
    } else if exists(Self.indexName) {
      let shards = try Self.shards(index: pathOf(Self.indexName))
      let names = Set(shards.values).sorted()
      for name in names where !exists(name) {
        let count = shards.values.count { $0 == name }
        throw FileError(WeightProblem.missingShard(shard: name, tensors: count), file: pathOf(Self.indexName))
      }
      let files = try names.map { try SafetensorsFile(path: pathOf($0)) }
      let positions = Dictionary(uniqueKeysWithValues: zip(names, files.indices))
      for (tensor, shard) in shards.sorted(by: { $0.key < $1.key }) {
        guard let position = positions[shard], files[position].entries[tensor] != nil else {
          throw FileError(WeightProblem.notInShard(tensor: tensor, shard: shard), file: pathOf(Self.indexName))
        }
      }
      self.files = files
      places = shards.compactMapValues { positions[$0] }
    } else {
      let pickled = ["pytorch_model.bin", "pytorch_model.bin.index.json"].first(where: exists)
      throw FileError(pickled.map(WeightProblem.onlyPickled) ?? .noWeights, file: path)
    }
  }

  /// The names of all tensors, file by file in the order of their data.
  public var names: [String] {
    files.indices.flatMap { position in files[position].names.filter { places[$0] == position } }
  }

  /// The file that holds a tensor.
  ///
  /// - Throws: `FileError<WeightProblem>` with `noTensor`.
  public func file(of name: String) throws -> SafetensorsFile {
    guard let place = places[name] else {
      let nearest = Suggestion.closest(to: name, among: names)
      throw FileError(WeightProblem.noTensor(name: name, nearest: nearest), file: path)
    }
    return files[place]
  }

  /// The sizes of a tensor's dimensions.
  public func shape(of name: String) throws -> [Int] { try file(of: name).shape(of: name) }

  /// A tensor's numbers as F32; see `SafetensorsFile.floats`.
  public func floats(_ name: String) throws -> [Float] { try file(of: name).floats(name) }

  private static let indexName = "model.safetensors.index.json"

  /// Tensor name to shard name, each checked to be a plain file name.
  private static func shards(index path: String) throws -> [String: String] {
    let index: JSONValue
    do {
      index = try JSONValue(parsing: MappedFile.open(path))
    } catch let problem as JSONProblem {
      throw FileError(WeightProblem.index(problem), file: path)
    }
    guard let map = index.object?["weight_map"]?.object, !map.isEmpty else {
      throw FileError(WeightProblem.indexField(expected: "a weight_map with at least one tensor"), file: path)
    }
    var shards: [String: String] = [:]
    for (tensor, shard) in map.sorted(by: { $0.key < $1.key }) {
      guard let shard = shard.string else {
        throw FileError(WeightProblem.indexField(expected: "a file name for '\(tensor)'"), file: path)
      }
      let isPlain = !shard.isEmpty && !shard.hasPrefix(".") && !shard.contains { "/\\\0".contains($0) }
      guard isPlain else { throw FileError(WeightProblem.shardName(tensor: tensor, shard: shard), file: path) }
      shards[tensor] = shard
    }
    return shards
  }
}
