public import Annotations

extension Document {
  /// Records of the mentions that a writer did not speak of: those of layers that its form has no room for.
  ///
  /// - Parameters:
  ///   - spans: what the writer said: one record a mention of the layers that it wrote, which are the first ones or `layer`.
  ///   - layer: the layer that was asked for; `nil`: none by name, so that a layer left out is a loss that nobody asked for.
  public func unwritten(after spans: [SpanRecord], layer: String?) -> [SpanRecord] {
    let total = layers.reduce(0) { $0 + $1.mentions.count }
    guard spans.count < total else { return [] }
    let written = self.layer(layer)?.name
    return layers.filter { $0.name != written }.flatMap { other in
      other.mentions.map { mention in
        SpanRecord(
          .dropped, .notRepresentable, detail: "layer '\(other.name)'; the form holds one", isRequested: layer != nil,
          label: mention.label, surface: surface(of: mention))
      }
    }
  }
}
