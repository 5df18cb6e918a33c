import Annotations
import Foundation
import Kernels
import Layers
import Taggers
import TestSupport
import Testing

@testable import Workbench

/// Fine-tuning of the tiny model in NeMo's archives, whose labels are those of LOC and PER.
@Suite("Fine-tuning")
struct FinetuneTests {
  let golden: NeMoGolden
  let place: Workplace
  let model: String

  init() throws {
    (golden, place) = (try NeMoGolden(), try Workplace())
    model = try place.file("model.nemo", try #require(golden.archives["new names, plain"]))
    try data(person: "PER")
  }

  /// Eight sentences of training and two of validation, with a name for people.
  private func data(person: String, extra: String = "O") throws {
    let text = "anna lives in new york .\nthe old river works on , berlin\n"
    let labels = "B-\(person) O O B-LOC I-LOC O\nO O \(extra) O O O B-LOC\n"
    for (split, times) in [("train", 4), ("dev", 1)] {
      try place.file("text_\(split).txt", Data(String(repeating: text, count: times).utf8))
      try place.file("labels_\(split).txt", Data(String(repeating: labels, count: times).utf8))
    }
  }

  /// Runs the task with every log line kept; returns the log.
  @discardableResult
  private func finetune(_ results: String, _ overrides: [String] = []) throws -> String {
    try run { bench in
      try bench.finetune(
        SpecSource(
          file: nil,
          overrides: [
            "data_dir='\(place.path(""))'", "restore_from='\(model)'",
            "exp_manager.explicit_log_dir='\(place.path(results))'",
            "trainer.max_epochs=2", "trainer.workers=1", "seed=5", "optim.lr=0.01", "finetuning_ds.batch_size=4",
          ].map { "++" + $0 } + overrides.map { "++" + $0 }, environment: [:]))
    }
  }

  private func run(_ body: (Workbench) throws -> Void) throws -> String {
    var log = ""
    let bench = try Workbench(environment: ["HOME": place.path("")]) { event in
      switch event {
      case .log(_, _, let message): log += message + "\n"
      case .output(let text): log += text
      case .progress: break
      }
    }
    try body(bench)
    return log
  }

  private func weights(_ results: String, key: String? = nil) throws -> [Float] {
    let tuned = try TaggerModel(path: place.path(results + "/checkpoints/finetuned-model.tlt"), key: key)
    return tuned.classifier.head.affines.flatMap { Array($0.weight.value.values) }
  }

  @Test("a NeMo model is trained further; labels, tokenizer and head stay; the result may be encrypted")
  func nemo() throws {
    let log = try finetune("out", ["encryption_key=secret"])
    #expect(log.contains("Model restored from '\(model)'"))
    let tuned = try TaggerModel(path: place.path("out/checkpoints/finetuned-model.tlt"), key: "secret")
    #expect(tuned.labels.names == golden.labels)
    #expect(tuned.maxSequenceLength == 24)
    #expect(tuned.classifier.head.shape.activation == "tanh")
    let original = try TaggerModel(anyAt: model, key: nil)
    #expect(tuned.classifier.encoder.configuration == original.classifier.encoder.configuration)
    #expect(
      try weights("out", key: "secret") != original.classifier.head.affines.flatMap { Array($0.weight.value.values) })
    // What comes out can be trained further as well.
    try finetune(
      "again", ["restore_from='\(place.path("out/checkpoints/finetuned-model.tlt"))'", "encryption_key=secret"])
  }

  @Test("weighted loss is on when the model was trained so, and when the spec says so")
  func weightedLoss() throws {
    try finetune("inherited")
    try finetune("on", ["class_balancing=weighted_loss"])
    try finetune("off", ["class_balancing=none"])
    #expect(try weights("inherited") == weights("on"))
    #expect(try weights("on") != weights("off"))
    let tuned = try TaggerModel(path: place.path("off/checkpoints/finetuned-model.tlt"))
    #expect(try ModelSettings(tuned.configurationText, file: "off").weighsClasses == false)
    #expect(try ModelSettings(tuned.configurationText, file: "off").ignoresExtraTokens)
  }

