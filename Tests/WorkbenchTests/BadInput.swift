import Foundation
import Taggers
import Testing

@testable import Workbench

/// Something that a user may get wrong, and the message for it; paths in messages are relative to the workplace.
struct BadInput: CustomTestStringConvertible, Sendable {
  var testDescription: String
  /// Spoils a workplace.
  var spoil: @Sendable (TinyWorkplace) throws -> Void = { _ in }
  /// Overrides of the training.
  var overrides: [String] = []
  /// What the message must hold.
  var expected: [String]
  /// Whether the workplace's path must be put in place of `@` in the overrides.
  func overrides(in place: TinyWorkplace) -> [String] {
    overrides.map { $0.replacing("@", with: place.path("")) }
  }

  init(
    _ name: String, _ overrides: [String] = [], expected: [String],
    spoil: @escaping @Sendable (TinyWorkplace) throws -> Void = { _ in }
  ) {
    (testDescription, self.overrides, self.expected, self.spoil) = (name, overrides, expected, spoil)
  }

  /// Data files.
  static let data: [BadInput] = [
    BadInput(
      "a missing file", ["training_ds.text_file=none.txt"],
      expected: ["none.txt: expected a text file with one sentence a line", "found nothing", "data_dir"]),
    BadInput("a folder for a file", expected: ["text_train.txt", "folder"]) { place in
      try FileManager.default.removeItem(atPath: place.path("text_train.txt"))
      try FileManager.default.createDirectory(atPath: place.path("text_train.txt"), withIntermediateDirectories: true)
    },
    BadInput("a missing mapping", ["model.label_ids='@none.csv'"], expected: ["none.csv", "no such file"]),
    BadInput(
      "a label that is not in the mapping",
      expected: ["labels_dev.txt:2", "B-PRE", "B-PER"]
    ) { place in
      try place.file("labels_dev.txt", try place.text("labels_dev.txt").replacingSecond("B-PER", with: "B-PRE"))
    },
    BadInput(
      "a line with fewer labels than words",
      expected: ["text_dev.txt:1:1: error: 6 words here, but 5 labels in the same line of", "labels_dev.txt"]
    ) { place in
      try place.file("labels_dev.txt", "B-PER I-PER O B-LOC O\n" + (try place.text("labels_dev.txt").dropFirstLine()))
    },
    BadInput(
      "more lines of text than of labels", expected: ["text_dev.txt has 9 lines", "labels_dev.txt only 8"]
    ) { place in
      try place.file("labels_dev.txt", try place.text("labels_dev.txt").dropFirstLine())
    },
    BadInput(
      "an empty training file", expected: ["text_train.txt:1:1: error: expected at least one sentence, found none"]
    ) {
      place in
      try place.file("text_train.txt", "")
      try place.file("labels_train.txt", "")
    },
    BadInput("a mapping without O", expected: ["label_ids.csv", "the label 'O' is missing"]) { place in
      try place.file("label_ids.csv", "B-LOC\nB-PER\nI-PER")
    },
    BadInput("a mapping with a label twice", expected: ["label_ids.csv:3", "'B-LOC' stands in line 2 already"]) {
      place in
      try place.file("label_ids.csv", "O\nB-LOC\nB-LOC\nB-PER\nI-PER")
    },
    BadInput("text that is not UTF-8", expected: ["text_train.txt:1", "0xFF", "not UTF-8"]) { place in
      let bytes = Data([0xFF]) + (try place.bytes("text_train.txt"))
      try bytes.write(to: URL(filePath: place.path("text_train.txt")))
    },
  ]

