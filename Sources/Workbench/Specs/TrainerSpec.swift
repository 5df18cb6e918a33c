import Specs
import Training

/// `trainer`: PyTorch Lightning's keys that mean something on a processor, and `workers`.
struct TrainerSpec {
  /// `nil` where only `max_steps` ends the run.
  var epochs: Int?
  var minEpochs: Int
  var maxSteps: Int?
  var clip: Double
  var accumulation: Int
  var trainingLimit: BatchLimit
  var validationLimit: BatchLimit
  var testLimit: BatchLimit
  var validationInterval: BatchLimit
  var epochsPerValidation: Int
  /// `nil` for all batches.
  var sanityBatches: Int?
  var logEvery: Int
  var workers: Int
  var accelerators: Int
  /// Sentences for the log about keys that change nothing here.
  var accepted = AcceptedKeys()

  init(_ section: SpecSection) {
    maxSteps = section.optionalInt("max_steps")
    // Newer versions of NeMo write -1 for none.
    if maxSteps == -1 { maxSteps = nil }
    section.check(maxSteps.map { $0 >= 1 } ?? true, key: "max_steps", "must be at least 1, or null for no limit")
    let isLimitedBySteps = maxSteps != nil
    epochs = section.optionalInt("max_epochs", default: isLimitedBySteps ? nil : 5)
    section.check(
      epochs.map { $0 >= 1 } ?? isLimitedBySteps, key: "max_epochs",
      "must be at least 1, or null where trainer.max_steps ends the training")
    minEpochs = section.int("min_epochs", default: 0)
    section.check(minEpochs >= 0, key: "min_epochs", "must not be negative")
    clip = section.float("gradient_clip_val", default: 0)
    section.check(clip >= 0, key: "gradient_clip_val", "must not be negative; 0 does not clip")
    let algorithm = section.string("gradient_clip_algorithm", default: "norm")
    section.check(algorithm == "norm", key: "gradient_clip_algorithm", "must be norm: the global L2 norm is clipped")
    accumulation = section.int("accumulate_grad_batches", default: 1)
    section.check(accumulation >= 1, key: "accumulate_grad_batches", "must be at least 1")
    trainingLimit = Self.limit(section, "limit_train_batches")
    validationLimit = Self.limit(section, "limit_val_batches")
    testLimit = Self.limit(section, "limit_test_batches")
    validationInterval = Self.limit(section, "val_check_interval")
    epochsPerValidation = section.int("check_val_every_n_epoch", default: 1)
    section.check(epochsPerValidation >= 1, key: "check_val_every_n_epoch", "must be at least 1")
    let sanity = section.int("num_sanity_val_steps", default: 2)
    section.check(sanity >= -1, key: "num_sanity_val_steps", "must be 0 or more, or -1 for all batches")
    sanityBatches = sanity == -1 ? nil : sanity
    logEvery = section.int("log_every_n_steps", default: 50)
    section.check(logEvery >= 1, key: "log_every_n_steps", "must be at least 1")
    workers = section.int("workers", default: WorkerCount.standard)
    section.check((1...256).contains(workers), key: "workers", "must be 1 to 256")
    accelerators = Self.accelerators(section)
    Self.checkPrecision(section)
    Self.refuseOthers(section)
    acceptOthers(section)
  }

  /// An integer counts batches, a number with a point is a share.
  static func limit(_ section: SpecSection, _ key: String) -> BatchLimit {
    guard section.names(key), case .int(let batches)? = section.open(key)?.scalar?.value else {
      let share = section.float(key, default: 1.0)
      section.check(
        share > 0 && share <= 1, key: key, "must be a share above 0.0 and up to 1.0, or a number of batches")
      return .share(share)
    }
    section.check(
      batches >= 1, key: key,
      "must be at least 1 batch (an integer counts batches; 1.0, with its point, is all of them)")
    return .batches(batches)
  }

  /// `gpus`: how many, or which, as Lightning takes them.
  private static func accelerators(_ section: SpecSection) -> Int {
    let advice =
      "must be 0 or 1; for more speed raise trainer.workers: the processor's cores do the work, and one worker a core is usual"
    guard section.names("gpus"), let list = section.open("gpus")?.list else {
      let count = section.optionalInt("gpus", default: 1) ?? 0
      section.check((-1...1).contains(count), key: "gpus", advice)
      return abs(count)
    }
    section.check(list.count <= 1, key: "gpus", advice)
    return list.count
  }

