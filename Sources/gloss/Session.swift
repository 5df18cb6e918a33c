import ArgumentParser
import Dispatch
import Foundation
import Synchronization
import Workbench

/// One run of a command: a console, Ctrl-C, and the exit status.
enum Session {
  /// Runs a use case; shows its events, and turns what it throws into a message and an exit status.
  static func run(
    _ task: String, results: String?, style: Console.Style = .plain, _ body: (Workbench) throws -> Void
  ) throws {
    let interruption = Interruption()
    let flag = interruption.flag
    defer { withExtendedLifetime(interruption) {} }
    let console = Console(task: task, resultsFolder: results, style: style) { flag.close() }
    do {
      let workbench = try Workbench(
        environment: ProcessInfo.processInfo.environment, arguments: CommandLine.arguments, isCancelled: { flag.isSet },
        report: { console.show($0) })
      try body(workbench)
      try console.finish()
    } catch let problem as WorkProblem {
      if console.isClosed { throw ExitCode(ClosedOutput().status) }
      console.fail("\(problem)")
      if case .interrupted = problem { throw ExitCode(130) }
      if case .loss = problem { throw ExitCode(2) }
      if case .failures = problem { throw ExitCode(3) }
      throw ExitCode(1)
    } catch let closed as ClosedOutput {
      // The reader of a pipe went away, as `head` does: nothing is wrong with the work.
      throw ExitCode(closed.status)
    } catch {
      console.fail("\(error)")
      throw ExitCode(1)
    }
  }
}

/// Ctrl-C and SIGTERM: the first asks the work to stop at the next safe point, the second ends the program.
final class Interruption {
  /// What the work looks at.
  let flag = Flag()
  private let sources: [any DispatchSourceSignal]

  init() {
    // Delivered to the sources alone; a closed pipe is an error of the write.
    for number in [SIGINT, SIGTERM, SIGPIPE] { _ = signal(number, SIG_IGN) }
    sources = [SIGINT, SIGTERM].map { DispatchSource.makeSignalSource(signal: $0, queue: .global()) }
    for source in sources {
      source.setEventHandler { [flag] in flag.request() }
      source.resume()
    }
  }

  /// Whether anybody asked.
  final class Flag: Sendable {
    private let requests = Atomic<Int>(0)
    private let isClosed = Atomic<Bool>(false)
    var isSet: Bool { requests.load(ordering: .relaxed) > 0 || isClosed.load(ordering: .relaxed) }

    /// Nobody reads the results any more.
    func close() { isClosed.store(true, ordering: .relaxed) }

    func request() {
      if requests.add(1, ordering: .relaxed).oldValue > 0 { _exit(130) }
      FileHandle.standardError.write(Data("\nStopping at the next safe point; once more ends at once.\n".utf8))
    }
  }
}
