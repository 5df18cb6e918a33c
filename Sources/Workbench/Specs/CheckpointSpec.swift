import Specs
import Training

/// `exp_manager.create_checkpoint_callback`, `exp_manager.checkpoint_callback_params` and Gloss's own keys beside them.
struct CheckpointSpec {
  /// Whether checkpoints are written besides the model.
  var isOn: Bool
  /// What decides which epoch is best.
  var monitor: ValidationMetric
  var direction: ValidationMetric.Direction
  /// Whether each decision is logged.
  var isVerbose: Bool
  var savesLast: Bool
  /// How many of the best are kept; -1 for all.
  var keeps: Int
  /// Whether the best checkpoints leave out the optimizer's state. The last one always has it, to go on from.
  var keepsWeightsOnly: Bool
  /// Checkpoints are written in every so many epochs.
  var period: Int
  /// What the checkpoints' names begin with; `nil` for the name of the experiment.
  var prefix: String?
  /// What the model's name ends with.
  var postfix: String
  /// Whether the model is that of the best epoch and not of the last.
  var savesBest: Bool
  /// Where checkpoints go; `nil` for `checkpoints` in the results folder.
  var folder: String?
  /// The template of checkpoint names; `nil` for TAO's.
  var template: String?
  /// The last state is also saved between validations: after so many seconds, and after so many steps if given.
  var secondsBetween: Int
  var stepsBetween: Int?

  init(_ section: SpecSection) {
    isOn = section.bool("create_checkpoint_callback", default: true)
    let values = section.section("checkpoint_callback_params")
    monitor = Self.monitor(section)
    direction = Self.direction(values, of: monitor)
    isVerbose = values.bool("verbose", default: true)
    savesLast = values.bool("save_last", default: true)
    keeps = values.int("save_top_k", default: 3)
    values.check(keeps >= -1, key: "save_top_k", "must be 0 or more, or -1 for all")
    keepsWeightsOnly = values.bool("save_weights_only", default: false)
    period = values.int("period", default: 1)
    values.check(period >= 1, key: "period", "must be at least 1 epoch")
    prefix = values.optionalString("prefix")
    values.check(prefix?.contains("/") != true, key: "prefix", "must be the beginning of a file name")
    postfix = values.string("postfix", default: ".tlt")
    values.check(
      postfix.hasPrefix(".") && postfix.count > 1 && !postfix.contains("/") && postfix != ".ckpt", key: "postfix",
      "must begin with a point and name a kind of file that is not .ckpt")
    savesBest = values.bool("save_best_model", default: true)
    (folder, template) = Self.place(values)
    values.check(
      values.bool("auto_insert_metric_name", default: true), key: "auto_insert_metric_name",
      "must be true: names say which number they hold")
    let perEpoch = "validation decides when checkpoints are written: trainer.val_check_interval, and period"
    for key in ["every_n_epochs", "every_n_train_steps", "every_n_val_epochs", "train_time_interval"] {
      values.refuse(key, because: perEpoch)
    }
    for key in ["save_on_train_epoch_end", "model_parallel_size", "save_nemo_on_train_end"] {
      values.refuse(key, because: perEpoch)
    }
    secondsBetween = section.int("checkpoint_every_n_seconds", default: 60)
    section.check(secondsBetween >= 0, key: "checkpoint_every_n_seconds", "must not be negative; 0 does not save")
    stepsBetween = section.optionalInt("checkpoint_every_n_steps")
    section.check(stepsBetween.map { $0 >= 1 } ?? true, key: "checkpoint_every_n_steps", "must be at least 1, or null")
  }

  /// What chooses the best epoch.
  static func monitor(_ section: SpecSection) -> ValidationMetric {
    section.section("checkpoint_callback_params").choice("monitor", default: ValidationMetric.entityF1)
  }

  /// `mode`: `auto` follows the metric.
  static func direction(_ values: SpecSection, of metric: ValidationMetric) -> ValidationMetric.Direction {
    let mode = values.choice("mode", among: ["auto", "min", "max"], default: "auto")
    return ValidationMetric.Direction(rawValue: mode) ?? metric.direction
  }

  /// `dirpath` and `filename`, or `filepath`, which is both in one.
  private static func place(_ values: SpecSection) -> (folder: String?, template: String?) {
    var folder = values.optionalString("dirpath")
    var template = values.optionalString("filename")
    if let path = values.optionalString("filepath") {
      values.check(
        folder == nil && template == nil, key: "filepath", "says what dirpath and filename say; leave one of them out")
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      template = parts.last.flatMap { $0.isEmpty ? nil : String($0) }
      if parts.count > 1 {
        folder = parts.count == 2 && parts[0].isEmpty ? "/" : parts.dropLast().joined(separator: "/")
      }
    }
    if let template, let problem = CheckpointName(template).problem {
      values.check(false, key: values.names("filepath") ? "filepath" : "filename", problem)
    }
    return (folder, template)
  }
}
