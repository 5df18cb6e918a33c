import Files
import Kernels
import Taggers
import Tokenization

/// The encoder and the tokenizer that a training spec names: a folder's, or those of a trained model.
struct PretrainedParts {
  let encoder: BertEncoder
  let tokenizer: Tokenizer
  /// How many special tokens of the spec are new to the tokenizer.
  let addedTokens: Int

  init(_ spec: ModelSpec, key: String?, locator: EncoderLocator, seed: Int, report: WorkReporter) throws {
    let wanted = spec.tokenizer
    if FileKind(of: spec.language.name) == .regular {
      guard wanted == TokenizerSpec(of: spec.language.name) else {
        throw WorkProblem.model(
          "\(spec.language.name): a trained model comes with its tokenizer; leave out model.tokenizer")
      }
      guard spec.language.isNameAlone else {
        throw WorkProblem.model(
          "\(spec.language.name): a trained model comes with its encoder; leave out config_file, config and lm_checkpoint "
            + "of model.language_model")
      }
      let model = try TaggerModel(startingFrom: spec.language.name, key: key)
      (encoder, tokenizer, addedTokens) = (model.classifier.encoder, model.tokenizer, 0)
      return
    }
    let chosen = try ChosenEncoder(spec.language, locator: locator, seed: seed, report: report)
    let named: Tokenizer
    let source: String
    if wanted.name == spec.language.name, chosen.folder == nil, let file = wanted.vocabularyFile {
      // The folder is missing only where the spec itself has the encoder's configuration; then the name tells.
      var options = WordPieceOptions()
      options.lowercase = !wanted.name.contains("-cased")
      let vocabulary = Vocabulary(vocabularyText: Array(try MappedFile.open(file)))
      (named, addedTokens) = try Tokenizer.wordPiece(WordPieceTokenizer(vocabulary: vocabulary, options: options))
        .naming(wanted.specialTokens)
      source = file
    } else {
      if wanted.name == TokenizerSpec.sentencePiece {
        source = wanted.model ?? ""
      } else {
        let own = wanted.name == spec.language.name ? chosen.folder : nil
        source = try own ?? locator.folder(of: wanted.name)
      }
      (named, addedTokens) = try Tokenizer.load(
        path: source, vocabularyFile: wanted.vocabularyFile, naming: wanted.specialTokens)
    }
    tokenizer = wanted.addsPrefixSpace.map(named.addingPrefixSpace) ?? named
    let rows = chosen.encoder.configuration.vocabularySize
    guard tokenizer.count - addedTokens <= rows else {
      throw ModelProblem.vocabularySize(
        vocabulary: tokenizer.count - addedTokens, table: rows, folder: wanted.vocabularyFile ?? source)
    }
    var encoder = chosen.encoder
    var stream = PhiloxStream(seed: UInt64(seed), stream: Self.embeddingStream)
    encoder.growVocabulary(to: tokenizer.count, using: &stream)
    self.encoder = encoder
  }

  /// The stream of random numbers for embeddings of added tokens; 1 is the head's.
  private static let embeddingStream: UInt32 = 3
}
