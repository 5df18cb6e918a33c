import ArgumentParser
import Taggers
import Workbench

/// `gloss calibrate`
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Fit a model's scores and operating points on labelled data, and keep them in its archive.",
    discussion: """
      Training does this by itself on its validation data. The data must not be what the model was trained on. Exit status 1 \
      if a precision that was asked for cannot be promised.
      """)

  @Option(name: [.short, .long], help: "The trained model (.tlt).")
  var model: String
  @Option(name: [.short, .long], help: "The file that receives the calibrated model. (default: the model itself)")
  var output: String?
  @OptionGroup var key: KeyOptions
  @Option(help: "The folder with the labelled data, as dataset_convert writes it.")
  var data: String
  @Option(help: "The text file in it, one sentence a line.")
  var textFile = "text_dev.txt"
  @Option(help: "The labels file in it.")
  var labelsFile = "labels_dev.txt"
  @Option(
    help: ArgumentHelp(
      "Also compute the operating point of LABEL for this precision (0 to 1). May be given several times.",
      valueName: "label=number"), transform: { try Threshold($0) })
  var precisionTarget: [Threshold] = []
  @Option(help: "The kind of score whose points are shown; all are computed: product, minimum, mean.")
  var score = MentionScore.product
  @Option(help: "Threads. (default: one a core)")
  var workers: Int?

  func validate() throws {
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers must be 1 to 256, found \(workers)")
    }
    if let item = precisionTarget.first(where: { $0.label == nil }) {
      throw ValidationError("--precision-target needs a label: LABEL=\(item.number)")
    }
  }

  func run() throws {
    var request = CalibrateRequest(model: model, data: data)
    (request.output, request.textFile, request.labelsFile) = (output, textFile, labelsFile)
    (request.score, request.workers) = (score, workers)
    for item in precisionTarget { request.precisionTargets[item.label ?? "", default: []].append(item.number) }
    try Session.run("calibrate", results: nil) {
      request.key = try key.passphraseOfFlagsOrEnvironment()
      try $0.calibrate(request)
    }
  }
}
