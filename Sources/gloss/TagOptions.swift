import Annotations
import ArgumentParser
import BulkTagging
import CorpusFormats
import Workbench

/// What `gloss tag` reads.
struct TagInputOptions: ParsableArguments {
  @Option(
    name: [.customShort("f"), .long],
    help: ArgumentHelp(
      "What files are: auto (by name and content), text (a file is a document), lines, jsonl, or a form of corpora.",
      discussion: "Forms: \(CorpusFormat.allCases.map(\.rawValue).joined(separator: ", ")). Gzip and zstd are unpacked."
    ))
  var format = "auto"
  @Flag(help: "Each line is a document; its id is FILE:LINE. The same as --format lines.")
  var lines = false
  @Flag(help: "Words are given: those of a corpus, or what stands between the blanks of a line, which is one sentence.")
  var pretokenized = false
  @Option(help: "JSON Lines: the member that holds the text.")
  var textField = "text"
  @Option(help: "JSON Lines: the member that holds the id.")
  var idField = "id"

  @Option(help: "A store (an SQLite file): its documents are tagged in place of files.")
  var corpus: String?
  @Option(help: "The corpus in the store.")
  var corpusName = "default"
  @Option(help: "Of the store, only documents with these words in their text.")
  var search: String?
  @OptionGroup var state: StateFlag
  @OptionGroup var filter: FilterFlags

  func validate() throws {
    guard InputForm(format) != nil else {
      throw ValidationError(
        "--format must be one of \(InputForm.names.joined(separator: ", ")), found '\(format)'")
    }
  }

  func apply(to request: inout TagRequest) {
    request.input.form = lines ? .lines : InputForm(format) ?? .automatic
    request.input.pretokenized = pretokenized
    (request.input.textField, request.input.idField) = (textField, idField)
    if let corpus {
      var selection = filter.applied(to: CorpusSelection(store: corpus, corpus: corpusName))
      selection.state = state.state
      (request.selection, request.search) = (selection, search)
    }
  }
}

/// What `gloss tag` writes.
struct TagOutputOptions: ParsableArguments {
  @Option(
    name: [.short, .long],
    help: "The file that receives the results; .gz and .zst are packed. (default: standard output)")
  var output: String?
  @Option(
    help: ArgumentHelp(
      "jsonl, brackets, original (the input files, mentions written in), store (a layer), or a form of corpora.",
      discussion: "Forms that are a file a document make --output a folder."))
  var to = "jsonl"
  @Option(
    help: "The name of the layer that results become, in forms and stores that have layers. (default: the model's)")
  var layer: String?
  @Flag(help: "Originals: mentions that are in the files make room for the model's. (default: they stay beside them)")
  var replace = false
  @Flag(help: "Columns: the mentions' scores between word and tag.")
  var scores = false
  @Flag(help: "JSON Lines: what the source says of each document beside its text.")
  var metadata = false
  @Option(help: "What offsets count: \(OffsetUnit.allCases.map(\.rawValue).joined(separator: ", ")).")
  var offsets = OffsetUnit.codePoint
  @Option(help: "Documents a file: several files OUTPUT-00001, OUTPUT-00002, … (default: one file)")
  var shardSize: Int?
  @Flag(help: "Standard output: each row by itself. Rows never wait for input that does not come, also without this.")
  var unbuffered = false

  func validate() throws {
    guard TagTarget(to) != nil else {
      throw ValidationError(
        "--to must be one of \((TagTarget.names + CorpusFormat.allCases.map(\.rawValue)).joined(separator: ", ")), found "
          + "'\(to)'")
    }
    if let shardSize, shardSize < 1 { throw ValidationError("--shard-size must be at least 1, found \(shardSize)") }
    if shardSize != nil, output == nil { throw ValidationError("--shard-size needs --output") }
  }

