import Annotations
import Crypto
import Files
import Foundation
import Specs
import Taggers
import Training

extension RunFacts {
  /// Keys of a spec that may change between a run and its continuation: they name places, or decide what is shown and
  /// kept, and not what is computed. (What data files and models hold is compared by its content.)
  private static let free: Set<String> = [
    "encryption_key", "data_dir", "model.label_ids", "restore_from", "seed", "trainer.log_every_n_steps",
    "trainer.gpus",
    "exp_manager.explicit_log_dir", "exp_manager.exp_dir", "exp_manager.version", "exp_manager.use_datetime_version",
    "exp_manager.create_tensorboard_logger", "exp_manager.files_to_copy", "exp_manager.checkpoint_every_n_seconds",
    "exp_manager.checkpoint_every_n_steps", "exp_manager.checkpoint_callback_params.verbose",
    "exp_manager.early_stopping_callback_params.verbose",
  ]

  /// The facts of a run.
  ///
  /// - Parameters:
  ///   - configuration: the complete spec, the seed that was drawn included.
  ///   - files: data files by what they are.
  ///   - datasets: what the encoder sees, by what it is.
  init(
    configuration: SpecNode, seed: Int, classifier: TokenClassifier, labels: LabelSet, files: [(String, path: String)],
    datasets: [(String, EncodedDataset)]
  ) throws {
    var values: [String: String] = ["seed": String(seed)]
    for (key, text) in configuration.leaves where !Self.isFree(key) { values[key] = text }
    for (name, path) in files { values[name] = try Self.digest { $0.update(data: try MappedFile.open(path)) } }
    values["the labels"] = Self.digest { $0.update(data: Data(labels.names.joined(separator: "\n").utf8)) }
    for (name, data) in datasets { values[name] = Self.digest { hash in data.hash(into: &hash) } }
    values["the weights that the training starts from"] = try Self.digest { hash in
      try SafetensorsWriter(classifier.tensors()).write { hash.update(data: $0) }
    }
    self.init(values)
  }

  private static func isFree(_ key: String) -> Bool {
    free.contains(key) || key.hasPrefix("exp_manager.resume_")
  }

  private static func digest(_ body: (inout SHA256) throws -> Void) rethrows -> String {
    var hash = SHA256()
    try body(&hash)
    return "sha256:" + hash.finalize().map { String(format: "%02x", $0) }.joined()
  }
}

extension EncodedDataset {
  /// Sub-tokens and labels of all sentences, with their lengths.
  fileprivate func hash(into hash: inout SHA256) {
    var bytes: [UInt8] = []
    func append(_ values: [Int32]) {
      for value in [Int32(truncatingIfNeeded: values.count)] + values {
        for shift in stride(from: 0, to: 32, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> Int32(shift))) }
      }
    }
    for sentence in sentences {
      bytes.removeAll(keepingCapacity: true)
      append(sentence.labels)
      for window in sentence.windows {
        append(window.ids)
        append(window.firstRows)
      }
      hash.update(data: bytes)
    }
  }
}

extension SpecNode {
  /// Every value with its dotted path, as text.
  fileprivate var leaves: [(key: String, text: String)] {
    switch content {
    case .scalar(let scalar): return [("", scalar.value == .null ? "null" : scalar.text)]
    case .list: return [("", yaml().replacing("\n", with: " "))]
    case .map(let map):
      return map.entries.flatMap { entry in
        entry.value.leaves.map { (key: $0.key.isEmpty ? entry.key : "\(entry.key).\($0.key)", text: $0.text) }
      }
    }
  }
}