  @Test("labels that the model lacks are listed with their counts and the label_map that lets them in")
  func strangers() throws {
    try data(person: "PERSON", extra: "B-THING")
    let text = message(in: place) { try finetune("out") }
    #expect(
      text == """
        the data has labels that the model does not know (occurrences in labels_train.txt, labels_dev.txt):
          B-PERSON: 5
          B-THING: 5
        The model knows: O, B-LOC, B-PER, I-LOC, I-PER.
        A model keeps its labels in fine-tuning. Rename or drop the others on the way in, in the spec:
          label_map:
            PERSON: PER  # 5 words; the nearest that the model knows
            THING: null  # 5 words become O
        or train a new model that has these labels, with `train`.
        """)
  }

  @Test("a label map gives what data with the model's own labels gives")
  func labelMap() throws {
    try finetune("own")
    try data(person: "PERSON", extra: "B-THING")
    let log = try finetune("mapped", ["label_map={PERSON: PER, THING: null, NOBODY: LOC}"])
    #expect(try weights("own") == weights("mapped"))
    #expect(log.contains("label_map has entries for what does not occur: NOBODY"))
  }

  @Test(
    "keys of the model are refused, and so are strange maps",
    arguments: [
      ("model.head.num_fc_layers=3", "'model' cannot be used: fine-tuning keeps the model as it was trained"),
      ("training_ds.batch_size=3", "'training_ds' cannot be used: the data of fine-tuning stands in finetuning_ds"),
      ("label_map=PER", "cannot be used"), ("label_map={O: LOC}", "must leave O alone"),
      ("label_map={PER: [a]}", "must have a label, a type or null for 'PER'"),
      ("class_balancing=yes_please", "must be weighted_loss, none, or null"),
    ])
  func refused(override: String, problem: String) {
    #expect(message { try finetune("out", [override]) }.contains(problem))
  }

  @Test("train starts from a NeMo model's encoder, with labels of its own")
  func train() throws {
    try data(person: "SOMEBODY")
    try place.file("label_ids.csv", Data("O\nB-LOC\nI-LOC\nB-SOMEBODY".utf8))
    _ = try run { bench in
      try bench.train(
        SpecSource(
          file: nil,
          overrides: [
            "data_dir='\(place.path(""))'", "model.label_ids='\(place.path("label_ids.csv"))'",
            "model.language_model.pretrained_model_name='\(model)'",
            "exp_manager.explicit_log_dir='\(place.path("new"))'",
            "trainer.max_epochs=1", "trainer.workers=1", "seed=5", "optim.lr=1e-9",
          ].map { "++" + $0 }, environment: [:]))
    }
    let trained = try TaggerModel(path: place.path("new/checkpoints/trained-model.tlt"))
    #expect(trained.labels.names == ["O", "B-LOC", "I-LOC", "B-SOMEBODY"])
    let original = try TaggerModel(anyAt: model, key: nil)
    let (a, b) = (trained.classifier.encoder.embeddings.words.value, original.classifier.encoder.embeddings.words.value)
    #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test("evaluate and infer read a NeMo model")
  func use() throws {
    let scores = try run { bench in
      try bench.evaluate(
        SpecSource(
          file: nil, overrides: ["++data_dir='\(place.path(""))'", "++restore_from='\(model)'"], environment: [:]))
    }
    #expect(scores.contains("B-LOC (label_id: 1)") && scores.contains("13 of 13 words scored"))
    let answer = try run { bench in
      try bench.infer(
        SpecSource(
          file: nil, overrides: ["++input_batch=['Anna lives in New York .']", "++restore_from='\(model)'"],
          environment: [:]))
    }
    #expect(answer.contains("Result: Anna lives[B-LOC] in New[B-LOC] York[B-LOC] "))
  }
}
