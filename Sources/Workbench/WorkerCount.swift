import Foundation

/// How many threads work when nobody says.
enum WorkerCount {
  /// One a core.
  static var standard: Int { max(1, min(ProcessInfo.processInfo.activeProcessorCount, 256)) }
}
