import Foundation
import Taggers
import TestSupport
import Testing
import Training

@testable import Workbench

@Suite("train")
struct TrainTaskTests {
  @Test("leaves what TAO's page promises, and the key nowhere")
  func folder() throws {
    let place = try TinyWorkplace()
    try place.file("note.txt", "mine")
    let model = try place.train(
      "out",
      [
        "++encryption_key=tell-no-one", "exp_manager.create_tensorboard_logger=true",
        "exp_manager.files_to_copy=['\(place.path("note.txt"))']",
      ], arguments: ["gloss", "train", "-k", "tell-no-one", "encryption_key=tell-no-one", "-r", "out"])
    #expect(model == place.path("out/checkpoints/trained-model.tlt"))
    let names = place.names("out")
    for name in [
      "checkpoints", "cmd-args.log", "lightning_logs.txt", "nemo_error_log.txt",
      "nemo_log_globalrank-0_localrank-0.txt",
      "note.txt", "spec.yaml",
    ] { #expect(names.contains(name), "\(name)") }
    #expect(names.count { $0.hasPrefix("events.out.tfevents.") } == 1)
    #expect(try place.text("out/cmd-args.log") == "gloss train -k ***** encryption_key=***** -r out\n")
    let checkpoints = place.names("out/checkpoints")
    #expect(checkpoints.filter { $0.hasPrefix("trained-model---val_entity_f1=") }.count == 3)
    #expect(checkpoints.contains("trained-model-last.ckpt"))
    for name in names where name != "checkpoints" {
      #expect(try place.bytes("out/\(name)").range(of: Data("tell-no-one".utf8)) == nil, "\(name)")
    }
    #expect(throws: FileErrorOfArchive.self) { try open(model, key: nil) }
    _ = try TaggerModel(path: model, key: "tell-no-one")
    _ = try TaggerModel(path: place.path("out/checkpoints/trained-model-last.ckpt"), key: "tell-no-one")
    let log = try place.text("out/nemo_log_globalrank-0_localrank-0.txt")
    for line in [
      "Spec file:\n", "*** Example ***", "Optimizer config", "Total params", "Validation sanity check",
      "Trained model saved",
    ] {
      #expect(log.contains(line), "\(line)")
    }
  }

  private struct FileErrorOfArchive: Error {}

  private func open(_ path: String, key: String?) throws {
    do {
      _ = try TaggerModel(path: path, key: key)
    } catch {
      #expect("\(error)".contains("give its key with -k"))
      throw FileErrorOfArchive()
    }
  }

  private static let eventful = [
    "trainer.val_check_interval=0.5", "trainer.accumulate_grad_batches=2", "optim.weight_decay=0.1",
    "exp_manager.checkpoint_callback_params.save_top_k=2", "exp_manager.create_early_stopping_callback=true",
    "exp_manager.checkpoint_callback_params.monitor=val_loss", "exp_manager.early_stopping_callback_params.patience=30",
  ]

  @Test("stopped anywhere and gone on with, a training makes the same files", arguments: [1, 2, 3, 4, 5, 7])
  func resuming(stop: Int) throws {
    let place = try TinyWorkplace()
    try place.train("whole", Self.eventful)
    #expect(message(in: place) { try place.train("parts", Self.eventful, stop: stop) }.contains("goes on from there"))
    #expect(message(in: place) { try place.train("parts", Self.eventful, stop: 1) }.contains("goes on from there"))
    try place.train("parts", Self.eventful)
    #expect(place.count("Going on from") == 1)
    let files = place.names("whole/checkpoints")
    #expect(files.count == 4)
    #expect(place.names("parts/checkpoints") == files)
    for file in files {
      #expect(try place.bytes("parts/checkpoints/\(file)") == place.bytes("whole/checkpoints/\(file)"), "\(file)")
    }
    #expect(place.names("parts").contains("run_1"))
    #expect(place.names("parts/run_0").contains("spec.yaml"))
  }

  @Test("killed between two files of a validation, a training makes them again")
  func forgotten() throws {
    let place = try TinyWorkplace()
    try place.train("whole", Self.eventful)
    _ = message(in: place) { try place.train("parts", Self.eventful, stop: 2) }
    // What a run that was killed later would have left besides the older last state.
    for file in place.names("whole/checkpoints") where file != "trained-model-last.ckpt" {
      try? FileManager.default.removeItem(atPath: place.path("parts/checkpoints/\(file)"))
      try place.file("parts/checkpoints/\(file)", "half a thought")
    }
    try place.train("parts", Self.eventful)
    for file in place.names("whole/checkpoints") {
      #expect(try place.bytes("parts/checkpoints/\(file)") == place.bytes("whole/checkpoints/\(file)"), "\(file)")
    }
  }

  @Test(
    "killed between the last state and the checkpoint that it lists, a training makes that one",
    arguments: [false, true])
  func missing(weightsOnly: Bool) throws {
    let place = try TinyWorkplace()
    let spec = Self.eventful + ["exp_manager.checkpoint_callback_params.save_weights_only=\(weightsOnly)"]
    try place.train("whole", spec)
    // Two batches a step, three a half epoch: the second step ends with the first validation.
    _ = message(in: place) { try place.train("parts", spec, stop: 2) }
    let lost = place.names("parts/checkpoints").filter { $0.contains("epoch=") }
    #expect(lost.count == 1)
    for file in lost { try FileManager.default.removeItem(atPath: place.path("parts/checkpoints/\(file)")) }
    try place.train("parts", spec)
    #expect(place.names("parts/checkpoints") == place.names("whole/checkpoints"))
    for file in place.names("whole/checkpoints") {
      #expect(try place.bytes("parts/checkpoints/\(file)") == place.bytes("whole/checkpoints/\(file)"), "\(file)")
    }
  }

  @Test("a training that has ended is not trained again; its model is written again")
  func ended() throws {
    let place = try TinyWorkplace()
    let model = try place.train("out")
    let bytes = try Data(contentsOf: URL(filePath: model))
    try FileManager.default.removeItem(atPath: model)
    try place.train("out")
    #expect(place.count("This run has ended already (epoch 3 of 3, step 18)") == 1)
    #expect(try Data(contentsOf: URL(filePath: model)) == bytes)
    #expect(
      message(in: place) { try place.train("out", ["trainer.max_epochs=2", "exp_manager.resume_if_changed=true"]) }
        .contains("raise it"))
  }