  private static func checkPrecision(_ section: SpecSection) {
    let names = ["32", "32-true", "32.0"]
    let precision = section.string("precision", default: "32")
    section.check(
      names.contains(precision), key: "precision",
      "must be 32: the processor trains in 32-bit floats, and 16 or bf16 would only lose digits here")
  }

  private static func refuseOthers(_ section: SpecSection) {
    let reasons = [
      "tpu_cores": "there is no TPU support; the processor's cores do the work",
      "tpus": "there is no TPU support; the processor's cores do the work",
      "overfit_batches": "write trainer.limit_train_batches and point validation_ds at the training files",
      "fast_dev_run": "write trainer.max_steps=1 trainer.limit_val_batches=1",
      "auto_lr_find": "the learning rate is optim.lr",
      "auto_scale_batch_size": "the batch size is training_ds.batch_size",
      "truncated_bptt_steps": "a BERT encoder has no recurrence to cut",
      "stochastic_weight_avg": "this version does not average weights; the best epoch is saved",
      "min_steps": "write trainer.min_epochs",
      "max_time": "stop the run with Ctrl-C or SIGTERM and start it again to go on; or write trainer.max_steps",
      "track_grad_norm": "this version does not log it",
      "resume_from_checkpoint": "write exp_manager.resume_from_checkpoint",
      "callbacks": "they are Python objects; see exp_manager for checkpoints and early stopping",
      "plugins": "they are Python objects",
      "profiler": "this version has none; use perf or the like on the process",
      "weights_save_path": "write exp_manager.checkpoint_callback_params.dirpath",
      "default_root_dir": "write exp_manager.explicit_log_dir or exp_manager.exp_dir",
      "logger": "loggers belong to exp_manager: exp_manager.create_tensorboard_logger=true",
    ]
    for (key, reason) in reasons.sorted(by: { $0.key < $1.key }) { section.refuse(key, because: reason) }
    let checkpoints = "checkpoints belong to exp_manager: exp_manager.create_checkpoint_callback=true"
    section.refuse("checkpoint_callback", because: checkpoints)
    section.refuse("enable_checkpointing", because: checkpoints)
    for (key, limit) in [("num_nodes", 1), ("num_processes", 1), ("devices", 1)] {
      let count = section.int(key, default: limit)
      section.check(
        count == limit, key: key,
        "must be \(limit): one process on one machine does the work; for more speed raise trainer.workers (one a core)")
    }
  }

  private mutating func acceptOthers(_ section: SpecSection) {
    let cores = "the processor's cores do the work, as many threads as trainer.workers"
    let precision = "the processor computes in 32-bit floats (precision: 32)"
    let deterministic = "the same seed and number of workers always give the same bytes"
    let reasons = [
      ("accelerator", cores), ("distributed_backend", cores), ("strategy", cores), ("auto_select_gpus", cores),
      ("amp_level", precision), ("amp_backend", precision), ("deterministic", deterministic),
      ("benchmark", "it chooses cuDNN's kernels"), ("sync_batchnorm", "BERT has no batch normalisation"),
      ("replace_sampler_ddp", "there is one process, so the batches are not divided among several"),
      ("use_distributed_sampler", "there is one process, so the batches are not divided among several"),
      ("progress_bar_refresh_rate", "the progress line is redrawn five times a second on a terminal"),
      ("enable_progress_bar", "the progress line is shown on standard error"),
      ("process_position", "there is one progress line"), ("weights_summary", "the parameter counts are always logged"),
      ("enable_model_summary", "the parameter counts are always logged"), ("log_gpu_memory", cores),
      ("flush_logs_every_n_steps", "every line is written at once"),
      ("terminate_on_nan", "a loss that is not a number always ends the training"),
      ("detect_anomaly", "a loss that is not a number always ends the training"),
      ("reload_dataloaders_every_epoch", "the data sets stay in memory"),
      ("prepare_data_per_node", "there is one machine"), ("move_metrics_to_cpu", cores),
      ("automatic_optimization", "the trainer always steps the optimizer"),
      ("enable_pl_optimizer", "the trainer always steps the optimizer"),
      ("multiple_trainloader_mode", "there is one training data set"),
    ]
    for (key, reason) in reasons { accepted.accept(section, key, because: reason) }
  }
}
