import Specs
import Training

/// `exp_manager`: where results go, which checkpoints are kept, how a run goes on, and what ends it early.
struct ExperimentSpec {
  /// What happens when the folder holds the last state of an earlier run.
  struct Resuming {
    var ifExists: Bool
    var pastEnd: Bool
    var ignoresMissing: Bool
    /// Goes on although data or spec changed.
    var ifChanged: Bool
    /// A checkpoint of another place.
    var from: String?
  }

  var folder: ExperimentFolder.Request
  var name: String
  var resuming: Resuming
  var checkpoints: CheckpointSpec
  var earlyStopping: EarlyStopping?
  /// Whether each of its decisions is logged.
  var earlyStoppingIsVerbose: Bool
  var writesTensorBoard: Bool
  var filesToCopy: [String]
  /// Sentences for the log about keys that change nothing here.
  var accepted = AcceptedKeys()

  init(_ section: SpecSection, defaultName: String) {
    name = section.string("name", default: defaultName)
    section.check(!name.isEmpty && !name.contains("/"), key: "name", "must be a file name")
    folder = ExperimentFolder.Request(
      explicit: section.optionalString("explicit_log_dir"), parent: section.optionalString("exp_dir"),
      version: section.optionalString("version"), usesDates: section.bool("use_datetime_version", default: true))
    section.check(folder.version?.contains("/") != true, key: "version", "must be a file name")
    resuming = Resuming(
      ifExists: section.bool("resume_if_exists", default: true),
      pastEnd: section.bool("resume_past_end", default: false),
      ignoresMissing: section.bool("resume_ignore_no_checkpoint", default: true),
      ifChanged: section.bool("resume_if_changed", default: false),
      from: section.optionalString("resume_from_checkpoint"))
    checkpoints = CheckpointSpec(section)
    earlyStopping = Self.earlyStopping(section)
    earlyStoppingIsVerbose = section.section("early_stopping_callback_params").bool("verbose", default: true)
    writesTensorBoard = section.bool("create_tensorboard_logger", default: false)
    filesToCopy = section.names("files_to_copy") ? Self.files(section) : []
    Self.refuseOthers(section)
    acceptOthers(section)
  }

  /// A list, one path, or `null`.
  private static func files(_ section: SpecSection) -> [String] {
    guard let node = section.open("files_to_copy") else { return [] }
    if node.list != nil { return section.strings("files_to_copy", default: []) }
    return section.optionalString("files_to_copy").map { [$0] } ?? []
  }

  /// Lightning's `EarlyStopping` with NeMo's defaults, but watching what chooses the best epoch unless told otherwise.
  private static func earlyStopping(_ section: SpecSection) -> EarlyStopping? {
    let isWanted = section.bool("create_early_stopping_callback", default: false)
    let values = section.section("early_stopping_callback_params")
    let monitor = values.choice("monitor", default: CheckpointSpec.monitor(section))
    let direction = CheckpointSpec.direction(values, of: monitor)
    let patience = values.int("patience", default: 10)
    values.check(patience >= 1, key: "patience", "must be at least 1 validation")
    let delta = values.float("min_delta", default: 0.001)
    values.check(delta >= 0, key: "min_delta", "must not be negative")
    for key in ["strict", "check_finite"] {
      values.check(values.bool(key, default: true), key: key, "must be true: a value that is not a number ends the run")
    }
    values.refuse("check_on_train_epoch_end", because: "early stopping looks at validation, after each one")
    let rule = EarlyStopping(
      metric: monitor, direction: direction, patience: patience, minDelta: delta,
      stoppingThreshold: values.optionalFloat("stopping_threshold"),
      divergenceThreshold: values.optionalFloat("divergence_threshold"))
    return isWanted ? rule : nil
  }

  private static func refuseOthers(_ section: SpecSection) {
    let local =
      "it would send data to a server, and Gloss works offline; write exp_manager.create_tensorboard_logger=true"
    for logger in ["wandb", "mlflow", "clearml", "neptune"] {
      section.refuse("create_\(logger)_logger", because: local)
    }
    section.refuse("create_dllogger_logger", because: "the log files and TensorBoard hold the same numbers")
    if section.names("ema") {
      let average = section.section("ema")
      for key in ["enable", "decay", "cpu_offload", "validate_original_weights", "every_n_steps"] {
        average.refuse(key, because: "this version does not average weights; the best epoch is saved")
      }
    }
    section.refuse(
      "tlt_checkpoint_interval",
      because: "write exp_manager.checkpoint_callback_params.save_top_k=-1, which keeps every epoch's checkpoint; a "
        + "checkpoint can be used wherever a model can")
    section.refuse("max_time_per_run", because: "stop the run with Ctrl-C or SIGTERM and start it again to go on")
    section.refuse(
      "disable_validation_on_resume", because: "a resumed run must compute what an uninterrupted one computes")
  }

  private mutating func acceptOthers(_ section: SpecSection) {
    for logger in ["wandb", "mlflow", "clearml", "neptune"] {
      accepted.accept(section, "\(logger)_logger_kwargs", because: "there is no such logger here")
    }
    let oneProcess = "there is one process"
    for (key, reason) in [
      ("dllogger_logger_kwargs", "there is no such logger here"),
      ("summary_writer_kwargs", "event files are written at once and need no options"),
      ("log_local_rank_0_only", oneProcess), ("log_global_rank_0_only", oneProcess),
      ("model_parallel_size", oneProcess), ("seconds_to_sleep", oneProcess),
      ("log_step_timing", "the progress line shows the speed"),
      ("step_timing_kwargs", "the progress line shows the speed"),
      ("save_nemo_on_train_end", "the model is always saved"), ("task_name", "it names the log of the task"),
    ] { accepted.accept(section, key, because: reason) }
    let values = section.section("checkpoint_callback_params")
    accepted.accept(values, "always_save_nemo", because: "the model is written whenever it becomes better")
  }
}
