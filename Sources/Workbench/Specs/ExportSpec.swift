import Specs

/// The spec of `export`.
struct ExportSpec {
  /// What is written.
  enum Format: String, CaseIterable {
    /// A tar with graph, configuration, vocabulary and labels.
    case riva = "RIVA"
    /// The graph alone.
    case onnx = "ONNX"
    /// A folder for Hugging Face's `transformers`.
    case huggingFace = "HF"

    /// The name of the file or folder where the spec gives none.
    var standardTarget: String {
      switch self {
      case .riva: "exported-model.riva"
      case .onnx: "exported-model.onnx"
      case .huggingFace: "exported-model-hf"
      }
    }
  }

  var model: String
  var format: Format
  var target: String
  var experiment: TaskFolderSpec
  var key: String?

  init(_ reader: SpecReader) {
    let root = reader.root
    model = root.string("restore_from", default: "trained-model.tlt")
    format = root.choice("export_format", default: Format.riva)
    target = root.optionalString("export_to") ?? format.standardTarget
    root.check(!target.isEmpty, key: "export_to", "must name a file (for HF: a folder), or be null")
    experiment = TaskFolderSpec(root.section("exp_manager"), task: "export")
    key = root.optionalString("encryption_key")
  }

  /// The target; a relative one lies in the results folder.
  var path: String { experiment.path(target) }
}

/// `exp_manager` of tasks without a trainer.
struct TaskFolderSpec {
  /// The folder of logs and results.
  var folder: String

  init(_ section: SpecSection, task: String) {
    // TAO writes it into its specs; it names the log file.
    _ = section.string("task_name", default: task)
    folder = section.string("explicit_log_dir", default: "./")
  }

  /// A path; a relative one lies in the folder.
  func path(_ name: String) -> String {
    name.hasPrefix("/") || folder.isEmpty || folder == "./" || folder == "."
      ? name : folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }
}
