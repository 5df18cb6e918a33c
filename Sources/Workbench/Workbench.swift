import Kernels
import Tokenization

/// The use cases, each one function; see the extensions.
public struct Workbench {
  /// Where events go.
  let report: WorkReporter
  /// Asked now and then; when it says so, long work stops in a state that can be gone on from.
  let isCancelled: @Sendable () -> Bool
  /// The environment variables.
  let environment: [String: String]

  /// A workbench that reports to `report`.
  ///
  /// - Throws: `WorkProblem.processor` where the engine cannot run.
  public init(
    environment: [String: String], isCancelled: @escaping @Sendable () -> Bool = { false },
    report: @escaping WorkReporter
  ) throws {
    guard Processor.isSupported else { throw WorkProblem.processor }
    Processor.useOneThreadPerProduct()
    (self.report, self.isCancelled, self.environment) = (report, isCancelled, environment)
  }

  /// The version that archives and `--version` name.
  public static let version = "0.1.0"
}
