import Annotations
import BulkTagging
import CorpusStore
import Crypto
import Files
import Foundation
import Kernels
import Taggers

extension Workbench {
  /// `tag`: documents go in, what the model finds in them comes out, in their order.
  ///
  /// - Throws: `WorkProblem.interrupted`; `WorkProblem.failures` if all was done but for documents that could not be read;
  ///   `TagProblem`; what opening the model throws.
  public func tag(_ request: TagRequest) throws {
    if request.merges { return try mergeTags(request) }
    if let path = request.overwritten {
      throw WorkProblem.model(
        "\(path): this input is the output, or lies in it, and results could take its place; name another --output")
    }
    var request = request
    let model = try TaggerModel(
      anyAt: request.model, key: request.key, mapsWords: true, precision: request.precision)
    report(.info("Model restored from '\(request.model)', in \(model.precision.rawValue)", source: "tag:1"))
    var options = BulkTagger.Options()
    options.workers = request.workers ?? WorkerCount.standard
    if let tokens = request.batchTokens { options.batchTokens = tokens }
    if let bytes = request.cacheBytes { options.cacheBytes = bytes }
    options.policy = try ScorePolicy(request.scores, labels: model.labels, calibration: model.calibration)
    for note in ScoreNotes.lines(options.policy, model.calibration) { report(.info(note, source: "tag:5")) }
    options.keepsSentences = request.target != .jsonLines
    var tagger = BulkTagger(model, options: options)
    if let limit = request.memoryLimit {
      let fitted = try ProcessMemory.fit(tagger, options, model, into: limit)
      tagger = fitted.tagger
      request.input.longestDocument = min(request.input.longestDocument, fitted.longestDocument)
    }
    if request.isDryRun { return try predictTags(request, tagger) }
    let header = TagHeader(
      model: URL(filePath: request.model).lastPathComponent, labels: model.labels.names,
      scores: ScoreHeader(options.policy))
    let place = try TagPlace(
      request, header, note: note(), modelHash: { StableText.hash(try Self.modelHash(request, model)) },
      report: report)
    var running = request.run
    if place.startsAnew { running.isFresh = true }
    let (path, sink, shard) = (place.journal, place.sink, request.run.shard)
    let identity = RunIdentity(
      model: header.model, modelHash: path == nil ? "" : try Self.modelHash(request, model),
      labels: header.labels,
      tagging: request.input.identity, scores: header.scores, rows: sink.identity, layout: place.layout,
      shard: "\(shard.index + 1)/\(shard.count)")
    let run = TagRun(
      tagger, identity: identity, output: path, sink: sink,
      rendering: place.rendering, options: running)
    try tag(run, request, place)
  }

  private func tag(_ run: TagRun, _ request: TagRequest, _ place: TagPlace) throws {
    let output = place.journal
    let began = ContinuousClock.now
    var failures = 0
    let summary: TagRun.Summary
    do {
      summary = try run.run(
        try feeds(request, place), isCancelled: isCancelled,
        failed: { failure in
          failures += 1
          // The errors file has all of them.
          guard failures <= 20 || output == nil else { return }
          report(.log(.warning, source: "tag:3", message: "\(failure.id): \(failure.reason)"))
        },
        report: { progress in
          let totals = progress.totals
          report(
            .progress(
              WorkProgress(
                title: "tagging", done: Double(progress.read), total: progress.size.map(Double.init), unit: "words",
                units: Double(totals.tagged.words),
                detail: "\(totals.documents) documents" + (totals.failed > 0 ? ", \(totals.failed) errors" : ""))))
        })
    } catch TagProblem.interrupted(let output, let documents) {
      throw WorkProblem.interrupted(
        output.map { "\(documents) documents are safe beside \($0); the same command goes on from there" }
          ?? "\(documents) documents were handed on")
    }
    let seconds = began.duration(to: .now)
    TagSummary(
      summary, seconds: Double(seconds.components.seconds) + Double(seconds.components.attoseconds) / 1e18,
      peakMemory: ProcessMemory.peak
    ).lines.forEach { report(.info($0, source: "tag:2")) }
    if let sink = place.sink as? OriginalSink { tell(sink) }
    if let change = (place.sink as? LayerSink)?.change {
      report(.info("Layer '\(place.layer ?? "")': change \(change.id) of the store", source: "tag:2"))
    }
    if summary.totals.failed > 0 {
      throw WorkProblem.failures(
        "\(summary.totals.failed) of \(summary.totals.documents) documents could not be read or written; "
          + (output.map { "\($0).errors.jsonl lists them" } ?? "their rows say why"))
    }
  }

