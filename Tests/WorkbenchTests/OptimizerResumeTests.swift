import Foundation
import TestSupport
import Testing

@testable import Workbench

@Suite("Optimizers and schedules in a whole training")
struct OptimizerResumeTests {
  private static let common = ["trainer.val_check_interval=0.5", "trainer.gradient_clip_val=1.0"]

  @Test(
    "stopped and gone on with, it makes the same bytes",
    arguments: [
      ["optim.name=sgd", "++optim.momentum=0.9", "optim.lr=0.05", "++optim.nesterov=true"],
      ["optim.name=adamw", "optim.weight_decay=0.5", "++optim.amsgrad=true", "++optim.layerwise_decay=0.8"],
      ["optim.name=adagrad", "optim.lr=0.01", "++optim.initial_accumulator_value=0.1"],
      ["optim.name=adadelta", "optim.lr=1.0"], ["optim.name=adamax", "++optim.freeze_embeddings=true"],
      ["optim.name=rmsprop", "++optim.momentum=0.5", "++optim.centered=true"], ["optim.name=rprop"],
      ["optim.name=novograd", "++optim.amsgrad=true", "optim.weight_decay=0"],
      ["optim.name=novograd", "++optim.luc=true"],
      ["optim.name=adafactor", "++optim.lr=null", "optim.sched=null"],
      ["optim.name=adafactor", "optim.lr=0.01", "++optim.relative_step=false", "++optim.beta1=0.9"],
      [
        "optim.sched.name=ReduceLROnPlateau", "optim.sched.warmup_ratio=null", "++optim.sched.patience=0",
        "++optim.sched.factor=0.5", "++optim.sched.threshold=0.3",
      ],
      [
        "optim.sched.name=CyclicLR", "optim.sched.warmup_ratio=null", "++optim.sched.base_lr=1e-4",
        "++optim.sched.max_lr=1e-2", "++optim.sched.step_size_up=3",
      ],
    ])
  func resuming(settings: [String]) throws {
    let place = try TinyWorkplace()
    let settings = Self.common + settings
    try place.train("whole", settings)
    for stop in [2, 3] {
      #expect(message(in: place) { try place.train("parts", settings, stop: stop) }.contains("goes on from there"))
    }
    try place.train("parts", settings)
    #expect(place.count("Going on from") == 1)
    let files = place.names("whole/checkpoints")
    #expect(place.names("parts/checkpoints") == files)
    for file in files {
      #expect(try place.bytes("parts/checkpoints/\(file)") == place.bytes("whole/checkpoints/\(file)"), "\(file)")
    }
  }

  @Test("ReduceLROnPlateau lowers the rate where validation does not get better")
  func plateau() throws {
    let place = try TinyWorkplace()
    try place.train(
      "out",
      [
        "optim.sched.name=ReduceLROnPlateau", "optim.sched.warmup_ratio=null", "++optim.sched.patience=0",
        "++optim.sched.factor=0.5", "++optim.sched.threshold=0.99", "trainer.log_every_n_steps=1", "optim.lr=4e-3",
      ])
    let log = try place.text("out/nemo_log_globalrank-0_localrank-0.txt")
    // Three epochs: the first validation is the best so far, the second is not better.
    for rate in ["4.00e-03", "2.00e-03"] { #expect(log.contains(rate), "\(rate)") }
    #expect(!log.contains("1.00e-03"))
  }

  @Test("frozen parameters are counted apart in the log")
  func counts() throws {
    let place = try TinyWorkplace()
    try place.train("out", ["++optim.freeze_layers=1", "trainer.max_epochs=1"])
    let log = try place.text("out/nemo_log_globalrank-0_localrank-0.txt")
    #expect(log.contains("Parameter groups: the embeddings and the lowest layer are frozen"))
    #expect(!log.contains("0         Non-trainable params"))
    #expect(
      message(in: place) { try place.train("more", ["++optim.freeze_layers=9"]) }.contains(
        "optim.freeze_layers is 9, but the encoder has"))
  }
}
