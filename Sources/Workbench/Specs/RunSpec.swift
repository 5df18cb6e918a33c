import Specs

/// What `train` and `finetune` have in common: data, optimizer, trainer, results.
struct RunSpec {
  var data: DataOrigin
  var training: DatasetSpec
  var validation: DatasetSpec
  var trainer: TrainerSpec
  var optimization: OptimizationSpec
  var seed: Int?
  var key: String?
  var experiment: ExperimentSpec
  /// Sentences for the log about keys that change nothing here.
  var notes: [String] {
    [experiment.accepted, trainer.accepted, training.accepted, validation.accepted, modelKeys].flatMap(\.notes)
  }
  /// The same for `model`, where the task reads it.
  var modelKeys = AcceptedKeys()

  /// - Parameters:
  ///   - trainingKey: `training_ds` or `finetuning_ds`.
  ///   - modelName: the default of `exp_manager.name`.
  ///   - rate: the default of `optim.lr`.
  init(_ root: SpecSection, trainingKey: String, modelName: String, rate: Double = 5e-5) {
    experiment = ExperimentSpec(root.section("exp_manager"), defaultName: modelName)
    data = DataOrigin(root)
    let hasStore = data.corpus != nil
    training = DatasetSpec(root.section(trainingKey), split: "train", shuffle: true, hasStore: hasStore)
    validation = DatasetSpec(root.section("validation_ds"), split: "dev", shuffle: false, hasStore: hasStore)
    trainer = TrainerSpec(root.section("trainer"))
    optimization = OptimizationSpec(root.section("optim"), rate: rate)
    seed = root.optionalInt("seed")
    root.check(seed.map { $0 >= 0 } ?? true, key: "seed", "must not be negative")
    key = root.optionalString("encryption_key")
  }
}
