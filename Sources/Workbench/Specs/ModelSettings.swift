import Specs

/// What the configuration in a model's archive says of its training: ours has the keys of a `train` spec under `model`,
/// NeMo's has them at the top.
struct ModelSettings {
  let ignoresExtraTokens: Bool
  let ignoresStartEnd: Bool
  let weighsClasses: Bool
  private let model: SpecNode

  /// The sections that are the model's own.
  private static let sections = ["tokenizer", "language_model", "head", "dataset", "class_labels"]

  /// - Throws: `SpecProblems` for what is not YAML.
  init(_ text: String, file: String) throws(SpecProblems) {
    let tree = try SpecNode.parse(text, file: "\(file)(model_config.yaml)")
    let model = tree["model"] ?? tree
    var kept = SpecMap()
    for name in Self.sections {
      if let section = model[name], !section.isNull { kept.set(name, to: section) }
    }
    self.model = SpecNode(.map(kept))
    func flag(_ key: String) -> Bool { model["dataset.\(key)"]?.scalar?.value == .bool(true) }
    (ignoresExtraTokens, ignoresStartEnd) = (flag("ignore_extra_tokens"), flag("ignore_start_end"))
    weighsClasses = model["dataset.class_balancing"]?.scalar?.value == .string("weighted_loss")
  }

  /// The configuration of a model that came out of this one by a fine-tuning.
  func archived(after finetuning: SpecNode) -> String {
    var kept = finetuning.map ?? SpecMap()
    kept.remove("restore_from")
    kept.set("model", to: model)
    return SpecNode(.map(kept)).archived
  }
}
