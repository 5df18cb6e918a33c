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
  ///
  /// - Parameter weighs: what the fine-tuning says of class balancing, if it does.
  func archived(after finetuning: SpecNode, weighsClasses weighs: Bool?) -> String {
    var kept = finetuning.map ?? SpecMap()
    var model = model.map ?? SpecMap()
    if let weighs {
      var dataset = model["dataset"]?.map ?? SpecMap()
      dataset.set("class_balancing", to: SpecNode(.scalar(Scalar(weighs ? .string("weighted_loss") : .null))))
      model.set("dataset", to: SpecNode(.map(dataset)))
    }
    kept.remove("restore_from")
    kept.set("model", to: SpecNode(.map(model)))
    return SpecNode(.map(kept)).archived
  }
}