  func apply(to request: inout TagRequest) {
    (request.output, request.offsets) = (output, offsets)
    (request.replacesMentions, request.holdsScores, request.holdsMetadata) = (replace, scores, metadata)
    (request.target, request.layer) = (TagTarget(to) ?? .jsonLines, layer)
    (request.documentsPerFile, request.isUnbuffered) = (shardSize, unbuffered)
  }
}

/// How `gloss tag` works.
struct TagRunOptions: ParsableArguments {
  @Option(help: "Threads. (default: one a core)")
  var workers: Int?
  @Option(help: "Sub-tokens a batch. (default: 1024)")
  var batchTokens: Int?
  @Option(
    help: ArgumentHelp(
      "Memory that may be taken, such as 500M or 2G. (default: what it needs)",
      discussion: "Less is read ahead and remembered, and texts that do not fit are listed as errors."))
  var memoryLimit: String?
  @Option(help: "Memory for results of sentences that come again; 0: none. (default: 64M)")
  var sentenceCache: String?
  @Option(help: "Only part I of N of the documents, for several machines: I/N; --merge puts the parts together.")
  var shard: String?
  @Flag(help: "Put the outputs of all parts together; nothing is tagged.")
  var merge = false
  @Flag(help: "Throw away what an interrupted run did, and take nothing over from a finished one.")
  var fresh = false
  @Flag(help: "Stop at the first document that cannot be read.")
  var strict = false
  @Option(help: "Bytes of text after which results are made safe.")
  var commitBytes = 128 << 10
  @Flag(help: "Only count documents and words, and predict the time from a sample.")
  var dryRun = false
  @Flag(name: .shortAndLong, help: "No progress, no log: problems only.")
  var quiet = false
  @Flag(help: "Progress and log as JSON Lines on standard error.")
  var logJson = false

  func validate() throws {
    if let workers, !(1...256).contains(workers) {
      throw ValidationError("--workers must be 1 to 256, found \(workers)")
    }
    if let batchTokens, !(16...1_000_000).contains(batchTokens) {
      throw ValidationError("--batch-tokens must be 16 to 1000000, found \(batchTokens)")
    }
    if commitBytes < 1 { throw ValidationError("--commit-bytes must be at least 1, found \(commitBytes)") }
    for (name, text) in [("--memory-limit", memoryLimit), ("--sentence-cache", sentenceCache)] {
      if let text, Self.bytes(text) == nil {
        throw ValidationError("\(name) must be a number of bytes such as 500M or 2G, found '\(text)'")
      }
    }
    if let shard, Self.part(shard) == nil {
      throw ValidationError("--shard must be I/N with I from 1 to N, such as 2/8, found '\(shard)'")
    }
  }

  var style: Console.Style { logJson ? .json : quiet ? .quiet : .plain }

  func apply(to request: inout TagRequest) throws {
    (request.workers, request.batchTokens) = (workers, batchTokens)
    request.memoryLimit = memoryLimit.flatMap(Self.bytes)
    request.cacheBytes = sentenceCache.flatMap(Self.bytes)
    if let part = shard.flatMap(Self.part) { request.run.shard = part }
    (request.run.isFresh, request.run.isStrict, request.run.commitBytes) = (fresh, strict, commitBytes)
    (request.merges, request.isDryRun) = (merge, dryRun)
  }

  /// `500M` as a number of bytes.
  static func bytes(_ text: String) -> Int? {
    let units: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
    let unit = text.uppercased().last.flatMap { units[$0] }
    guard let number = Int(unit == nil ? text : String(text.dropLast())), number >= 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
    return overflow ? nil : bytes
  }

  /// `2/8` as part 1, counted from 0, of 8.
  static func part(_ text: String) -> (index: Int, count: Int)? {
    let numbers = text.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    guard numbers.count == 2, let number = numbers[0], let count = numbers[1], (1...100_000).contains(count),
      (1...count).contains(number)
    else { return nil }
    return (number - 1, count)
  }
}
