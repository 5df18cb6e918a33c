import ArgumentParser
import Foundation
import Workbench

/// What every task takes.
struct TaskOptions: ParsableArguments {
  @Option(name: [.customShort("e"), .customLong("experiment_spec_file")], help: "The spec file of the task (YAML).")
  var spec: String?

  @Option(name: [.customShort("r"), .customLong("results_dir")], help: "The folder that receives logs and results.")
  var results: String?

  @OptionGroup var key: KeyOptions

  @Option(name: [.customShort("g"), .customLong("gpus")], help: "Accepted for TAO; the processor's cores do the work.")
  var gpus: Int?

  @Argument(help: "Overrides of the spec: key=value, +key=value, ~key.")
  var overrides: [String] = []

  /// The spec with the flags as its last but one layer; what is typed as key=value wins.
  ///
  /// - Throws: what a key file that cannot be read throws.
  func source(model: String? = nil, flags: [String] = []) throws -> SpecSource {
    var all: [String] = flags
    if let results { all.append("++exp_manager.explicit_log_dir=\(Self.quoted(results))") }
    if let model { all.append("++restore_from=\(Self.quoted(model))") }
    return SpecSource(
      file: spec, overrides: all + overrides, environment: ProcessInfo.processInfo.environment,
      key: try key.passphrase())
  }

  /// The override of `-g`, for tasks that have a trainer; TAO's others take the flag and leave it.
  var gpuFlag: [String] { gpus.map { ["++trainer.gpus=\($0)"] } ?? [] }

  static func quoted(_ text: String) -> String {
    "'" + text.replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "'", with: "\\'") + "'"
  }
}

/// `-m`, for tasks that use a trained model.
struct ModelOption: ParsableArguments {
  @Option(name: [.customShort("m"), .customLong("resume_model_weights")], help: "The trained model (.tlt).")
  var model: String?
}
