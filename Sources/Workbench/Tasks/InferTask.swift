import Annotations
import BulkTagging
import CorpusFormats
import Files
import Kernels
import Taggers

extension Workbench {
  /// `infer`: sentences with their labels in brackets, as TAO writes them: each with its query on standard output, or the
  /// results alone, one a line, in a file.
  public func infer(_ source: SpecSource) throws {
    let (spec, effective) = try source.decode(InferenceSpec.init)
    report(.info("Spec file:\n\(effective.shown)", source: "infer:93"))
    let model = try TaggerModel(anyAt: spec.model, key: spec.key, mapsWords: true, precision: spec.precision)
    report(.info(Self.restored(spec.model, model), source: "infer:100"))
    let tagger = BracketTagger(model, workers: spec.processors.workers)
    let file = try spec.outputFile.map { try AtomicFile(spec.experiment.path($0)) }
    func show(_ queries: [String]) throws {
      guard !isCancelled() else { throw WorkProblem.interrupted("the results so far were not saved to a file") }
      for (query, result) in zip(queries, try tagger.lines(queries)) {
        if let file {
          try file.write(result + "\n")
        } else {
          report(.output("Query : \(query)\nResult: \(result)\n"))
        }
      }
    }
    switch spec.queries {
    case .list(let queries): try show(queries)
    case .file(let path):
      var lines = try LineReader(path: path, invalidUTF8: .repair)
      var pending: [String] = []
      while let line = try lines.next() {
        pending.append(line)
        guard pending.count == BracketTagger.chunk else { continue }
        try show(pending)
        pending.removeAll()
      }
      try show(pending)
    }
    if let file {
      try file.commit()
      report(.info("Predictions saved to \(file.path)", source: "infer:110"))
    }
  }
}

/// Tags sentences that are white space between words.
private struct BracketTagger {
  /// Sentences that are worked on at once.
  static let chunk = 512
  /// Sentences of a batch, as in NeMo.
  private static let batchSize = 32

  private let model: TaggerModel
  private let chain: EngineChain
  private let pool: Workers<EngineChain.Workspace>
  private let encoder: SentenceEncoder
  private let decoder: TagDecoder

  init(_ model: TaggerModel, workers: Int) {
    let chain = EngineChain(model, decoding: .argmax)
    (self.model, self.chain) = (model, chain)
    pool = Workers(count: workers) { _ in EngineChain.Workspace(chain) }
    encoder = SentenceEncoder(model.tokenizer, maxLength: chain.first.longestWindow)
    decoder = TagDecoder(labels: model.labels, method: .argmax)
  }

  /// Each sentence with its labels.
  func lines(_ queries: [String]) throws -> [String] {
    let words = queries.map { PythonWhitespace.words(of: $0) }
    let windows = words.map { encoder.windows(of: $0) }
    let starts = Array(stride(from: 0, to: queries.count, by: Self.batchSize))
    let classes = model.labels.count
    let (chain, decoder, count) = (chain, decoder, pool.count)
    let parts = try pool.all { worker, workspace in
      var part: [(sentence: Int, ids: [Int])] = []
      for index in stride(from: worker, to: starts.count, by: count) {
        let range = starts[index]..<min(starts[index] + Self.batchSize, windows.count)
        let own = windows[range].flatMap { $0 }
        guard !own.isEmpty else { continue }
        var probabilities = chain.logits(of: own, workspace)
        CrossEntropyKernel.softmax(&probabilities)
        var row = 0
        for sentence in range {
          let rows = windows[sentence].reduce(0) { $0 + $1.firstRows.count }
          let values = probabilities.elements(row * classes..<(row + rows) * classes)
          part.append((sentence, decoder.decode(values).ids))
          row += rows
        }
      }
      return part
    }
    var ids = [[Int]](repeating: [], count: queries.count)
    for (sentence, labels) in parts.joined() { ids[sentence] = labels }
    return zip(words, ids).map { words, ids in
      BracketRendering.line(words: words, labels: ids.map { model.labels.names[$0] })
    }
  }
}
