import BulkTagging
import Foundation
import Kernels
import Taggers

/// What this process takes, as the system says.
enum ProcessMemory {
  /// Bytes in memory now.
  static var current: Int? { value("VmRSS:") }
  /// The most that it ever was.
  static var peak: Int? { value("VmHWM:") }

  private static func value(_ name: String) -> Int? {
    guard let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8) else { return nil }
    for line in status.split(separator: "\n") where line.hasPrefix(name) {
      return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
    }
    return nil
  }

  /// Bytes of a sub-token that is read ahead: ids, words and results in three parts.
  private static let bytesPerToken = 600
  /// Bytes that a long document takes for each byte of its text: the text as it is read, as it is, and its mentions.
  private static let bytesPerByte = 8

  /// What fits into a number of bytes.
  struct Fitted {
    var tagger: BulkTagger
    /// Bytes of the longest document; longer ones are failures.
    var longestDocument: Int
  }

  /// A tagger that keeps within `limit` bytes. The model has its place already; the workers' matrices grow with the batch. Of what is left
  /// a half is for the longest document, a quarter for what is read ahead, and a quarter for sentences that come again.
  ///
  /// - Throws: `WorkProblem.model` where the model alone takes more.
  static func fit(
    _ tagger: BulkTagger, _ options: BulkTagger.Options, _ model: TaggerModel, into limit: Int
  ) throws -> Fitted {
    let shape = model.classifier.encoder.configuration
    // Queries, keys, values, context and what the layers hand on, in floats; and rows of tokens that are looked up.
    let (hidden, workers) = (shape.hiddenSize, options.workers)
    let matrices = 4 * hidden * (10 * options.batchTokens + 3 * min(shape.vocabularySize, (8 << 20) / (3 * hidden)))
    // Close calls need both precisions: matrices of their own, and weights that are packed when they are first needed, fp32 to 7/4 of its size.
    let isTwofold = model.closeCallMargin > 0
    let bytes = model.closeCallFormat == .bfloat16 ? 2 : 7
    let packed = shape.layers * (4 * hidden * hidden + 2 * hidden * shape.intermediateSize) * bytes
    let taken = (current ?? 0) + workers * (isTwofold ? 2 : 1) * (matrices + (2 << 20)) + (isTwofold ? packed : 0)
    let left = limit - taken
    guard left >= 16 << 20 else {
      throw WorkProblem.model(
        "--memory-limit \(limit >> 20) MiB is too little: model and workspaces need about \((taken + (16 << 20)) >> 20) MiB; "
          + "give more, or fewer --workers or --batch-tokens")
    }
    return Fitted(
      tagger: tagger.reading(
        ahead: max(options.batchTokens, min(options.chunkTokens, left / 4 / bytesPerToken)),
        remembering: min(options.cacheBytes, left / 4)),
      longestDocument: left / 2 / bytesPerByte)
  }
}