  @Test("what changed since is named with the flag that goes on")
  func changes() throws {
    let place = try TinyWorkplace()
    _ = message(in: place) { try place.train("out", stop: 4) }
    let refusal = message(in: place) { try place.train("out", ["optim.lr=1e-3", "seed=6"]) }
    #expect(refusal.contains("  optim.lr: 3e-3 before, 1e-3 now\n  seed: 5 before, 6 now\n"))
    #expect(refusal.contains("exp_manager.resume_if_changed=true"))
    try place.corpus("dev", 10)
    #expect(
      message(in: place) { try place.train("out") }.contains(
        "  validation data (labels_dev.txt): not the same as before\n  validation data (text_dev.txt): not the same as before\n"
      ))
    try place.corpus("dev", 9)
    try place.encoder(seed: 4)
    #expect(
      message(in: place) { try place.train("out") }.contains(
        "  the weights that the training starts from: not the same as before\n"))
    try place.train("out", ["exp_manager.resume_if_changed=true"])
    #expect(place.count("Going on although this changed") == 1)
    #expect(place.count("Going on from") == 1)
  }

  @Test("logging, names of folders and the frequency of states may change")
  func harmless() throws {
    let place = try TinyWorkplace()
    _ = message(in: place) { try place.train("out", stop: 4) }
    try FileManager.default.moveItem(atPath: place.path("out"), toPath: place.path("moved"))
    try place.train(
      "moved",
      [
        "trainer.log_every_n_steps=1", "exp_manager.create_tensorboard_logger=true",
        "exp_manager.checkpoint_every_n_steps=2",
      ])
    #expect(place.count("Going on from") == 1)
  }

  @Test("a drawn seed is kept by the checkpoint")
  func seed() throws {
    let place = try TinyWorkplace()
    _ = message(in: place) { try place.train("out", ["seed=null"], stop: 3) }
    #expect(place.count("drew seed=") == 1)
    try place.train("out", ["seed=null"])
    #expect(place.count("drew seed=") == 0)
  }

  @Test("NeMo's rules for what to go on from")
  func rules() throws {
    let place = try TinyWorkplace()
    #expect(
      message(in: place) { try place.train("out", ["exp_manager.resume_ignore_no_checkpoint=false"]) }.contains(
        "out/checkpoints: expected a checkpoint *last.ckpt"))
    try place.train("out", ["trainer.max_epochs=1"])
    try FileManager.default.copyItem(
      atPath: place.path("out/checkpoints/trained-model-last.ckpt"), toPath: place.path("out/checkpoints/x-last.ckpt"))
    #expect(message(in: place) { try place.train("out") }.contains("several checkpoints claim to be the last"))
    try FileManager.default.moveItem(
      atPath: place.path("out/checkpoints/x-last.ckpt"), toPath: place.path("out/checkpoints/x-end.ckpt"))
    #expect(message(in: place) { try place.train("out") }.contains("exp_manager.resume_past_end=true"))
    try place.train("out", ["trainer.max_epochs=1", "exp_manager.resume_past_end=true"])
    #expect(place.count("This run has ended already") == 1)
    try place.train("out", ["trainer.max_epochs=1", "exp_manager.resume_if_exists=false"])
    #expect(place.count("Going on from") == 0)
    #expect(place.count("already exists") == 1)
  }

  @Test("a checkpoint of weights only and a model cannot be gone on from")
  func weightsOnly() throws {
    let place = try TinyWorkplace()
    try place.train(
      "out", ["trainer.max_epochs=1", "exp_manager.checkpoint_callback_params.save_weights_only=true"])
    let files = place.names("out/checkpoints")
    let best = try #require(files.first { $0.contains("epoch=0") })
    func resume(_ file: String) -> String {
      message(in: place) {
        try place.train(
          "new",
          [
            "trainer.max_epochs=1", "exp_manager.checkpoint_callback_params.save_weights_only=true",
            "exp_manager.resume_from_checkpoint='\(place.path("out/checkpoints/" + file))'",
          ])
      }
    }
    #expect(resume(best).contains("this checkpoint has weights only"))
    #expect(resume("trained-model.tlt").contains("this is a model, not a checkpoint"))
    #expect(resume("trained-model-last.ckpt") == "no error")
  }

  @Test("limits: steps, batches, validations, early stopping, the model of the last epoch")
  func limits() throws {
    let place = try TinyWorkplace()
    try place.train("steps", ["trainer.max_steps=8", "trainer.max_epochs=null"])
    #expect(place.count("(effective maximum steps = 8)") == 0)
    #expect(place.count("epoch 1, step 8: val_loss") == 1)
    try place.train(
      "batches", ["trainer.limit_train_batches=2", "trainer.limit_val_batches=1", "validation_ds.batch_size=3"])
    #expect(place.count("epoch 2, step 6: val_loss") == 1)
    try place.train("often", ["trainer.val_check_interval=2", "trainer.max_epochs=1"])
    #expect(place.count("val_loss ") == 3)
    try place.train("seldom", ["trainer.check_val_every_n_epoch=2"])
    #expect(place.log.filter { $0.contains("val_loss ") }.map { $0.contains("epoch 1,") } == [true, false])
    try place.train(
      "early",
      [
        "trainer.max_epochs=50", "exp_manager.create_early_stopping_callback=true", "optim.lr=1e-9",
        "exp_manager.early_stopping_callback_params={patience: 2, monitor: f1, min_delta: 5}",
      ])
    #expect(place.count("Early stopping: f1 has not improved") == 1)
    #expect(place.count("val_loss ") == 3)
    try place.train(
      "early",
      [
        "trainer.max_epochs=50", "exp_manager.create_early_stopping_callback=true", "optim.lr=1e-9",
        "exp_manager.early_stopping_callback_params={patience: 2, monitor: f1, min_delta: 5}",
      ])
    #expect(place.count("This run has ended already") == 1)
    try place.train("last", ["exp_manager.checkpoint_callback_params.save_best_model=false"])
    #expect(place.count("The saved model is that of the last epoch") == 1)
    let model = try TaggerModel(path: place.path("last/checkpoints/trained-model.tlt"))
    #expect(model.origin.metrics["epoch"]?.integer == 2)
  }

  @Test("names and places of checkpoints")
  func names() throws {
    let place = try TinyWorkplace()
    try place.train(
      "out",
      [
        "exp_manager.name=ner", "exp_manager.checkpoint_callback_params.monitor=val_loss",
        "exp_manager.checkpoint_callback_params.postfix=.nemo", "trainer.max_epochs=1",
      ])
    let names = place.names("out/checkpoints")
    #expect(names.contains("ner.nemo"))
    #expect(names.contains { $0.wholeMatch(of: /ner---val_loss=\d\.\d\d-epoch=0\.ckpt/) != nil })
    #expect(names.contains("ner-last.ckpt"))
    try place.train(
      "other",
      [
        "exp_manager.checkpoint_callback_params.prefix=p", "trainer.max_epochs=1",
        "exp_manager.checkpoint_callback_params.filepath='\(place.path("kept"))/{epoch}-{step}'",
      ])
    #expect(place.names("kept") == ["p-epoch=0-step=6.ckpt", "p-last.ckpt"])
    try place.train("none", ["exp_manager.create_checkpoint_callback=false", "trainer.max_epochs=1"])
    #expect(place.names("none/checkpoints") == ["trained-model.tlt"])
  }

  @Test("a loss that is not a number ends the training with advice")
  func divergence() throws {
    let place = try TinyWorkplace()
    #expect(
      message(in: place) {
        try place.train("out", ["optim.lr=1e38", "optim.name=adam", "trainer.num_sanity_val_steps=0"])
      }
      .contains("the training has diverged; lower optim.lr"))
  }
}
