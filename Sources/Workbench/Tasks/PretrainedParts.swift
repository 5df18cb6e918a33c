import Kernels
import Taggers
import Tokenization

/// The encoder and the tokenizer that a training spec names.
struct PretrainedParts {
  let encoder: BertEncoder
  let tokenizer: Tokenizer
  /// How many special tokens of the spec are new to the tokenizer.
  let addedTokens: Int

  /// - Parameter seed: decides the embeddings of added tokens.
  init(_ spec: TrainSpec, environment: [String: String], seed: UInt64) throws {
    let locator = EncoderLocator(environment: environment)
    let folder = try locator.folder(of: spec.model.encoderName)
    let pretrained = try PretrainedEncoder(path: folder)
    let wanted = spec.model.tokenizer
    let source: String =
      if wanted.name == TokenizerSpec.sentencePiece {
        wanted.model ?? ""
      } else {
        wanted.name == spec.model.encoderName ? folder : try locator.folder(of: wanted.name)
      }
    let (named, added) = try Tokenizer.load(
      path: source, vocabularyFile: wanted.vocabularyFile, naming: wanted.specialTokens)
    tokenizer = wanted.addsPrefixSpace.map(named.addingPrefixSpace) ?? named
    addedTokens = added
    let rows = pretrained.configuration.vocabularySize
    guard tokenizer.count - added <= rows else {
      throw ModelProblem.vocabularySize(
        vocabulary: tokenizer.count - added, table: rows, folder: wanted.vocabularyFile ?? source)
    }
    var encoder = pretrained.encoder
    var stream = PhiloxStream(seed: seed, stream: Self.embeddingStream)
    encoder.growVocabulary(to: tokenizer.count, using: &stream)
    self.encoder = encoder
  }

  /// The stream of random numbers for embeddings of added tokens; 1 is the head's.
  private static let embeddingStream: UInt32 = 3
}
