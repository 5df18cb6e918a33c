import Specs
import Taggers
import Training

/// The spec of `train`, with TAO's keys and defaults; Gloss's own keys are `seed`, `trainer.workers` and
/// `model.dataset.max_seq_length`'s meaning (windows instead of truncation).
struct TrainSpec {
  var dataFolder: String
  var labelIDs: String
  var training: DatasetSpec
  var validation: DatasetSpec
  var encoderName: String
  var tokenizerName: String
  var vocabularyFile: String?
  var head: ClassifierHead.Shape
  var usesTransformerInit: Bool
  var maxSequenceLength: Int
  var ignoresExtraTokens: Bool
  var ignoresStartEnd: Bool
  var weighsClasses: Bool
  var trainer: TrainerSpec
  var optimizer: OptimizerSpecification
  var rate: Double
  var schedule: ScheduleSpec
  var seed: Int?
  var key: String?
  var experiment: ExperimentSpec

  init(_ reader: SpecReader) {
    let root = reader.root
    experiment = ExperimentSpec(root.section("exp_manager"), defaultName: "trained-model")
    let model = root.section("model")
    let language = model.section("language_model")
    encoderName = language.string("pretrained_model_name", default: "bert-base-uncased")
    for key in ["lm_checkpoint", "config_file", "config"] {
      language.refuse(key, because: "this version takes the encoder from a folder (pretrained_model_name)")
    }
    let tokenizer = model.section("tokenizer")
    tokenizerName = tokenizer.string("tokenizer_name", default: encoderName)
    vocabularyFile = tokenizer.optionalString("vocab_file")
    tokenizer.refuse("tokenizer_model", because: "this version has WordPiece tokenizers only")
    tokenizer.refuse("special_tokens", because: "this version takes the special tokens from the encoder's folder")
    let head = model.section("head")
    let layers = head.int("num_fc_layers", default: 2)
    head.check((1...64).contains(layers), key: "num_fc_layers", "must be 1 to 64")
    let dropout = head.float("fc_dropout", default: 0.5)
    head.check((0..<1).contains(dropout), key: "fc_dropout", "must be at least 0 and less than 1")
    let activation = head.choice("activation", among: ["relu", "tanh", "sigmoid", "gelu", "silu"], default: "relu")
    self.head = ClassifierHead.Shape(layers: layers, dropout: Float(dropout), activation: activation)
    usesTransformerInit = head.bool("use_transformer_init", default: true)
    let dataset = model.section("dataset")
    let balancing = dataset.optionalString("class_balancing")
    dataset.check(
      balancing == nil || balancing == "weighted_loss", key: "class_balancing", "must be null or weighted_loss")
    weighsClasses = balancing == "weighted_loss"
    maxSequenceLength = dataset.int("max_seq_length", default: 128)
    dataset.check(maxSequenceLength >= 3, key: "max_seq_length", "must be at least 3: two are special tokens")
    ignoresExtraTokens = dataset.bool("ignore_extra_tokens", default: false)
    ignoresStartEnd = dataset.bool("ignore_start_end", default: false)
    let pad = dataset.string("pad_label", default: "O")
    dataset.check(pad == "O", key: "pad_label", "must be O in this version")
    labelIDs = model.requiredString("label_ids")
    dataFolder = root.requiredString("data_dir")
    training = DatasetSpec(root.section("training_ds"), split: "train", shuffle: true)
    validation = DatasetSpec(root.section("validation_ds"), split: "dev", shuffle: false)
    trainer = TrainerSpec(root.section("trainer"))
    let optim = root.section("optim")
    let name = optim.choice("name", default: OptimizerSpecification.Name.adam)
    optimizer = OptimizerSpecification(name)
    rate = optim.float("lr", default: 5e-5)
    optim.check(rate > 0, key: "lr", "must be greater than 0")
    optimizer.weightDecay = Float(optim.float("weight_decay", default: name == .adamw ? 0.01 : 0))
    optim.check(optimizer.weightDecay >= 0, key: "weight_decay", "must not be negative")
    let betas = optim.floats("betas", default: [0.9, 0.999])
    let betasAreValid = betas.count == 2 && betas.allSatisfy { (0..<1).contains($0) }
    optim.check(betasAreValid, key: "betas", "must be two numbers of at least 0 and less than 1")
    if betasAreValid { (optimizer.beta1, optimizer.beta2) = (Float(betas[0]), Float(betas[1])) }
    optimizer.epsilon = Float(optim.float("eps", default: 1e-8))
    optim.check(optimizer.epsilon > 0, key: "eps", "must be greater than 0")
    optimizer.clip = trainer.clip
    schedule = ScheduleSpec(optim)
    seed = root.optionalInt("seed")
    root.check(seed.map { $0 >= 0 } ?? true, key: "seed", "must not be negative")
    key = root.optionalString("encryption_key")
  }
}