  /// What became of mentions that were to be in the files.
  private func tell(_ sink: OriginalSink) {
    report(.info("Wrote \(sink.files) files; mentions: \(LedgerText.line(sink.ledger))", source: "tag:2"))
    let lost = sink.ledger.spans - sink.ledger.count(.kept) - sink.ledger.count(.split)
    guard lost > 0 else { return }
    report(
      .log(
        .warning, source: "tag:2",
        message: "\(lost) mentions are not in the files as they were found: see the line above")
    )
  }

  /// Makes the feed, and makes it again where the inputs are to be read from the beginning.
  func feeds(_ request: TagRequest, _ place: TagPlace? = nil) throws -> () throws -> any DocumentFeed {
    if let selection = request.selection {
      return { try StoreFeed(selection, search: request.search, request.input, place) }
    }
    let files = try request.output.map { try TagPlace.rendering(request, model: request.model)?.paths($0) ?? [] }
    let list = InputList(request.inputs, output: request.output, files: files ?? [])
    var isAgain = false
    var told: Set<String> = []
    return {
      if isAgain, list.readsStandardInput {
        throw TagProblem.changedInputs(request.output ?? "-", document: 1)
      }
      isAgain = true
      return FileFeed(list, request.input) { found in
        // One line for each output, not for each of its files.
        let folder = FilePath.folder(of: found.path)
        guard told.insert(found.isRead ? found.path : "\(folder)/\(found.output)").inserted else { return }
        report(.log(found.isRead ? .warning : .info, source: "tag:6", message: "\(found)"))
      }
    }
  }

  private func mergeTags(_ request: TagRequest) throws {
    guard let output = request.output else { return }
    guard let rendering = try TagPlace.rendering(request, model: request.model) else {
      throw WorkProblem.model("--merge puts files together; parts of a folder, a store or originals need no merging")
    }
    let merge = TagMerge(output: output, rendering: rendering, documentsPerFile: request.documentsPerFile)
    let totals: RunTotals
    do {
      totals = try merge.run(
        commitBytes: request.run.commitBytes, commitDocuments: request.run.commitDocuments, isCancelled: isCancelled)
    } catch TagProblem.interrupted {
      throw WorkProblem.interrupted("the parts are as they were")
    }
    report(.info("Merged \(totals.documents) documents into \(output)", source: "tag:4"))
    if totals.failed > 0 {
      throw WorkProblem.failures(
        "\(totals.failed) of \(totals.documents) documents could not be read; \(output).errors.jsonl lists them")
    }
  }

  /// A hash of what the model is computed from: of the manifest, which has those of all members, 8-bit ones only where they are used, with
  /// whether it is computed in bf16 and what counts as a close call; of a foreign archive, of the file.
  private static func modelHash(_ request: TagRequest, _ model: TaggerModel) throws -> String {
    let precision = model.precision == .bf16 ? ["bf16"] : []
    if NeMoArchive.isNeMo(request.model) {
      let hash = SHA256.hash(data: try MappedFile.open(request.model)).map { String($0, radix: 16) }
      return (hash + precision).joined(separator: ".")
    }
    let archive = try ModelArchive(path: request.model, key: request.key, verify: .allButWeights)
    let members = archive.manifest.members.filter {
      ModelArchive.quantizedWeightsName == $0.name ? model.precision == .int8 : $0.name != ModelArchive.quantizationName
    }
    let parts = members.map { "\($0.name) \($0.sha256)" }
    let (margin, look) = (model.closeCallMargin, model.closeCallFormat)
    let closeCalls = margin > 0 ? ["close calls \(margin)" + (look == .bfloat16 ? " bf16" : "")] : []
    return StableText.hash((parts + precision + closeCalls).joined(separator: "\n"))
  }
}
