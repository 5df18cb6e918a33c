import Files
import Foundation
import Taggers
import Tokenization

/// The encoder and the tokenizer that a training spec names: a folder's, or those of a trained model.
struct PretrainedParts {
  let encoder: BertEncoder
  let tokenizer: WordPieceTokenizer

  init(_ spec: ModelSpec, key: String?, locator: EncoderLocator) throws {
    if FileKind(of: spec.encoderName) == .regular {
      guard spec.tokenizerName == spec.encoderName, spec.vocabularyFile == nil else {
        throw WorkProblem.model(
          "\(spec.encoderName): a trained model comes with its tokenizer; leave out model.tokenizer")
      }
      let model = try TaggerModel(startingFrom: spec.encoderName, key: key)
      (encoder, tokenizer) = (model.classifier.encoder, model.tokenizer)
      return
    }
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
