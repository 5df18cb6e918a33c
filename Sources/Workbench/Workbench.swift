import Kernels
import Tokenization

/// The use cases, each one function; see the extensions.
public struct Workbench {
  /// Where events go.
  var report: WorkReporter
  /// The log of the task's results folder, for tasks that have one.
  var log: ExperimentLog?
  /// Asked now and then; when it says so, long work stops in a state that can be gone on from.
  let isCancelled: @Sendable () -> Bool
  /// The environment variables.
  let environment: [String: String]
  /// The command line, for the results folder; empty where there is none.
  let arguments: [String]

  /// A workbench that reports to `report`.
  ///
  /// - Throws: `WorkProblem.processor` where the engine cannot run.
  public init(
    environment: [String: String], arguments: [String] = [], isCancelled: @escaping @Sendable () -> Bool = { false },
    report: @escaping WorkReporter
  ) throws {
    guard Processor.isSupported else { throw WorkProblem.processor }
    Processor.useOneThreadPerProduct()
    (self.report, self.isCancelled) = (report, isCancelled)
    (self.environment, self.arguments) = (environment, arguments)
  }

  /// The version that archives and `--version` name.
  public static let version = "0.1.0"
}
