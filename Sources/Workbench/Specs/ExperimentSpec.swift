import Specs

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