  /// The encoder's folder.
  static let encoder: [BadInput] = [
    BadInput(
      "an encoder that is not there", ["model.language_model.pretrained_model_name=no-such-model"],
      expected: ["the encoder 'no-such-model' is not on this machine", "Searched:", "tools/setup"]),
    BadInput("truncated weights", expected: ["encoder/model.safetensors", "cut short"]) { place in
      let bytes = try place.bytes("encoder/model.safetensors")
      try bytes.prefix(bytes.count - 100).write(to: URL(filePath: place.path("encoder/model.safetensors")))
    },
    BadInput("weights of another kind", expected: ["encoder/model.safetensors", "not a safetensors file"]) { place in
      try place.file("encoder/model.safetensors", "<html><body>Not found</body></html>\n")
    },
    BadInput("a broken file of PyTorch's", expected: ["encoder/model.safetensors", "zip archive"]) { place in
      try Data("PK\u{3}\u{4}something else, of some length".utf8).write(
        to: URL(filePath: place.path("encoder/model.safetensors")))
    },
    BadInput("no weights", expected: ["encoder", "model.safetensors"]) { place in
      try FileManager.default.removeItem(atPath: place.path("encoder/model.safetensors"))
    },
    BadInput(
      "a tensor of the wrong shape", expected: ["has the shape [24, 16], expected [32, 16]", "different models"]
    ) { place in
      try place.configure("intermediate_size", 32)
    },
    BadInput("more layers in the weights than in the configuration", expected: ["layer.1", "too few layers"]) { place in
      try place.configure("num_hidden_layers", 1)
    },
    BadInput("fewer layers in the weights", expected: ["there is no tensor", "layer.2", "different models"]) { place in
      try place.configure("num_hidden_layers", 3)
    },
    BadInput("a vocabulary that does not fit", expected: ["the vocabulary has 59 entries", "only 58 rows"]) { place in
      try place.file("encoder/vocab.txt", try place.text("encoder/vocab.txt") + "more\n")
    },
    BadInput("a vocabulary of another kind", expected: ["vocab.txt", "[UNK]"]) { place in
      try place.file("encoder/vocab.txt", "the\nof\nand\n")
    },
    BadInput("a configuration that is no JSON", expected: ["encoder/config.json"]) { place in
      try place.file("encoder/config.json", "{\"hidden_size\": ")
    },
    BadInput("no vocabulary", expected: ["encoder", "vocab.txt"]) { place in
      try FileManager.default.removeItem(atPath: place.path("encoder/vocab.txt"))
    },
  ]

  /// The spec, by overrides.
  static let spec: [BadInput] = [
    BadInput(
      "an unknown key", ["++trainer.max_epoch=3"], expected: ["trainer.max_epoch", "did you mean", "max_epochs"]),
    BadInput("??? left unset", ["data_dir=???"], expected: ["'data_dir' must be set: write data_dir=VALUE"]),
    BadInput(
      "a text for a number", ["trainer.max_epochs=many"], expected: ["'trainer.max_epochs': expected", "'many'"]),
    BadInput(
      "a number out of range", ["training_ds.batch_size=0"], expected: ["'training_ds.batch_size' must be at least 1"]),
    BadInput("a map for a number", ["optim.lr={a: 1}"], expected: ["'optim.lr': expected"]),
    BadInput("an optimizer that is not known", ["optim.name=adamm"], expected: ["'adamm' is not among", "'adam'"]),
    BadInput("a malformed override", ["trainer.max_epochs"], expected: ["trainer.max_epochs", "="]),
  ]
}

extension String {
  fileprivate func dropFirstLine() -> String { split(separator: "\n").dropFirst().map { $0 + "\n" }.joined() }

  /// The text with the second occurrence of a part replaced.
  fileprivate func replacingSecond(_ part: String, with other: String) -> String {
    guard let first = range(of: part), let second = range(of: part, range: first.upperBound..<endIndex) else {
      return self
    }
    return replacingCharacters(in: second, with: other)
  }
}

extension TinyWorkplace {
  /// Changes a number in the encoder's `config.json`.
  fileprivate func configure(_ key: String, _ value: Int) throws {
    var json = try #require(
      try JSONSerialization.jsonObject(with: try bytes("encoder/config.json")) as? [String: Any])
    json[key] = value
    try JSONSerialization.data(withJSONObject: json).write(to: URL(filePath: path("encoder/config.json")))
  }
}
