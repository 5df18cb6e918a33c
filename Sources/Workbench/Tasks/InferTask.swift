import Annotations
import CorpusFormats
import Kernels
import Taggers

extension Workbench {
  /// `infer`: the sentences of the spec with their labels in brackets, as TAO writes them, on standard output.
  public func infer(_ source: SpecSource) throws {
    let (spec, effective) = try source.decode(InferenceSpec.init)
    report(.info("Spec file:\n\(effective.shown)", source: "infer:93"))
    let model = try TaggerModel(anyAt: spec.model, key: spec.key, mapsWords: true)
    report(.info("Model restored from '\(spec.model)'", source: "infer:100"))
    let engine = model.engine
    let workspace = TaggingEngine.Workspace(engine)
    let encoder = SentenceEncoder(model.tokenizer, maxLength: engine.longestWindow)
    let decoder = TagDecoder(labels: model.labels, method: .argmax)
    for query in spec.queries {
      let words = PythonWhitespace.words(of: query)
      let windows = encoder.windows(of: words)
      var labels: [Int] = []
      if !windows.isEmpty {
        engine.run(PackedBatch(windows), workspace)
        var probabilities = workspace.logits
        CrossEntropyKernel.softmax(&probabilities)
        labels = decoder.decode(probabilities.values[...]).ids
      }
      let result = BracketRendering.line(words: words, labels: labels.map { model.labels.names[$0] })
      report(.output("Query : \(query)\nResult: \(result)\n"))
    }
  }
}
