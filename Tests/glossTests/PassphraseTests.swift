import Foundation
import TestSupport
import Testing

/// The passphrase of archives through the whole command line.
@Suite("Passphrases")
struct PassphraseTests {
  private static let passphrase = "correct horse ${battery} 'stäple'"

  /// A corpus, an encoder and a trained model.
  struct Bench {
    let place: Workplace
    let model: String
    /// What training said.
    let trained: Program.Outcome

    /// Trains with the given flags and variables.
    init(_ flags: [String], environment: [String: String] = [:]) throws {
      place = try Workplace()
      model = place.path("train/checkpoints/trained-model.tlt")
      try TinyEncoder.write(to: place.path("encoder"))
      try FileManager.default.createDirectory(atPath: place.path("source"), withIntermediateDirectories: true)
      for (name, count) in [("train.txt", 12), ("dev.txt", 4)] {
        try place.file("source/" + name, TinyEncoder.corpus(sentences: count))
      }
      // -k is taken by this task, too, where there is nothing to encrypt.
      let converted = try Program.gloss(
        [
          "dataset_convert", "-r", place.path("convert"), "-k", PassphraseTests.passphrase,
          "source_data_dir='\(place.path("source"))'", "target_data_dir='\(place.path("data"))'",
        ])
      try #require(converted.status == 0, "\(converted.error)")
      trained = try Program.gloss(
        [
          "train", "-e", Program.root.appending(path: "specs/token_classification/train.yaml").path,
          "-r", place.path("train"), "data_dir='\(place.path("data"))'",
          "model.label_ids='\(place.path("data/label_ids.csv"))'",
          "model.language_model.pretrained_model_name='\(place.path("encoder"))'", "trainer.max_epochs=1", "seed=1",
          "model.head.num_fc_layers=1",
        ] + flags, environment: environment)
      try #require(trained.status == 0, "\(trained.error)")
    }

    func infer(_ flags: [String], environment: [String: String] = [:]) throws -> Program.Outcome {
      try Program.gloss(
        ["infer", "-r", place.path("infer"), "-m", model, "input_batch=[Anna lives in Oslo]"] + flags,
        environment: environment)
    }
  }

  /// Places where the passphrase stands, among what the runs left and said.
  private func leaks(_ bench: Bench, _ outcomes: [Program.Outcome]) throws -> [String] {
    let needle = Data(Self.passphrase.utf8)
    // A part of it would be bad enough.
    let part = Data("correct horse".utf8)
    var found = try bench.place.contents().filter { name, bytes in
      name != "key" && (bytes.range(of: needle) != nil || bytes.range(of: part) != nil)
    }.map(\.key)
    for outcome in outcomes where (outcome.output + outcome.error).contains("correct horse") {
      found.append("a stream")
    }
    return found
  }

  @Test("a model trained with a key serves every task, and no file or stream of them holds the passphrase")
  func noLeaks() throws {
    let bench = try Bench(["-k", Self.passphrase])
    let place = bench.place
    let key = try place.file("key", Self.passphrase + "\n")
    var outcomes = [bench.trained, try bench.infer(["-k", Self.passphrase]), try bench.infer(["--key-file", key])]
    outcomes.append(try bench.infer([], environment: ["GLOSS_KEY": Self.passphrase]))
    outcomes.append(
      try Program.gloss(
        [
          "evaluate", "-r", place.path("evaluate"), "-m", bench.model, "--key-file", key,
          "data_dir='\(place.path("data"))'", "add_confusion_matrix=true",
        ]))
    for format in ["ONNX", "RIVA", "HF"] {
      outcomes.append(
        try Program.gloss(
          ["export", "-r", place.path("export"), "-m", bench.model, "-k", Self.passphrase, "export_format=\(format)"]))
    }
    _ = try place.file("document.txt", "Anna lives in Oslo.\n")
    outcomes.append(
      try Program.gloss(
        ["tag", "-m", bench.model, place.path("document.txt")], environment: ["GLOSS_KEY": Self.passphrase]))
    for outcome in outcomes { #expect(outcome.status == 0, "\(outcome.error)") }
    // Mistyped, so that messages show specs and overrides.
    outcomes.append(try bench.infer(["encryption_key=correct horse, battery"]))
    outcomes.append(try bench.infer(["encryption_key=[correct horse]"]))
    outcomes.append(try bench.infer(["-k", Self.passphrase, "nonsense=1"]))
    outcomes.append(try bench.infer(["-k", "correct horse"]))
    for outcome in outcomes.suffix(4) { #expect(outcome.status == 1) }
    #expect(try leaks(bench, outcomes) == [])
    #expect(bench.trained.error.contains("encryption_key: '*****'"))
  }

  @Test("wrong key, missing key, damaged file, and a key for an open file are four messages")
  func fourMessages() throws {
    let sealed = try Bench([], environment: ["GLOSS_KEY": Self.passphrase])
    let open = try Bench([])
    var outcomes = [
      try sealed.infer(["-k", "another"]), try sealed.infer([]), try open.infer(["-k", Self.passphrase]),
    ]
    var bytes = try Data(contentsOf: URL(filePath: sealed.model))
    bytes[bytes.count / 2] ^= 1
    try bytes.write(to: URL(filePath: sealed.model))
    outcomes.append(try sealed.infer(["-k", Self.passphrase]))
    let expected = ["wrong key", "is encrypted; give its key", "not encrypted", "damaged"]
    for (outcome, words) in zip(outcomes, expected) {
      #expect(outcome.status == 1)
      #expect(outcome.error.contains("trained-model.tlt: error: "))
      #expect(outcome.error.contains(words), "\(outcome.error)")
    }
    #expect(Set(outcomes.map(\.error)).count == 4)
  }

  @Test("an override wins over the flag, the flag over the spec, the spec over the environment")
  func precedence() throws {
    let bench = try Bench(["-k", Self.passphrase])
    let spec = try bench.place.file(
      "infer.yaml", "restore_from: '\(bench.model)'\ninput_batch: [Anna]\nencryption_key: wrong\n")
    let quoted =
      "encryption_key='"
      + Self.passphrase.replacingOccurrences(of: "'", with: "\\'")
      .replacingOccurrences(of: "${", with: "\\${") + "'"
    let right = ["GLOSS_KEY": Self.passphrase]
    #expect(try Program.gloss(["infer", "-e", spec], environment: right).status == 1)
    #expect(try Program.gloss(["infer", "-e", spec, "encryption_key=null"], environment: right).status == 1)
    #expect(try Program.gloss(["infer", "-e", spec, "-k", Self.passphrase]).status == 0)
    #expect(try Program.gloss(["infer", "-e", spec, "-k", "wrong", quoted]).status == 0)
  }

  @Test(
    "a key file holds one line of text",
    arguments: [("", "expected a passphrase, found nothing"), ("a\nb\n", "as the only line of the file")])
  func keyFile(content: String, expected: String) throws {
    let place = try Workplace()
    let path = try place.file("key", content)
    let outcome = try Program.gloss(["infer", "-m", "x.tlt", "--key-file", path, "input_batch=[a]"])
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("\(path): expected a passphrase"))
    #expect(outcome.error.contains(expected))
  }
}
