import Diagnostics
import Files
import Foundation

/// One file of weights, in either format.
public enum WeightFile: Sendable {
  /// `*.safetensors`
  case safetensors(SafetensorsFile)
  /// What `torch.save` wrote: `*.bin`, `*.pt`, `*.ckpt`.
  case checkpoint(CheckpointFile)

  /// Opens a file; its first bytes tell the formats apart.
  ///
  /// - Throws: `FileError<FileProblem>`, `FileError<WeightProblem>`, `FileError<CheckpointProblem>`.
  public init(path: String) throws {
    let storage = try MappedFile.open(path)
    self =
      CheckpointFile.isCheckpoint(storage)
      ? .checkpoint(try CheckpointFile(path: path, storage: storage))
      : .safetensors(try SafetensorsFile(path: path, storage: storage, range: 0..<storage.count))
  }

  private var source: any TensorSource {
    switch self {
    case .safetensors(let file): file
    case .checkpoint(let file): file
    }
  }

  /// The names of the tensors, in the order of the file.
  public var names: [String] { source.names }
  /// The sizes of a tensor's dimensions.
  public func shape(of name: String) throws -> [Int] { try source.shape(of: name) }
  /// A tensor's numbers as F32; see `SafetensorsFile.floats` and `CheckpointFile.floats`.
  public func floats(_ name: String) throws -> [Float] { try source.floats(name) }
}

/// The weights of a model folder as Hugging Face lays it out: `model.safetensors`, or several shards with
/// `model.safetensors.index.json`, whose `weight_map` says which tensor is in which shard; where there is neither,
/// `pytorch_model.bin` in the same two ways.
public struct WeightFolder: Sendable {
  /// The folder, or the file if a single file was named.
  public let path: String
  /// The files, in the order of their names.
  public let files: [WeightFile]
  /// The position in `files` of each tensor's file.
  private let places: [String: Int]

  /// Opens the weights of a folder; a path to a single file works as well.
  ///
  /// - Throws: `FileError<FileProblem>`, `FileError<WeightProblem>`, `FileError<CheckpointProblem>`.
  public init(path: String) throws {
    let folder = URL(filePath: path)
    let exists = { (name: String) in
      FileManager.default.fileExists(atPath: folder.appending(path: name).path(percentEncoded: false))
    }
    let pathOf = { (name: String) in folder.appending(path: name).relativePath }
    self.path = path
    guard FileKind(of: path) == .folder else {
      // A path that leads to nothing gets its message here, too.
      files = [try WeightFile(path: path)]
      places = Dictionary(files[0].names.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
      return
    }
    guard let name = Self.fileNames.first(where: exists) else { throw FileError(WeightProblem.noWeights, file: path) }
    guard name.hasSuffix(Self.indexSuffix) else {
      files = [try WeightFile(path: pathOf(name))]
      places = Dictionary(files[0].names.map { ($0, 0) }, uniquingKeysWith: { first, _ in first })
      return
    }
    let index = pathOf(name)
    let shards = try Self.shards(index: index)
    let names = Set(shards.values).sorted()
    for name in names where !exists(name) {
      let count = shards.values.count { $0 == name }
      throw FileError(WeightProblem.missingShard(shard: name, tensors: count), file: index)
    }
    files = try names.map { try WeightFile(path: pathOf($0)) }
    let positions = Dictionary(uniqueKeysWithValues: zip(names, files.indices))
    let known = files.map { Set($0.names) }
    for (tensor, shard) in shards.sorted(by: { $0.key < $1.key }) {
      guard let position = positions[shard], known[position].contains(tensor) else {
        throw FileError(WeightProblem.notInShard(tensor: tensor, shard: shard), file: index)
      }
    }
    places = shards.compactMapValues { positions[$0] }
  }

  /// The names of all tensors, file by file in the order of their data.
  public var names: [String] {
    files.indices.flatMap { position in files[position].names.filter { places[$0] == position } }
  }

  /// The file that holds a tensor.
  ///
  /// - Throws: `FileError<WeightProblem>` with `noTensor`.
  public func file(of name: String) throws -> WeightFile {
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

  private static let indexSuffix = ".index.json"
  /// Where weights are sought in a folder, the best first.
  static let fileNames = [
    "model.safetensors", "model.safetensors" + indexSuffix, "pytorch_model.bin", "pytorch_model.bin" + indexSuffix,
  ]

  /// Tensor name to shard name, each checked to be a plain file name.
  private static func shards(index path: String) throws -> [String: String] {
    let index: JSONValue
    do {
      index = try JSONValue(parsing: MappedFile.open(path))
    } catch let problem as HeaderProblem {
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
