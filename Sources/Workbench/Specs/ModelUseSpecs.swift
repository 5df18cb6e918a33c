import Annotations
import Specs
import Taggers
import Training

/// The spec of `evaluate`.
struct EvaluationSpec {
  var model: String
  var data: DataOrigin
  var test: DatasetSpec
  var key: String?
  var processors: ProcessorSpec
  /// Batches that are scored.
  var limit: BatchLimit
  var experiment: TaskFolderSpec
  var decoding: TagDecoder.Method
  /// In which numbers the model is computed.
  var precision: Precision
  /// What becomes of the labels of the data before they are compared with the model's.
  var labels: LabelMap
  /// Where predictions and the picture go; `nil`: the results folder.
  var outputFolder: String?
  var drawsConfusionMatrix: Bool
  var normalizesConfusionMatrix: Bool
  /// Whether the report shows the reliability of scores by bins, what became of operating points, and pictures.
  var showsReliability: Bool

  init(_ reader: SpecReader) {
    let root = reader.root
    labels = root.labelMap()
    decoding = root.choice("decoding", default: TagDecoder.Method.viterbi)
    precision = root.choice("precision", default: Precision.fp32)
    model = root.string("restore_from", default: "trained-model.tlt")
    data = DataOrigin(root)
    test = DatasetSpec(root.section("test_ds"), split: "dev", shuffle: false, hasStore: data.corpus != nil)
    root.section("test_ds").check(!test.dropsLast, key: "drop_last", "must be false: every word is scored")
    outputFolder = root.optionalString("output_dir")
    root.check(outputFolder != "", key: "output_dir", "must name a folder, or be null")
    drawsConfusionMatrix = root.bool("add_confusion_matrix", default: false)
    normalizesConfusionMatrix = root.bool("normalize_confusion_matrix", default: true)
    showsReliability = root.bool("add_reliability", default: false)
    processors = ProcessorSpec(root.section("trainer"))
    processors.readAccelerators(root.section("trainer"))
    limit = TrainerSpec.limit(root.section("trainer"), "limit_test_batches")
    experiment = TaskFolderSpec(root.section("exp_manager"), task: "evaluate")
    key = root.optionalString("encryption_key")
  }
}

/// The spec of `infer`.
struct InferenceSpec {
  /// Where the sentences come from.
  enum Queries {
    case list([String])
    /// A file with a sentence a line.
    case file(String)
  }

  var model: String
  var queries: Queries
  var outputFile: String?
  /// In which numbers the model is computed.
  var precision: Precision
  var key: String?
  var processors: ProcessorSpec
  var experiment: TaskFolderSpec

  init(_ reader: SpecReader) {
    let root = reader.root
    model = root.string("restore_from", default: "trained-model.tlt")
    queries = Self.queries(root)
    outputFile = root.optionalString("output_file")
    root.check(outputFile != "", key: "output_file", "must name a file, or be null")
    precision = root.choice("precision", default: Precision.fp32)
    processors = ProcessorSpec(root.section("trainer"))
    experiment = TaskFolderSpec(root.section("exp_manager"), task: "infer")
    key = root.optionalString("encryption_key")
  }

  /// NeMo takes a list or the path of a file under the same key; a key of its own for the file says it more plainly.
  private static func queries(_ root: SpecSection) -> Queries {
    let file = root.optionalString("input_file")
    let batch = root.open("input_batch")
    root.check(
      file == nil || batch == nil, key: "input_file", "and input_batch exclude each other; set one of them to null")
    if let file { return .file(file) }
    if let path = batch?.scalar.map(text) { return .file(path) }
    let elements = batch?.list ?? []
    let sentences = elements.compactMap { $0.scalar.map(text) }
    root.check(
      batch != nil, key: "input_batch", "must be a list of sentences, or input_file must name a file with one a line")
    root.check(
      batch == nil || batch?.list?.count == sentences.count, key: "input_batch",
      "must be a list of sentences or the path of a file with one a line")
    return .list(sentences)
  }

  private static func text(_ scalar: Scalar) -> String {
    if case .string(let text) = scalar.value { text } else { scalar.text }
  }
}

/// The part of `trainer` that tasks without training have.
struct ProcessorSpec {
  /// Threads.
  var workers: Int
  /// How many GPUs `-g` asks for: 0 or 1.
  var accelerators = 0

  init(_ section: SpecSection) {
    workers = section.optionalInt("workers") ?? WorkerCount.standard
    section.check((1...256).contains(workers), key: "workers", "must be 1 to 256, or null: one a core")
  }

  /// Reads `gpus`; of the tasks without training only `evaluate` has it.
  mutating func readAccelerators(_ section: SpecSection) {
    accelerators = section.int("gpus", default: 1)
    section.check((0...1).contains(accelerators), key: "gpus", "must be 0 or 1; for more speed raise trainer.workers")
  }
}
