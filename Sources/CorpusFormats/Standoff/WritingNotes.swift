import Annotations

/// What a form had no place for beside mentions, counted over all documents for the writer's remarks.
struct WritingNotes {
  /// What a form may hold of a document.
  enum Part: Hashable, Sendable { case tokens, split, metadata, layers }

  private var metadata: [String: Int] = [:]
  private var layers: [String: Int] = [:]
  private var tokens = 0
  private var splits = 0
  private var texts = 0

  /// Notes a document of which a form holds some parts, and of the metadata some keys.
  mutating func add(
    _ document: Document, _ options: WritingOptions, keeps: Set<Part>, keepsKey: (String) -> Bool = { _ in false }
  ) {
    if !keeps.contains(.metadata) {
      for attribute in document.metadata where !keepsKey(attribute.key) {
        metadata[attribute.key, default: 0] += 1
      }
    }
    // A layer that was asked for by its name leaves the others out on purpose.
    if !keeps.contains(.layers), options.layer == nil {
      for layer in document.layers.dropFirst() { layers[layer.name, default: 0] += 1 }
    }
    if !keeps.contains(.tokens), !document.tokens.isEmpty || !document.sentences.isEmpty { tokens += 1 }
    if !keeps.contains(.split), document.split != nil { splits += 1 }
  }

  /// Notes a document whose text the form cannot hold as it is.
  mutating func addChangedText() { texts += 1 }

  var remarks: [String] {
    var parts: [String] = []
    func list(_ counts: [String: Int]) -> String {
      let sorted = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      return sorted.prefix(8).map { "'\($0.key)' (\($0.value))" }.joined(separator: ", ")
        + (sorted.count > 8 ? " and \(sorted.count - 8) more" : "")
    }
    if !layers.isEmpty { parts.append("layers \(list(layers))") }
    if !metadata.isEmpty { parts.append("metadata \(list(metadata))") }
    if tokens > 0 { parts.append("tokens and sentences of \(counted(tokens, "document"))") }
    if splits > 0 { parts.append("the split of \(counted(splits, "document"))") }
    var remarks =
      parts.isEmpty ? [] : ["not written, since the form has no place for it: \(parts.joined(separator: "; "))"]
    if texts > 0 {
      remarks.append(
        "\(counted(texts, "text")) with tabs or further line breaks, which became spaces of the same number")
    }
    return remarks
  }
}
