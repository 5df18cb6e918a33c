import Annotations
public import CorpusFormats
import Foundation
import Reports

/// What `convert` is asked to do.
public struct ConversionRequest: Sendable {
  /// Files and folders.
  public var inputs: [String]
  /// Their form; `nil`: told by content.
  public var from: CorpusFormat?
  /// The file or folder that is written.
  public var output: String
  /// Its form.
  public var to: CorpusFormat
  /// How inputs are read.
  public var reading = ReadingOptions()
  /// How documents are written.
  public var writing = WritingOptions()
  /// Where the ledger goes.
  public var ledger: String?
  /// Whether a loss that nobody asked for is accepted.
  public var allowsLoss = false
  /// Whether a file that cannot be read is left out and told.
  public var skipsBroken = false
  /// JSON in place of lines.
  public var json = false

  /// A request with everything else at its default.
  public init(inputs: [String], output: String, to: CorpusFormat) {
    (self.inputs, self.output, self.to) = (inputs, output, to)
  }
}

extension Workbench {
  /// `convert`: documents of one form become documents of another, are read again and compared.
  ///
  /// - Throws: `WorkProblem.loss` if spans were lost unasked or came back otherwise than they were written.
  public func convertDocuments(_ request: ConversionRequest) throws {
    let found = try CorpusDiscovery(request.inputs, as: request.from)
    for remark in found.remarks { report(.log(.warning, source: "convert:1", message: remark)) }
    var conversion = Conversion()
    (conversion.reading, conversion.writing) = (request.reading, request.writing)
    conversion.writing.tokenizer = .segmenter
    (conversion.ledger, conversion.skipsBroken) = (request.ledger, request.skipsBroken)
    conversion.isCancelled = isCancelled
    let size = found.inputs.flatMap(\.paths).reduce(0) { sum, path in
      sum + ((try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0)
    }
    var last = 0
    conversion.progress = { bytes, documents in
      guard documents - last >= 256 else { return }
      last = documents
      report(
        .progress(
          WorkProgress(
            title: "converting", done: Double(bytes), total: size > 0 ? Double(size) : nil, unit: "documents",
            units: Double(documents))))
    }
    let result = try conversion.run(found.inputs, to: request.output, as: request.to)
    if result.wasCancelled { throw WorkProblem.interrupted("nothing was written to \(request.output)") }
    try tell(result, request)
  }

  private func tell(_ result: Conversion.Report, _ request: ConversionRequest) throws {
    for remark in result.remarks { report(.info(remark, source: "convert:2")) }
    for (file, reason) in result.refused {
      report(.log(.error, source: "convert:3", message: "\(file) was left out: \(reason)"))
    }
    if request.json {
      try output(ConversionSummary(result))
    } else {
      report(
        .output(
          "documents: \(result.documents)\nread: \(LedgerText.line(result.read))\n"
            + "written: \(LedgerText.line(result.written))\n"
            + "read again: \(result.differences == 0 ? "no difference" : "\(result.differences) differences")\n"))
      for example in result.examples { report(.output("  \(example)\n")) }
    }
    guard result.read.produced == result.mentions else {
      throw WorkProblem.model(
        "the ledger of reading says \(result.read.produced) mentions, the documents have \(result.mentions); "
          + "this is a mistake of Gloss, please report it")
    }
    if result.differences > 0 {
      throw WorkProblem.loss(
        "\(request.output) was read again, and \(result.differences) things came back otherwise than they were written")
    }
    var totals = result.read
    totals += result.written
    if result.written.spans > 0, result.written.produced == 0 {
      throw WorkProblem.loss("none of \(result.written.spans) mentions came out: \(LedgerText.line(result.written))")
    }
    try Self.judge(totals, allowsLoss: request.allowsLoss, ledger: request.ledger)
    if !result.refused.isEmpty {
      throw WorkProblem.findings("\(result.refused.count) files could not be read; the others are in \(request.output)")
    }
  }
}

/// What came of a conversion as JSON.
private struct ConversionSummary: Encodable {
  struct Refusal: Encodable {
    var file: String
    var reason: String
  }
  var documents: Int
  var read: LedgerSummary
  var written: LedgerSummary
  var differences: Int
  var examples: [String]
  var refused: [Refusal]

  init(_ result: Conversion.Report) {
    (documents, differences, examples) = (result.documents, result.differences, result.examples)
    (read, written) = (LedgerSummary(result.read), LedgerSummary(result.written))
    refused = result.refused.map { Refusal(file: $0.file, reason: $0.reason) }
  }
}
