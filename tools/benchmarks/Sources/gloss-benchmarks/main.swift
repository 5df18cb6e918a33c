import Foundation
import Kernels
import Taggers

// The parts of tools/benchmarks/run that are Swift. `machine`, `kernels` and `store` print tables (see `Table`), the others figures
// with tabs between them, which the script sets beside those of the peers.

let usage = """
  usage: gloss-benchmarks PART …
    machine                             what the processor and OpenBLAS can do at best
    kernels                             the affine and attention kernels, checked and measured
    tokenizer FOLDER NAME TEXT IDS      ids of each line of TEXT into IDS, then MB/s
    archive FOLDER OUT                  a Hugging Face token classifier becomes a model archive
    labels MODEL WORDS OUT              the label id of each word (argmax), a sentence a line
    tag MODEL TEXT [--pretokenized] [--fp32 | --bf16 | --int8]
                                        words/s within the process, one document a line
    engine MODEL WORDS BUDGET TURNS     the engine on one thread in fp32 and int8, in batches of BUDGET sub-tokens, each batch's
                                        best of TURNS
    train ENCODER COLUMNS SENTENCES     words/s of one epoch, with the recipe of the peers' bench_train.py
    store TOKENS FILE                   a corpus into a new store and out of it
    table [--markdown]                  lays out the tables of the other parts
  """

func run(_ arguments: [String]) throws {
  let rest = arguments.dropFirst()
  func argument(_ index: Int) throws -> String {
    guard index < rest.count else { throw BenchmarkProblem.usage(usage) }
    return rest[rest.startIndex + index]
  }
  Processor.useOneThreadPerProduct()
  switch arguments.first {
  case "machine": try MachineBenchmark.run()
  case "kernels":
    let machine = MachineSpeed.measured()
    try AffineBenchmark.run(machine)
    try AttentionBenchmark.run(machine)
  case "tokenizer":
    try TokenizerBenchmark.run(folder: argument(0), name: argument(1), text: argument(2), ids: argument(3))
  case "archive": try PeerModel.writeArchive(of: argument(0), to: argument(1))
  case "labels": try TaggingBenchmark.writeLabels(model: argument(0), words: argument(1), to: argument(2))
  case "tag":
    try TaggingBenchmark.run(
      model: argument(0), text: argument(1), pretokenized: rest.contains("--pretokenized"),
      precision: Precision.allCases.first { rest.contains("--\($0.rawValue)") } ?? .fp32)
  case "engine":
    guard let budget = Int(try argument(2)), let turns = Int(try argument(3)), budget > 0, turns > 0 else {
      throw BenchmarkProblem.usage(usage)
    }
    try EngineBenchmark.run(model: argument(0), text: argument(1), budget: budget, turns: turns)
  case "train":
    guard let sentences = Int(try argument(2)), sentences > 0 else { throw BenchmarkProblem.usage(usage) }
    try TrainingBenchmark.run(encoder: argument(0), columns: argument(1), sentences: sentences)
  case "store":
    guard let tokens = Int(try argument(0)), tokens > 0 else { throw BenchmarkProblem.usage(usage) }
    try StoreBenchmark.run(tokens: tokens, path: argument(1))
  case "table": Rendering.run(markdown: rest.contains("--markdown"))
  default: throw BenchmarkProblem.usage(usage)
  }
}

do {
  try run(Array(CommandLine.arguments.dropFirst()))
} catch {
  FileHandle.standardError.write(Data("gloss-benchmarks: \(error)\n".utf8))
  exit(1)
}
