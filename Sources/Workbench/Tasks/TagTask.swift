public import Annotations
import BulkTagging
import Files
import Foundation
public import Taggers

/// What `tag` is asked to do.
public struct TagRequest: Sendable {
  /// The model's archive.
  public var model: String
  /// Its passphrase.
  public var key: String?
  /// Files; `-` is standard input.
  public var inputs: [String]
  /// Where results go; `nil`: standard output.
  public var output: String?
  /// Whether each line is a document.
  public var linesAreDocuments = false
  /// Whether each line is a document of one sentence whose words stand between blanks.
  public var pretokenized = false
  /// What offsets count.
  public var offsets = OffsetUnit.codePoint
  /// Threads; `nil`: one a core.
  public var workers: Int?
  /// Sub-tokens a batch; `nil`: the default.
  public var batchTokens: Int?
  /// In which numbers the model is computed.
  public var precision = Precision.auto

  /// A request with everything else at its default.
  public init(model: String, inputs: [String]) { (self.model, self.inputs) = (model, inputs) }
}

extension Workbench {
  /// `tag`: raw texts become JSON Lines with mentions, in the order of the texts.
  public func tag(_ request: TagRequest) throws {
    let model = try TaggerModel(
      anyAt: request.model, key: request.key, mapsWords: true, precision: request.precision)
    report(.info("Model restored from '\(request.model)', in \(model.precision.rawValue)", source: "tag:1"))
    var options = BulkTagger.Options()
    options.workers = request.workers ?? WorkerCount.standard
    if let tokens = request.batchTokens { options.batchTokens = tokens }
    options.pretokenized = request.pretokenized
    let tagger = BulkTagger(model, options: options)
    let unit: DocumentSource.Unit = request.linesAreDocuments || request.pretokenized ? .line : .file
    var source = DocumentSource(paths: request.inputs, unit: unit)
    let size = DocumentSource.size(of: request.inputs).map(Double.init)
    let rendering = JSONLinesRendering(unit: request.offsets)
    let file = try request.output.map { try AtomicFile($0) }
    func write(_ data: [UInt8]) throws {
      if let file { try file.write(data) } else { report(.output(String(decoding: data, as: UTF8.self))) }
    }
    let header = TagHeader(model: URL(filePath: request.model).lastPathComponent, labels: model.labels.names)
    for bytes in try rendering.begin(header) { try write(bytes) }
    let totals = try tagger.tag(next: { isCancelled() ? nil : try source.next() }) { document, totals in
      guard document.words == document.wordsScored else {
        throw WorkProblem.model(
          "\(document.id): scored \(document.wordsScored) words of \(document.words); "
            + "this is a mistake of Gloss, please report it")
      }
      for bytes in try rendering.render(document) { try write(bytes) }
      report(
        .progress(
          WorkProgress(
            title: "tagging", done: Double(source.bytesRead), total: size, unit: "words", units: Double(totals.words),
            detail: "\(totals.documents) documents")))
    }
    if isCancelled() { throw WorkProblem.interrupted("no result was written to \(request.output ?? "a file")") }
    try file?.commit()
    let mentions = totals.mentions.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
    report(
      .info(
        "Tagged \(totals.documents) documents, \(totals.words) words, \(totals.subTokens) sub-tokens; "
          + "mentions: \(mentions.isEmpty ? "none" : mentions)", source: "tag:2"))
  }
}
