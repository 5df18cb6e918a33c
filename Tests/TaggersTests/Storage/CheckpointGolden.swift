import Foundation

/// What PyTorch wrote, and what it says is in there.
struct CheckpointGolden: Decodable {
  struct Tensor: Decodable {
    let dtype: String
    let shape: [Int]
    let bits: [UInt32]
  }
  /// What every one of `files` holds.
  let tensors: [String: Tensor]
  let files: [String: Data]
  /// One small file of each format.
  let small: [String: Data]
  let refused: [String: Data]
  let compressed: Data
  let bigEndian: Data
  let list: Data
  let expanded: Data
  let shards: [String: Data]
  let index: String

  enum CodingKeys: String, CodingKey {
    case tensors, files, small, refused, compressed, expanded, shards, index
    case bigEndian = "big-endian"
    case list = "a list"
  }

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/checkpoints.json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
  }
}
