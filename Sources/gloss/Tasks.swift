import ArgumentParser
import Foundation
import Workbench

/// `gloss dataset_convert`
struct DatasetConvert: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "dataset_convert", abstract: "Convert IOB/CoNLL column files to TAO's text and labels files.")
  @OptionGroup var options: TaskOptions

  func run() throws {
    try Session.run("dataset_convert", results: options.results) { try $0.convert(try options.source()) }
  }
}

/// `gloss train`
struct Train: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Train a tagger on a pretrained BERT encoder.")
  @OptionGroup var options: TaskOptions

  func run() throws {
    try Session.run("train", results: nil) { try $0.train(try options.source(flags: options.gpuFlag)) }
  }
}

/// `gloss finetune`
struct Finetune: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Train a trained tagger further on other data.")
  @OptionGroup var options: TaskOptions
  @OptionGroup var model: ModelOption

  func run() throws {
    try Session.run("finetune", results: nil) {
      try $0.finetune(try options.source(model: model.model, flags: options.gpuFlag))
    }
  }
}

/// `gloss evaluate`
struct Evaluate: ParsableCommand {
  static let configuration = CommandConfiguration(abstract: "Score a trained tagger on labelled data.")
  @OptionGroup var options: TaskOptions
  @OptionGroup var model: ModelOption

  func run() throws {
    try Session.run("evaluate", results: nil) {
      try $0.evaluate(try options.source(model: model.model, flags: options.gpuFlag))
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
      try $0.infer(try options.source(model: model.model))
    }
  }
}

/// `gloss export`
struct Export: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Export a trained tagger for Riva, ONNX Runtime or Hugging Face transformers.")
  @OptionGroup var options: TaskOptions
  @OptionGroup var model: ModelOption

  func run() throws {
    try Session.run("export", results: options.results) { try $0.export(try options.source(model: model.model)) }
  }
}

/// `gloss download_specs`
struct DownloadSpecs: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "download_specs", abstract: "Write a commented spec of every task into an empty folder.")

  @Option(
    name: [.customShort("o"), .customLong("output_specs_dir")], help: "The folder for the specs: new, or empty.")
  var output: String
  @Option(name: [.customShort("r"), .customLong("results_dir")], help: "The folder that receives the log.")
  var results: String?

  func validate() throws {
    guard let results else { return }
    let (log, specs) = (Self.absolute(results), Self.absolute(output))
    // The log would be there before the specs.
    if log == specs || log.hasPrefix(specs + "/") {
      throw ValidationError("-r must lie outside -o: the folder for the specs has to be empty")
    }
  }

  func run() throws {
    try Session.run("download_specs", results: results) { try $0.downloadSpecs(to: output) }
  }

  private static func absolute(_ path: String) -> String {
    let path = URL(filePath: path).standardizedFileURL.path(percentEncoded: false)
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
