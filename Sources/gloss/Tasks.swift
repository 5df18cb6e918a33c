import ArgumentParser
import Workbench

/// `gloss dataset_convert`
struct DatasetConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset_convert", abstract: "Convert IOB/CoNLL column files to TAO's text and labels files.")
  @OptionGroup var options: TaskOptions

  func run() throws {
    try Session.run("dataset_convert", results: options.results) { try $0.convert(options.source()) }
  }
}

/// `gloss train`
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Train a tagger on a pretrained BERT encoder.")
  @OptionGroup var options: TaskOptions

  func run() throws {
    try Session.run("train", results: options.results) { try $0.train(options.source(flags: options.gpuFlag)) }
  }
}

/// `gloss finetune`
struct Finetune: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Train a trained tagger further on other data.")
  @OptionGroup var options: TaskOptions
  @OptionGroup var model: ModelOption

  func run() throws {
    try Session.run("finetune", results: options.results) {
      try $0.finetune(options.source(model: model.model, flags: options.gpuFlag))
    }
  }
}

/// `gloss evaluate`
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Score a trained tagger on labelled data.")
  @OptionGroup var options: TaskOptions
  @OptionGroup var model: ModelOption

  func run() throws {
    try Session.run("evaluate", results: options.results) {
      try $0.evaluate(options.source(model: model.model, flags: options.gpuFlag))
    }
  }
}

/// `gloss infer`
struct Infer: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Tag the sentences of a spec, labels in brackets.")
  @OptionGroup var options: TaskOptions
  @OptionGroup var model: ModelOption

  func run() throws {
    try Session.run("infer", results: options.results) {
      try $0.infer(options.source(model: model.model, flags: options.gpuFlag))
    }
  }
}
