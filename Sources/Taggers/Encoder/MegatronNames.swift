import Foundation

/// What Megatron-LM, and NeMo with it, call the tensors of a Megatron-BERT.
///
/// Old checkpoints have `language_model.transformer.layers.0.attention.…`, younger ones
/// `language_model.encoder.layers.0.self_attention.…`; query, key and value are one tensor.
enum MegatronNames {
  /// The tensor that tells, and what stands before its like.
  private static let words = "language_model.embedding.word_embeddings.weight"

  /// Whether a source has these names.
  static func areUsed(in source: some TensorSource) -> Bool { source.names.contains { $0.hasSuffix(words) } }

  /// The same tensors under the names that `transformers` gives them, those outside the encoder (heads) under their own.
  ///
  /// - Parameter version: of the checkpoint, where it is known; it decides how query, key and value are interleaved.
  static func translated(_ source: some TensorSource, heads: Int, version: Double?) -> RenamedTensors {
    let prefix = source.names.first { $0.hasSuffix(words) }.map { String($0.dropLast(words.count)) } ?? ""
    let family = EncoderFamily.megatronBert.prefix
    return RenamedTensors(source) { original in
      guard original.hasPrefix(prefix + "language_model.") else { return [(original, .whole(original))] }
      let name = original.dropFirst(prefix.count + "language_model.".count)
      guard let (stack, rest) = split(name) else { return [(family + outside(String(name)), .whole(original))] }
      for tail in ["weight", "bias"] where rest.hasSuffix(".query_key_value." + tail) {
        // Checkpoints that do not tell are older than the field; those with the younger names are never that old.
        let order = FusedRows.order(version: version ?? (stack == "encoder" ? 2 : 0))
        let layer = rest.prefix { $0 != "." }
        return ["query", "key", "value"].enumerated().map { part, word in
          (
            family + "encoder.layer.\(layer).attention.self.\(word).\(tail)",
            .projection(original, part: part, FusedRows(order: order, heads: heads))
          )
        }
      }
      return [(family + inLayer(rest), .whole(original))]
    }
  }

  /// The stack's name and what follows `layers.`.
  private static func split(_ name: Substring) -> (stack: String, rest: String)? {
    for stack in ["encoder", "transformer"] {
      let beginning = stack + ".layers."
      if name.hasPrefix(beginning) { return (stack, String(name.dropFirst(beginning.count))) }
    }
    return nil
  }

  private static func outside(_ name: String) -> String {
    let pairs = [
      ("embedding.word_embeddings.", "embeddings.word_embeddings."),
      ("embedding.position_embeddings.", "embeddings.position_embeddings."),
      ("embedding.tokentype_embeddings.", "embeddings.token_type_embeddings."),
      ("transformer.final_layernorm.", "encoder.ln."), ("encoder.final_layernorm.", "encoder.ln."),
    ]
    for (theirs, ours) in pairs where name.hasPrefix(theirs) { return ours + name.dropFirst(theirs.count) }
    return name
  }

  private static func inLayer(_ rest: String) -> String {
    let pairs = [
      (".input_layernorm.", ".attention.ln."), (".post_attention_layernorm.", ".ln."),
      (".self_attention.dense.", ".attention.output.dense."), (".attention.dense.", ".attention.output.dense."),
      (".mlp.dense_h_to_4h.", ".intermediate.dense."), (".mlp.dense_4h_to_h.", ".output.dense."),
    ]
    for (theirs, ours) in pairs where rest.contains(theirs) {
      return "encoder.layer." + rest.replacingOccurrences(of: theirs, with: ours)
    }
    return "encoder.layer." + rest
  }
}
