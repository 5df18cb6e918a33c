import Specs
import Taggers

/// `model`: the language model, its tokenizer, the head, and how examples are made.
struct ModelSpec {
  /// `nil`: of the corpus store that the data comes from.
  var labelIDs: String?
  var language: LanguageModelSpec
  var tokenizer: TokenizerSpec
  var head: ClassifierHead.Shape
  var usesTransformerInit: Bool
  var maxSequenceLength: Int
  var ignoresExtraTokens: Bool
  var ignoresStartEnd: Bool
  var weighsClasses: Bool
  var dropsLast: Bool
  /// Sentences for the log about keys that change nothing here.
  var accepted = AcceptedKeys()

  /// - Parameter hasStore: whether the data comes from a store, which knows the labels.
  init(_ model: SpecSection, hasStore: Bool) {
    language = LanguageModelSpec(model.section("language_model"))
    tokenizer = TokenizerSpec(model.section("tokenizer"), encoderName: language.name)
    let head = model.section("head")
    let layers = head.int("num_fc_layers", default: 2)
    head.check((1...64).contains(layers), key: "num_fc_layers", "must be 1 to 64")
    let dropout = head.float("fc_dropout", default: 0.5)
    head.check((0..<1).contains(dropout), key: "fc_dropout", "must be at least 0 and less than 1")
    let activation = head.choice("activation", among: ClassifierHead.Shape.activations, default: "relu")
    self.head = ClassifierHead.Shape(layers: layers, dropout: Float(dropout), activation: activation)
    usesTransformerInit = head.bool("use_transformer_init", default: true)
    let dataset = model.section("dataset")
    let balancing = dataset.optionalString("class_balancing")
    dataset.check(
      balancing == nil || balancing == "weighted_loss", key: "class_balancing", "must be null or weighted_loss")
    weighsClasses = balancing == "weighted_loss"
    maxSequenceLength = dataset.int("max_seq_length", default: 128)
    dataset.check(maxSequenceLength >= 3, key: "max_seq_length", "must be at least 3: two are special tokens")
    ignoresExtraTokens = dataset.bool("ignore_extra_tokens", default: false)
    ignoresStartEnd = dataset.bool("ignore_start_end", default: false)
    let pad = dataset.string("pad_label", default: "O")
    dataset.check(pad == "O", key: "pad_label", "must be O in this version")
    dropsLast = dataset.bool("drop_last", default: false)
    accepted.acceptLoading(dataset)
    labelIDs = hasStore ? model.stringIfSet("label_ids") : model.requiredString("label_ids")
  }
}
