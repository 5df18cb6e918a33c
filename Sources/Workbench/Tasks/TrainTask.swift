import Annotations
import CorpusFormats
import Kernels
import Specs
import Taggers
import Tokenization
import Training

extension Workbench {
  /// `train`: a pretrained encoder and a labelled corpus become a tagger.
  ///
  /// - Returns: the path of the best model.
  @discardableResult
  public func train(_ source: SpecSource) throws -> String { try logged { try $0.trainModel(source) } }

  private func trainModel(_ source: SpecSource) throws -> String {
    let (spec, effective) = try source.decode(TrainSpec.init)
    let job = try begin("train", spec.run, effective)
    let parts = try PretrainedParts(
      spec.model, key: spec.run.key, locator: encoderLocator, seed: job.seed, report: report)
    if parts.addedTokens > 0 {
      let rows = parts.encoder.configuration.vocabularySize
      report(
        .info(
          "Added \(parts.addedTokens) special tokens to the \(parts.tokenizer.kind) tokenizer; "
            + "the word embeddings have \(rows) rows.", source: "train:98"))
    }
    let labelIDs = spec.model.labelIDs ?? ExperimentFolder.join(job.spec.data.folder, CorpusDataset.labelIDs)
    let labels = try LabelIds.read(path: labelIDs)
    report(.info("Reusing label_ids file found at \(labelIDs).", source: "token_classification_model:61"))
    var head = ClassifierHead(spec.model.head, hidden: parts.encoder.configuration.hiddenSize, labels: labels.count)
    var stream = PhiloxStream(seed: UInt64(job.seed), stream: 1)
    head.initialize(transformerInit: spec.model.usesTransformerInit, using: &stream)
    return try fit(
      TrainingStart(
        classifier: TokenClassifier(encoder: parts.encoder, head: head), tokenizer: parts.tokenizer, labels: labels,
        maxSequenceLength: min(spec.model.maxSequenceLength, parts.encoder.configuration.longestSequence),
        ignoresExtraTokens: spec.model.ignoresExtraTokens, ignoresStartEnd: spec.model.ignoresStartEnd,
        weighsClasses: spec.model.weighsClasses, configurationText: job.configuration.archived),
      job)
  }
}
