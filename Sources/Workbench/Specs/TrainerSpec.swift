import Specs

/// `trainer`.
struct TrainerSpec {
  var epochs: Int
  var clip: Double
  var accumulation: Int
  var sanityBatches: Int
  var logEvery: Int
  var workers: Int
  var accelerators: Int

  init(_ section: SpecSection) {
    epochs = section.int("max_epochs", default: 5)
    section.check(epochs >= 1, key: "max_epochs", "must be at least 1")
    clip = section.float("gradient_clip_val", default: 0)
    section.check(clip >= 0, key: "gradient_clip_val", "must not be negative; 0 does not clip")
    accumulation = section.int("accumulate_grad_batches", default: 1)
    section.check(accumulation >= 1, key: "accumulate_grad_batches", "must be at least 1")
    sanityBatches = section.int("num_sanity_val_steps", default: 2)
    section.check(sanityBatches >= 0, key: "num_sanity_val_steps", "must not be negative")
    logEvery = section.int("log_every_n_steps", default: 50)
    section.check(logEvery >= 1, key: "log_every_n_steps", "must be at least 1")
    let precision = section.int("precision", default: 32)
    section.check(precision == 32, key: "precision", "must be 32: the processor computes in 32-bit floats")
    workers = section.int("workers", default: WorkerCount.standard)
    section.check((1...256).contains(workers), key: "workers", "must be 1 to 256")
    accelerators = section.int("gpus", default: 1)
    section.check((0...1).contains(accelerators), key: "gpus", "must be 0 or 1; for more speed raise trainer.workers")
  }
}
