import Annotations
import CorpusFormats
import Foundation
import Kernels
import Taggers
import Tokenization
import Training

/// One epoch of training within this process, with the recipe of the peers' `bench_train.py`: AdamW, batches of 32, rate
/// 5e-5 with linear warm-up, gradients clipped at 1, one affine layer behind dropout 0.1, only first sub-tokens count.
enum TrainingBenchmark {
  /// Prints sentences, words, sub-tokens, seconds, and the mean loss.
  static func run(encoder folder: String, columns path: String, sentences limit: Int) throws {
    let pretrained = try PretrainedEncoder(path: folder)
    let scratch = FileManager.default.temporaryDirectory.appending(path: "gloss-benchmarks-\(getpid())")
    try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: scratch) }
    let labels = try split(path, limit, into: scratch)
    let encoder = SentenceEncoder(try Tokenizer(path: folder), maxLength: pretrained.configuration.positions)
    let data = try EncodedDataset(
      textPath: scratch.appending(path: "text.txt").path, labelsPath: scratch.appending(path: "labels.txt").path,
      limit: -1, labels: labels, encoder: encoder)

    var head = ClassifierHead(
      ClassifierHead.Shape(layers: 1, dropout: 0.1, activation: "relu"), hidden: pretrained.configuration.hiddenSize,
      labels: labels.count)
    var stream = PhiloxStream(seed: 0, stream: 1)
    head.initialize(transformerInit: true, using: &stream)
    var optimizer = OptimizerSpecification(.adamw)
    optimizer.clip = 1
    let (batch, workers) = (32, ProcessInfo.processInfo.activeProcessorCount)
    let steps = (data.sentences.count + batch - 1) / batch
    let trainer = Trainer(
      TokenClassifier(encoder: pretrained.encoder, head: head), optimizer: optimizer,
      schedule: LearningRateSchedule(.warmupAnnealing, base: 5e-5, warmupSteps: steps / 10, maxSteps: steps), seed: 0,
      workers: workers)
    let examples = data.examples(LossMask(ignoreExtraTokens: true, ignoreStartEnd: true))
    let order = examples.indices.shuffled(using: &stream)
    var (loss, first, done) = (0.0, 0.0, 0)
    let time = try seconds {
      while done < order.count {
        let part = order[done..<min(done + batch, order.count)]
        let result = try trainer.train(on: [part.flatMap { examples[$0] }])
        if done == 0 { first = result.loss }
        loss += result.loss
        done += part.count
      }
      try trainer.settle()
    }
    guard loss.isFinite, loss / Double(steps) < first else {
      throw BenchmarkProblem.wrongResult("the mean loss \(loss / Double(steps)) is not below the first, \(first)")
    }
    let counts = [data.sentences.count, data.words, data.lengths.reduce(0, +)]
    print(counts.map(String.init).joined(separator: "\t") + "\t\(time)\t\(loss / Double(steps))")
  }

  /// The first sentences of a column file as a text and a labels file.
  private static func split(_ path: String, _ limit: Int, into folder: URL) throws -> LabelSet {
    var corpus = try ColumnCorpus(path: path)
    var (text, labels, count) = ("", "", 0)
    var names: [String] = []
    while count < limit, let sentence = try corpus.next() {
      text += sentence.tagged.words.joined(separator: " ") + "\n"
      labels += sentence.tagged.labels.joined(separator: " ") + "\n"
      names += sentence.tagged.labels
      count += 1
    }
    try Data(text.utf8).write(to: folder.appending(path: "text.txt"))
    try Data(labels.utf8).write(to: folder.appending(path: "labels.txt"))
    return LabelSet(ordering: names)
  }
}
