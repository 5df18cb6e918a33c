import Foundation
import Layers

/// The families of encoders that are computed, by the `model_type` of their `config.json`.
///
/// All are one network with small differences: which tables and norms there are, where the norms stand, from where
/// positions are counted, and what configuration files and weight files call things.
public enum EncoderFamily: String, Sendable, Hashable, CaseIterable {
  /// Google's BERT.
  case bert
  /// A RoBERTa for French.
  case camembert
  /// Half a BERT, without segments.
  case distilbert
  /// Tables that may be narrower than the layers.
  case electra
  /// LayerNorm before each half of a layer.
  case megatronBert = "megatron-bert"
  /// BERT with byte-level tokens, and positions that are counted from behind the padding's.
  case roberta
  /// RoBERTa of a hundred languages.
  case xlmRoberta = "xlm-roberta"

  /// All `model_type`s, for messages.
  static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }

  /// What stands before an encoder's names in the files of models with a head.
  public var prefix: String {
    switch self {
    case .bert, .megatronBert: "bert."
    case .distilbert: "distilbert."
    case .electra: "electra."
    case .camembert, .roberta, .xlmRoberta: "roberta."
    }
  }

  /// Whether a token has a segment.
  var hasSegments: Bool { self != .distilbert }

  /// Where the norms of a layer stand. Where they stand before, none closes the embeddings and one closes the last layer.
  var norms: NormPlacement { self == .megatronBert ? .before : .after }

  /// Whether positions are counted from behind the padding's id, the row of which stays unused.
  var countsPositionsFromPadding: Bool {
    switch self {
    case .camembert, .roberta, .xlmRoberta: true
    case .bert, .distilbert, .electra, .megatronBert: false
    }
  }

  /// Whether dropout follows the attention's output.
  var dropsAttentionOutput: Bool { self != .distilbert }

  /// Whether the files may have a pooler.
  var mayHavePooler: Bool { self != .distilbert && self != .electra }

  /// The name that the family's files give a tensor of ours (BERT's names, whatever stands before them).
  public func fileName(of name: String) -> String {
    guard let (stack, parts) = renames else { return name }
    if let range = name.range(of: "encoder.layer.") {
      let tail = name[range.upperBound...]
      for (ours, theirs) in parts where tail.contains(ours) {
        return name[..<range.lowerBound] + stack + tail.replacingOccurrences(of: ours, with: theirs)
      }
    }
    return name.replacingOccurrences(of: "embeddings.projection.", with: "embeddings_project.")
  }

  /// What the stack of layers is called, and the parts of a layer; the first pair that fits counts.
  private var renames: (stack: String, parts: [(ours: String, theirs: String)])? {
    switch self {
    case .bert, .camembert, .roberta, .xlmRoberta: nil
    case .distilbert:
      (
        "transformer.layer.",
        [
          (".attention.self.query.", ".attention.q_lin."), (".attention.self.key.", ".attention.k_lin."),
          (".attention.self.value.", ".attention.v_lin."), (".attention.output.dense.", ".attention.out_lin."),
          (".attention.output.LayerNorm.", ".sa_layer_norm."), (".intermediate.dense.", ".ffn.lin1."),
          (".output.dense.", ".ffn.lin2."), (".output.LayerNorm.", ".output_layer_norm."),
        ]
      )
    case .electra: ("encoder.layer.", [])
    case .megatronBert:
      ("encoder.layer.", [(".attention.output.LayerNorm.", ".attention.ln."), (".output.LayerNorm.", ".ln.")])
    }
  }

  /// The family that the name of a model speaks of: `distilbert-base-uncased`, `megatron-bert-345m-cased`.
  static func named(in name: String) -> EncoderFamily? {
    let plain = name.split(separator: "/").last.map { $0.lowercased().replacingOccurrences(of: "_", with: "-") } ?? ""
    let words: [(String, EncoderFamily)] = [
      ("distilbert", .distilbert), ("distilroberta", .roberta), ("xlm-roberta", .xlmRoberta), ("xlm-r-", .xlmRoberta),
      ("camembert", .camembert), ("roberta", .roberta), ("electra", .electra), ("megatron", .megatronBert),
      ("bert", .bert),
    ]
    return words.first { plain.contains($0.0) }?.1
  }

  /// The family of a configuration without `model_type`, by the class that wrote it: `RobertaForMaskedLM`. The longest
  /// beginning that fits counts.
  static func named(by architecture: String) -> EncoderFamily? {
    let beginnings: [(String, EncoderFamily)] = [
      ("XLMRoberta", .xlmRoberta), ("Roberta", .roberta), ("Camembert", .camembert), ("DistilBert", .distilbert),
      ("Electra", .electra), ("MegatronBert", .megatronBert), ("Bert", .bert),
    ]
    return beginnings.first { architecture.hasPrefix($0.0) }?.1
  }
}
