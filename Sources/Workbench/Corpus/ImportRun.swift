import Annotations
import CorpusFormats
import CorpusStore
import Crypto
import Files
import Foundation

/// An import under way.
struct ImportRun {
  /// What came of the files of one form.
  struct Form {
    var files = 0
    var skipped = 0
    var documents = 0
    var mentions = 0
  }

  let session: ImportSession
  let request: CorpusImportRequest
  let bench: Workbench
  /// Bytes of all files; `nil` if nobody knows.
  let total: Int?
  /// What of the request decides what is read: a description by reflection, so once.
  private let options: String
  private(set) var forms: [String: Form] = [:]
  private(set) var refused: [(file: String, reason: String)] = []
  private(set) var files = 0
  /// Mentions of all documents that were handed in.
  private(set) var mentions = 0
  private var bytes = 0
  private var documents = 0
  /// The documents of the last report of progress.
  private var told = 0
  /// How many documents are worth a report, whether they are one file or each a file of its own.
  private static let step = 256
  /// How many inputs there are.
  private let inputs: Int

  init(session: ImportSession, request: CorpusImportRequest, bench: Workbench, total: Int?, inputs: Int) {
    (self.session, self.request, self.bench) = (session, request, bench)
    (self.total, self.inputs) = (total, inputs)
    options = "{\"reading\":\"\(StableText.hash("\(request.reading)"))\",\"split\":\"\(request.split ?? "")\"}"
  }

  /// Imports the documents of one input.
  mutating func take(_ input: CorpusInput) throws {
    files += 1
    forms[input.format.rawValue, default: Form()].files += 1
    do {
      try read(input)
    } catch let problem as WorkProblem {
      throw problem
    } catch  where request.skipsBroken && !(error is FileError<StoreProblem>) {
      refused.append((input.paths.first ?? "", "\(error)"))
      try session.abandonSource()
    }
  }

  private mutating func read(_ input: CorpusInput) throws {
    if case .finished = try session.beginSource(description(of: input)) {
      forms[input.format.rawValue, default: Form()].skipped += 1
      return
    }
    var reader = try input.reader(request.reading)
    if keeps(input), let path = input.paths.first {
      try session.keepBytes(of: ByteReader(path: path, unpacksGzip: false))
    }
    let name = input.format.rawValue
    var form = forms[name] ?? Form()
    defer { forms[name] = form }
    while var read = try reader.next() {
      if bench.isCancelled() {
        throw WorkProblem.interrupted("what was read so far is in the store; the same command goes on from there")
      }
      if let split = request.split { read.document.split = split }
      let count = read.document.layers.reduce(0) { $0 + $1.mentions.count }
      try session.add(read.document, spans: read.spans, line: read.line)
      mentions += count
      documents += 1
      form.documents += 1
      form.mentions += count
      if documents >= told + Self.step { tell(reader.bytesRead) }
    }
    try session.endSource()
    bytes += reader.bytesRead
    if documents >= told + Self.step || files == inputs { tell(0) }
    for remark in reader.remarks { bench.report(.info("\(input.name): \(remark)", source: "import:3")) }
  }

  private mutating func tell(_ read: Int) {
    told = documents
    bench.report(
      .progress(
        WorkProgress(
          title: "importing", done: Double(bytes + read), total: total.map(Double.init), unit: "documents",
          units: Double(documents))))
  }

  private func keeps(_ input: CorpusInput) -> Bool {
    switch request.keeping {
    case .always: input.paths.first != "-"
    case .never: false
    case .auto: input.paths.first != "-" && XMLWriteBack.supports(input.format)
    }
  }

  /// What the store remembers of the input. Standard input cannot be read twice, so it has no hash and is never passed over.
  private func description(of input: CorpusInput) throws -> SourceDescription {
    let path = input.paths.joined(separator: " + ")
    let hashes = try input.paths.filter { $0 != "-" }.map {
      try SourceDescription(file: $0, format: input.format.rawValue).sha256
    }
    var hash = hashes.first ?? StableText.hash(UUID().uuidString)
    if hashes.count > 1 { hash = StableText.hash(hashes.joined()) }
    return SourceDescription(path: path, sha256: hash, format: input.format.rawValue, options: options)
  }
}

/// Hashes of short texts.
enum StableText {
  /// SHA-256 in hexadecimal.
  static func hash(_ text: String) -> String {
    SHA256.hash(data: Array(text.utf8)).map { byte in
      let digits = String(byte, radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }
}
