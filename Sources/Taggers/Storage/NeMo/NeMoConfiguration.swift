/// What rebuilds a model of a NeMo archive, as its `model_config.yaml` says it. This target reads no YAML; whoever opens
/// the archive does, and hands over this.
public struct NeMoConfiguration: Sendable {
  /// `tokenizer.vocab_file`, with or without `nemo:` before it.
  public var vocabularyFile: String?
  /// `tokenizer.tokenizer_name`, else the language model's name: says whether text is lower-cased.
  public var tokenizerName: String?
  /// `language_model.pretrained_model_name`: says the family where the encoder's configuration does not.
  public var encoderName: String?
  /// `class_labels.class_labels_file`
  public var labelsFile: String?
  /// `label_ids`: each label's id.
  public var labelIDs: [String: Int]?
  /// `language_model.config_file`
  public var encoderFile: String?
  /// `head`
  public var head = ClassifierHead.Shape(layers: 2, dropout: 0.5, activation: "relu")
  /// `dataset.max_seq_length`; not above 0 for no limit.
  public var maxSequenceLength = 128

  /// NeMo's defaults.
  public init() {}
}
