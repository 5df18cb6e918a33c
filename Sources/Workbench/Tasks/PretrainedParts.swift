import Files
import Foundation
import Taggers
import Tokenization

/// The encoder and the tokenizer that a training spec names.
struct PretrainedParts {
  let encoder: BertEncoder
  let tokenizer: WordPieceTokenizer

  init(_ spec: ModelSpec, environment: [String: String]) throws {
    let locator = EncoderLocator(environment: environment)
    let folder = try locator.folder(of: spec.encoderName)
    let pretrained = try PretrainedEncoder(path: folder)
    encoder = pretrained.encoder
    if let file = spec.vocabularyFile {
      let vocabulary = Vocabulary(vocabularyText: Array(try MappedFile.open(file)))
      let named = try WordPieceTokenizer(path: folder)
      tokenizer = try WordPieceTokenizer(vocabulary: vocabulary, options: named.options)
    } else {
      let tokenizerFolder =
        spec.tokenizerName == spec.encoderName ? folder : try locator.folder(of: spec.tokenizerName)
      tokenizer = try WordPieceTokenizer(path: tokenizerFolder)
    }
    let rows = pretrained.configuration.vocabularySize
    guard tokenizer.vocabulary.count <= rows else {
      throw ModelProblem.vocabularySize(
        vocabulary: tokenizer.vocabulary.count, table: rows, folder: spec.vocabularyFile ?? folder)
    }
  }
}
