import Annotations
import CorpusFormats
import Diagnostics
import Specs
import Taggers
import Training

extension Workbench {
  /// `finetune`: a trained tagger is trained further on other data. Tokenizer, encoder, head and labels are the model's.
  ///
  /// - Returns: the path of the best model.
  @discardableResult
  public func finetune(_ source: SpecSource) throws -> String { try logged { try $0.finetuneModel(source) } }

  private func finetuneModel(_ source: SpecSource) throws -> String {
    var (spec, effective) = try source.decode(FinetuneSpec.init)
    let job = try begin("finetune", spec.run, effective)
    spec.run = job.spec
    let model = try TaggerModel(startingFrom: spec.model, key: spec.run.key)
    report(.info("Model restored from '\(spec.model)'", source: "finetune:100"))
    let settings = try ModelSettings(model.configurationText, file: spec.model)
    try checkLabels(spec, model)
    return try fit(
      TrainingStart(
        classifier: model.classifier, tokenizer: model.tokenizer, labels: model.labels,
        maxSequenceLength: model.maxSequenceLength, ignoresExtraTokens: settings.ignoresExtraTokens,
        ignoresStartEnd: settings.ignoresStartEnd, weighsClasses: spec.weighsClasses ?? settings.weighsClasses,
        configurationText: settings.archived(after: job.configuration, weighsClasses: spec.weighsClasses),
        renaming: spec.labels),
      job)
  }

  /// Every label of the data, renamed, must be one of the model's; all that are not are named at once.
  private func checkLabels(_ spec: FinetuneSpec, _ model: TaggerModel) throws {
    let reader = DatasetReader(
      folder: spec.run.data.folder, labels: model.labels,
      encoder: SentenceEncoder(model.tokenizer, maxLength: model.maxSequenceLength), report: report)
    var statistics = LabelStatistics()
    var files: [String] = []
    for dataset in [spec.run.training, spec.run.validation] {
      let path = try reader.paths(dataset).labels
      files.append(path)
      var lines = try LineReader(path: path)
      var sentences = 0
      while dataset.samples < 0 || sentences < dataset.samples, let line = try lines.next() {
        let labels = PythonWhitespace.words(of: line)
        statistics.add(labels)
        if !labels.isEmpty { sentences += 1 }
      }
    }
    let unused = spec.labels.unused(among: statistics.labels)
    if !unused.isEmpty {
      report(
        .log(
          .warning, source: "finetune:101",
          message: "label_map has entries for what does not occur: \(unused.joined(separator: ", "))"))
    }
    var counts: [String: Int] = [:]
    for label in statistics.labels { counts[spec.labels(label), default: 0] += statistics.count(of: label) }
    let sorted = counts.sorted { $0.key < $1.key }.map { (label: $0.key, count: $0.value) }
    if let strangers = Strangers(sorted, known: model.labels, nearest: { Suggestion.closest(to: $0, among: $1) }) {
      throw WorkProblem.strangeLabels(strangers, files: files, known: model.labels.names)
    }
  }
}

extension Strangers {
  /// What was found, what was expected, what to do.
  func prose(files: [String], known: [String]) -> String {
    let found = labels.map { "  \($0.label): \($0.count)\n" }.joined()
    let entries = proposals.map { proposal in
      let comment =
        proposal.target == nil
        ? "\(proposal.count) words become O" : "\(proposal.count) words; the nearest that the model knows"
      return "    \(proposal.name): \(proposal.target ?? "null")  # \(comment)\n"
    }
    return "the data has labels that the model does not know (occurrences in \(files.joined(separator: ", "))):\n"
      + found + "The model knows: \(known.joined(separator: ", ")).\n"
      + "A model keeps its labels in fine-tuning. Rename or drop the others on the way in, in the spec:\n  label_map:\n"
      + entries.joined() + "or train a new model that has these labels, with `train`."
  }
}
