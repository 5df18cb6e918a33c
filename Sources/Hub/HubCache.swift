import Foundation

/// The cache of Hugging Face on this machine.
///
/// A model has the folder `models--ORG--NAME`: `blobs/CHECKSUM` are the files, `snapshots/COMMIT/FILE` are links to them,
/// `refs/main` holds the commit that is current.
public struct HubCache: Sendable {
  /// The folder.
  public let path: String

  /// The cache in a folder.
  public init(path: String) { self.path = path }

  /// The folder of a model.
  public func folder(of name: String) -> String {
    "\(path)/models--" + name.replacing("/", with: "--")
  }

  /// The snapshot of a model that has all that an encoder needs: the current one, else the only one.
  public func snapshot(of name: String) -> String? {
    let snapshots = folder(of: name) + "/snapshots"
    var commits: [String] = []
    if let text = try? String(contentsOfFile: folder(of: name) + "/refs/main", encoding: .utf8) {
      commits.append(text.trimmingCharacters(in: .whitespacesAndNewlines))
    } else if let all = try? FileManager.default.contentsOfDirectory(atPath: snapshots), all.count == 1 {
      commits = all
    }
    guard let commit = commits.first, Self.isHexadecimal(commit, [40]) else { return nil }
    let found = "\(snapshots)/\(commit)"
    return Self.isWhole(found) ? found : nil
  }

  /// Whether a folder has a configuration, all of its weights, and a tokenizer's files.
  static func isWhole(_ folder: String) -> Bool {
    func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: "\(folder)/\(name)") }
    guard exists("config.json"), EncoderFiles.vocabularies.contains(where: exists) else { return false }
    return EncoderFiles.weights.contains { weights in
      guard exists(weights) else { return false }
      guard weights.hasSuffix(".json") else { return true }
      let index = try? Data(contentsOf: URL(filePath: "\(folder)/\(weights)"))
      return index.flatMap { EncoderFiles.shards(inIndex: $0) }?.allSatisfy(exists) ?? false
    }
  }

  static func isHexadecimal(_ text: String, _ lengths: Set<Int>) -> Bool {
    lengths.contains(text.utf8.count)
      && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x66).contains($0) }
  }
}

/// Which files of a model are an encoder.
enum EncoderFiles {
  /// The best first; those that end in `.json` are indices of shards.
  static let weights = [
    "model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json",
  ]
  /// One of them must be there.
  static let vocabularies = [
    "tokenizer.json", "vocab.txt", "vocab.json", "sentencepiece.bpe.model", "spiece.model", "sentencepiece.model",
    "tokenizer.model",
  ]
  /// What else a tokenizer may have.
  static let extras = ["tokenizer_config.json", "special_tokens_map.json", "added_tokens.json", "merges.txt"]

  /// The names of the shards in an index; `nil` if it is none, or if a name would lead elsewhere.
  static func shards(inIndex data: Data) -> [String]? {
    struct Index: Decodable {
      var weights: [String: String]
      enum CodingKeys: String, CodingKey { case weights = "weight_map" }
    }
    guard let index = try? JSONDecoder().decode(Index.self, from: data) else { return nil }
    let names = Set(index.weights.values).sorted()
    return !names.isEmpty && names.allSatisfy(isPlain) ? names : nil
  }

  /// Whether it is the name of a file and no path.
  static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && !name.hasPrefix(".") && !name.contains { "/\\\0".contains($0) }
  }
}
