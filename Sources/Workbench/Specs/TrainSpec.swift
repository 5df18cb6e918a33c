import Specs

/// The spec of `train`, with TAO's keys and defaults; Gloss's own keys are `seed`, `trainer.workers` and
/// `model.dataset.max_seq_length`'s meaning (windows instead of truncation).
struct TrainSpec {
  var dataFolder: String
  var training: DatasetSpec
  var validation: DatasetSpec
  var model: ModelSpec
  var trainer: TrainerSpec
  var optimization: OptimizationSpec
  var seed: Int?
  var key: String?
  var experiment: ExperimentSpec

  init(_ reader: SpecReader) {
    let root = reader.root
    experiment = ExperimentSpec(root.section("exp_manager"), defaultName: "trained-model")
    model = ModelSpec(root.section("model"))
    dataFolder = root.requiredString("data_dir")
    training = DatasetSpec(root.section("training_ds"), split: "train", shuffle: true)
    validation = DatasetSpec(root.section("validation_ds"), split: "dev", shuffle: false)
    trainer = TrainerSpec(root.section("trainer"))
    optimization = OptimizationSpec(root.section("optim"))
    seed = root.optionalInt("seed")
    root.check(seed.map { $0 >= 0 } ?? true, key: "seed", "must not be negative")
    key = root.optionalString("encryption_key")
  }
}
