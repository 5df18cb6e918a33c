import Annotations
import Specs

/// The spec of `finetune`: data, optimizer and trainer; everything about the model comes with the model.
struct FinetuneSpec {
  var run: RunSpec
  var model: String
  var labels: LabelMap
  /// `nil`: as the model was trained.
  var weighsClasses: Bool?

  init(_ reader: SpecReader) {
    let root = reader.root
    model = root.string("restore_from", default: "trained-model.tlt")
    run = RunSpec(root, trainingKey: "finetuning_ds", modelName: "finetuned-model", rate: 1e-5)
    root.refuse(
      "model",
      because: "fine-tuning keeps the model as it was trained: its encoder, tokenizer, head and labels; "
        + "to change them, use `train`")
    root.refuse("training_ds", because: "the data of fine-tuning stands in finetuning_ds")
    let balancing = root.optionalString("class_balancing")
    root.check(
      balancing == nil || ["weighted_loss", "none"].contains(balancing), key: "class_balancing",
      "must be weighted_loss, none, or null (as the model was trained)")
    weighsClasses = balancing.map { $0 == "weighted_loss" }
    labels = root.labelMap()
  }
}
