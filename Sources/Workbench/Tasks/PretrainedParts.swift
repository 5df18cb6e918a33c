import Files
import Foundation
import Taggers
import Tokenization

/// The encoder and the tokenizer that a training spec names: a folder's, or those of a trained model.
struct PretrainedParts {
  let encoder: BertEncoder
  let tokenizer: WordPieceTokenizer

  init(_ spec: ModelSpec, key: String?, locator: EncoderLocator, seed: Int, report: WorkReporter) throws {
    if FileKind(of: spec.language.name) == .regular {
      guard spec.tokenizerName == spec.language.name, spec.vocabularyFile == nil else {
        throw WorkProblem.model(
          "\(spec.language.name): a trained model comes with its tokenizer; leave out model.tokenizer")
      }
      guard spec.language.isNameAlone else {
        throw WorkProblem.model(
          "\(spec.language.name): a trained model comes with its encoder; leave out config_file, config and lm_checkpoint "
            + "of model.language_model")
      }
      let model = try TaggerModel(startingFrom: spec.language.name, key: key)
      (encoder, tokenizer) = (model.classifier.encoder, model.tokenizer)
      return
    }
    let chosen = try ChosenEncoder(spec.language, locator: locator, seed: seed, report: report)
    encoder = chosen.encoder
    if let file = spec.vocabularyFile {
      let vocabulary = Vocabulary(vocabularyText: Array(try MappedFile.open(file)))
      var options = WordPieceOptions()
      // The folder is missing only where the spec itself has the encoder's configuration; then the name tells.
      options.lowercase = !spec.tokenizerName.contains("-cased")
      if let folder = chosen.folder { options = try WordPieceTokenizer(path: folder).options }
      tokenizer = try WordPieceTokenizer(vocabulary: vocabulary, options: options)
    } else {
      let own = spec.tokenizerName == spec.language.name ? chosen.folder : nil
      tokenizer = try WordPieceTokenizer(path: own ?? locator.folder(of: spec.tokenizerName))
    }
    let rows = encoder.configuration.vocabularySize
    guard tokenizer.vocabulary.count <= rows else {
      throw ModelProblem.vocabularySize(
        vocabulary: tokenizer.vocabulary.count, table: rows, folder: spec.vocabularyFile ?? spec.tokenizerName)
    }
  }
}
