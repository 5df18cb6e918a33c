import BulkTagging
import Foundation

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

  /// Chooses how much is read ahead and remembered so that the process keeps within `limit` bytes. The model has its place
  /// already, but for the packed copy of its weights and the workers' workspaces.
  ///
  /// - Throws: `WorkProblem.model` where the model alone takes more.
  static func fit(_ options: inout BulkTagger.Options, into limit: Int) throws {
    let taken = current ?? 0
    let workspaces = options.workers * (options.batchTokens * 40_000 + (40 << 20))
    let left = limit - taken * 2 - workspaces
    guard left >= 4 << 20 else {
      let needed = (taken * 2 + workspaces + (4 << 20)) >> 20
      throw WorkProblem.model(
        "--memory-limit \(limit >> 20) MiB is too little: model and workspaces need about \(needed) MiB; give more, or fewer "
          + "--workers or --batch-tokens")
    }
    options.cacheBytes = min(options.cacheBytes, left / 2)
    options.chunkTokens = max(options.batchTokens, min(options.chunkTokens, left / 2 / bytesPerToken))
  }
}
