import Specs
import Taggers

/// The spec of `evaluate`.
struct EvaluationSpec {
  var model: String
  var dataFolder: String
  var test: DatasetSpec
  var key: String?
  var trainer: TrainerSpec
  var experiment: ExperimentSpec
  var decoding: TagDecoder.Method

  init(_ reader: SpecReader) {
    let root = reader.root
    decoding = root.choice("decoding", default: TagDecoder.Method.viterbi)
    model = root.string("restore_from", default: "trained-model.tlt")
    dataFolder = root.requiredString("data_dir")
    test = DatasetSpec(root.section("test_ds"), split: "dev", shuffle: false)
    trainer = TrainerSpec(root.section("trainer"))
    experiment = ExperimentSpec(root.section("exp_manager"), defaultName: "evaluate")
    key = root.optionalString("encryption_key")
  }
}

/// The spec of `infer`.
struct InferenceSpec {
  var model: String
  var queries: [String]
  var key: String?
  var trainer: TrainerSpec
  var experiment: ExperimentSpec

  init(_ reader: SpecReader) {
    let root = reader.root
    model = root.string("restore_from", default: "trained-model.tlt")
    queries = root.requiredStrings("input_batch")
    trainer = TrainerSpec(root.section("trainer"))
    experiment = ExperimentSpec(root.section("exp_manager"), defaultName: "infer")
    key = root.optionalString("encryption_key")
  }
}
