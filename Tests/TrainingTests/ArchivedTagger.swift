import Annotations
import Taggers
import Testing
import Tokenization

/// A tagger with the least that an archive needs around its weights.
enum ArchivedTagger {
  static func model(_ classifier: TokenClassifier) throws -> TaggerModel {
    let words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] + (5..<60).map { "w\($0)" }
    let tokenizer = try WordPieceTokenizer(
      vocabulary: Vocabulary(vocabularyText: Array(words.joined(separator: "\n").utf8)), options: WordPieceOptions())
    return TaggerModel(
      classifier: classifier, labels: try #require(LabelSet(names: ["O", "B-X", "I-X"])),
      tokenizer: .wordPiece(tokenizer),
      maxSequenceLength: 16, configurationText: "model: {}\n",
      origin: ArchiveManifest.Origin(toolVersion: "test"))
  }
}