/// One data set: `training_ds`, `validation_ds`, `test_ds`.
struct DatasetSpec {
  var textFile: String
  var labelsFile: String
  var batchSize: Int
  var samples: Int
  var shuffle: Bool

  init(_ section: SpecSection, split: String, shuffle: Bool) {
    textFile = section.string("text_file", default: "text_\(split).txt")
    labelsFile = section.string("labels_file", default: "labels_\(split).txt")
    batchSize = section.int("batch_size", default: 64)
    section.check(batchSize >= 1, key: "batch_size", "must be at least 1")
    samples = section.int("num_samples", default: -1)
    section.check(samples == -1 || samples > 0, key: "num_samples", "must be -1 (all) or greater than 0")
    self.shuffle = section.bool("shuffle", default: shuffle)
  }
}

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

/// `optim.sched`.
struct ScheduleSpec {
  var shape: LearningRateSchedule.Shape = .constant
  var warmupSteps: Int?
  var warmupRatio: Double?
  var maxSteps: Int?

  init(_ optim: SpecSection) {
    guard let section = optim.optionalSection("sched") else { return }
    let name = section.choice("name", among: ["WarmupAnnealing"], default: "WarmupAnnealing")
    shape = LearningRateSchedule.Shape(rawValue: name) ?? .warmupAnnealing
    warmupSteps = section.optionalInt("warmup_steps")
    warmupRatio = section.optionalFloat("warmup_ratio")
    section.check(
      warmupSteps == nil || warmupRatio == nil, key: "warmup_ratio",
      "and warmup_steps exclude each other; set one to null")
    section.check(warmupSteps.map { $0 >= 0 } ?? true, key: "warmup_steps", "must not be negative")
    section.check(warmupRatio.map { (0...1).contains($0) } ?? true, key: "warmup_ratio", "must lie in 0 ... 1")
    maxSteps = section.optionalInt("max_steps")
    section.check(maxSteps.map { $0 >= 1 } ?? true, key: "max_steps", "must be at least 1")
    let last = section.int("last_epoch", default: -1)
    section.check(last == -1, key: "last_epoch", "must be -1: a run starts its schedule at the beginning")
    _ = section.string("monitor", default: "val_loss")
    let plateau = section.bool("reduce_on_plateau", default: false)
    section.check(!plateau, key: "reduce_on_plateau", "must be false: WarmupAnnealing does not look at the loss")
  }

  /// The schedule of a run of `steps` optimizer steps.
  func schedule(base: Double, steps: Int) -> LearningRateSchedule {
    let steps = maxSteps ?? steps
    let warmup = warmupSteps ?? warmupRatio.map { Int($0 * Double(steps)) } ?? 0
    return LearningRateSchedule(shape, base: base, warmupSteps: warmup, maxSteps: steps)
  }
}

/// `exp_manager`.
struct ExperimentSpec {
  /// What decides which epoch is best.
  enum Monitor: String, CaseIterable {
    case entityF1 = "val_entity_f1"
    case macroF1 = "f1"
    case loss = "val_loss"
  }

  var folder: String
  var name: String
  var monitor: Monitor

  init(_ section: SpecSection, defaultName: String) {
    folder = section.string("explicit_log_dir", default: "./")
    name = section.string("name", default: defaultName)
    section.check(!name.isEmpty && !name.contains("/"), key: "name", "must be a file name")
    let checkpoints = section.section("checkpoint_callback_params")
    monitor = checkpoints.choice("monitor", default: Monitor.entityF1)
  }
}
