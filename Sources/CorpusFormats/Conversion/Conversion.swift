public import Annotations
import Files

/// Documents from one form into another, read again and compared.
public struct Conversion {
  /// How inputs are read.
  public var reading = ReadingOptions()
  /// How documents are written.
  public var writing = WritingOptions()
  /// Where the ledger goes; `nil`: nowhere.
  public var ledger: String?
  /// Whether an input that cannot be read is left out and told, or ends the conversion.
  public var skipsBroken = false
  /// Asked before each document.
  public var isCancelled: () -> Bool = { false }
  /// Told now and then: bytes read, documents.
  public var progress: (_ bytes: Int, _ documents: Int) -> Void = { _, _ in }

  /// A conversion with all defaults.
  public init() {}

  /// What came of a conversion.
  public struct Report: Sendable {
    /// Documents that were written.
    public var documents = 0
    /// Spans of the sources.
    public var read = LedgerTotals()
    /// Mentions that were written.
    public var written = LedgerTotals()
    /// Mentions in what was handed to the writer.
    public var mentions = 0
    /// How much came back otherwise than it was written; 0 where the form can hold everything.
    public var differences = 0
    /// The first differences.
    public var examples: [String] = []
    /// Inputs that could not be read, and why.
    public var refused: [(file: String, reason: String)] = []
    /// What readers say of their files.
    public var remarks: [String] = []
    /// Whether somebody asked to stop; nothing was written then.
    public var wasCancelled = false
  }

  /// Reads, writes, reads again, compares.
  ///
  /// - Throws: what readers and writers throw; nothing appears at `path` then.
  public func run(_ inputs: [CorpusInput], to path: String, as format: CorpusFormat) throws -> Report {
    var report = Report()
    let file = try ledger.map { try LedgerFile(path: $0) }
    var comparison = RoundTripComparison(format, layer: writing.layer)
    var writer = try format.writer(to: path, writing)
    var bytes = 0
    for input in inputs {
      var reader: any DocumentReader
      do {
        reader = try input.reader(reading)
        while let read = try reader.next() {
          if isCancelled() {
            report.wasCancelled = true
            return report
          }
          let source = input.paths.last ?? ""
          try write(read, source, path, format, &writer, file, &comparison, &report)
          progress(bytes + reader.bytesRead, report.documents)
        }
      } catch  where skipsBroken {
        report.refused.append((input.paths.first ?? "", "\(error)"))
        continue
      }
      bytes += reader.bytesRead
      report.remarks += reader.remarks.map { "\(input.name): \($0)" }
    }
    try writer.finish()
    try file?.finish()
    try readAgain(path, format, &comparison)
    (report.differences, report.examples) = (comparison.differences, comparison.examples)
    return report
  }

  private func write(
    _ read: ReadDocument, _ source: String, _ target: String, _ format: CorpusFormat,
    _ writer: inout any DocumentWriter, _ file: LedgerFile?, _ comparison: inout RoundTripComparison,
    _ report: inout Report
  ) throws {
    let document = read.document
    for span in read.spans {
      report.read.add(span)
      try file?.add(span, stage: .read, document: document.id, source: source)
    }
    let spans = try writer.write(document)
    for span in spans + document.unwritten(after: spans, layer: writing.layer) {
      report.written.add(span)
      try file?.add(span, stage: .write, document: document.id, source: target)
    }
    report.documents += 1
    report.mentions += document.layers.reduce(0) { $0 + $1.mentions.count }
    comparison.wrote(document, spans)
  }

  private func readAgain(_ path: String, _ format: CorpusFormat, _ comparison: inout RoundTripComparison) throws {
    var options = ReadingOptions()
    options.standoff.unit = writing.unit
    for input in try CorpusDiscovery([path], as: format).inputs {
      var reader = try input.reader(options)
      while let read = try reader.next() { comparison.read(read.document) }
    }
    comparison.finish()
  }
}
