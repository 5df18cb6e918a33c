import Specs

/// The spec of `train`, with TAO's keys and defaults; Gloss's own keys are `seed`, `trainer.workers` and
/// `model.dataset.max_seq_length`'s meaning (windows instead of truncation).
struct TrainSpec {
  var run: RunSpec
  var model: ModelSpec

  init(_ reader: SpecReader) {
    run = RunSpec(reader.root, trainingKey: "training_ds", modelName: "trained-model")
    model = ModelSpec(reader.root.section("model"), hasStore: run.data.corpus != nil)
    run.modelKeys = model.accepted
    run.training.dropsLast = run.training.dropsLast || model.dropsLast
  }
}
