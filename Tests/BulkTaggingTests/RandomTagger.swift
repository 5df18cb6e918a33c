import Annotations
import BulkTagging
import Foundation
import Kernels
import Layers
import Tokenization

@testable import Taggers

/// A very small tagger with random weights, always the same; words are spelled letter by letter.
enum RandomTagger {
  static let labels = ["O", "B-PER", "I-PER", "B-LOC", "I-LOC"]
  /// The longest window that its encoder takes, special tokens included.
  static let positions = 40

  static func make() throws -> TaggerModel {
    let letters = "abcdefghijklmnopqrstuvwxyz0123456789".map(String.init)
    let vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", ".", ","] + letters + letters.map { "##\($0)" }
    let tokenizer = try WordPieceTokenizer(vocabularyText: vocabulary.joined(separator: "\n") + "\n")
    let configuration = EncoderConfiguration(
      vocabularySize: vocabulary.count, hiddenSize: 16, layers: 2, heads: 2, intermediateSize: 24, positions: positions)
    var stream = PhiloxStream(seed: 11, stream: 1)
    var classifier = TokenClassifier(
      encoder: BertEncoder(configuration, hasPooler: false),
      head: ClassifierHead(.init(layers: 1, dropout: 0, activation: "relu"), hidden: 16, labels: labels.count))
    classifier.visitParameters { path, parameter in
      // Without biases, which favour one label, labels vary from word to word.
      let name = path.description
      let mean: Float = name.contains("LayerNorm.weight") ? 1 : 0
      let deviation: Float = name.hasSuffix("bias") ? 0 : 0.5
      let values = (0..<parameter.value.count).map { _ in mean + stream.normal(deviation: deviation) }
      parameter.value = Matrix(rows: parameter.value.rows, columns: parameter.value.columns, elements: values)
    }
    guard let set = LabelSet(names: labels) else { preconditionFailure("labels") }
    return TaggerModel(
      classifier: classifier, labels: set, tokenizer: .wordPiece(tokenizer), maxSequenceLength: positions,
      configurationText: "model: {}\n", origin: ArchiveManifest.Origin(toolVersion: "test"))
  }
}

/// Texts of random words, always the same; none of their sentences is as long as a window.
func randomTexts(_ count: Int) -> [String] {
  var stream = PhiloxStream(seed: 5, stream: 2)
  return (0..<count).map { _ in
    (0..<Int.random(in: 1...4, using: &stream)).map { _ in
      (0..<Int.random(in: 1...6, using: &stream)).map { _ in
        String(
          (0..<Int.random(in: 1...5, using: &stream)).map { _ in "abcdefghij".randomElement(using: &stream) ?? "a" })
      }.joined(separator: " ").capitalized + "."
    }.joined(separator: " ")
  }
}

/// What a tagger says of texts, and its totals.
func tag(
  _ texts: [String], _ model: TaggerModel? = nil, _ change: (inout BulkTagger.Options) -> Void = { _ in }
) throws -> (documents: [TaggedDocument], totals: BulkTagger.Totals) {
  var options = BulkTagger.Options()
  change(&options)
  var pending = texts.enumerated().map { SourceDocument(id: "\($0)", text: Array($1.utf8)) }[...]
  var documents: [TaggedDocument] = []
  let tagger = BulkTagger(try model ?? RandomTagger.make(), options: options)
  let totals = try tagger.tag(next: { pending.popFirst() }) { document, _ in documents.append(document) }
  return (documents, totals)
}
