import Taggers

/// The encoder that a training begins with.
struct ChosenEncoder {
  let encoder: BertEncoder
  /// The folder of `pretrained_model_name`; `nil` if the spec itself has the configuration and there is no such folder.
  let folder: String?

  /// Finds it: `config_file` goes before `config`, which goes before the folder; `lm_checkpoint` goes before the folder's
  /// weights, and these before drawn ones.
  ///
  /// - Throws: `WorkProblem`, `ModelProblem`, and what reading throws.
  init(_ spec: LanguageModelSpec, locator: EncoderLocator, seed: Int, report: WorkReporter) throws {
    guard let stated = try spec.statedConfiguration(report: report) else {
      let folder = try locator.folder(of: spec.name)
      self.folder = folder
      if let checkpoint = spec.checkpoint {
        encoder = try PretrainedEncoder(path: folder, checkpoint: checkpoint).encoder
        Self.tell(checkpoint, report)
      } else {
        encoder = try PretrainedEncoder(path: folder).encoder
      }
      return
    }
    folder = try? locator.folder(of: spec.name)
    if let checkpoint = spec.checkpoint {
      encoder = try PretrainedEncoder(stated.configuration, file: stated.file, checkpoint: checkpoint).encoder
      Self.tell(checkpoint, report)
    } else {
      encoder = PretrainedEncoder(drawing: stated.configuration, seed: UInt64(seed)).encoder
      report(
        .log(
          .warning, source: "lm_utils:112",
          message: "The encoder begins with random weights, because \(stated.file) gives its configuration and "
            + "lm_checkpoint no weights; leave the configuration out to begin with those of \(spec.name)."))
    }
  }

  private static func tell(_ checkpoint: String, _ report: WorkReporter) {
    report(.info("Restoring weights from \(checkpoint)", source: "bert_module:51"))
  }
}
