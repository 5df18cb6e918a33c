import Foundation
import Hub
import Synchronization

/// Finds the folder of an encoder: by path, by name among Gloss's models, in the cache of Hugging Face, or at its hub.
public struct EncoderLocator {
  private let environment: [String: String]
  private let report: WorkReporter
  private let isCancelled: @Sendable () -> Bool

  /// A locator that sees these environment variables; fetching an encoder is reported.
  public init(
    environment: [String: String], isCancelled: @escaping @Sendable () -> Bool = { false },
    report: @escaping WorkReporter = { _ in }
  ) {
    (self.environment, self.report, self.isCancelled) = (environment, report, isCancelled)
  }

  /// Where encoders are kept by name: `$GLOSS_HOME/models`, or `gloss/models` in the user's cache.
  public var modelsFolder: String {
    if let home = environment["GLOSS_HOME"], !home.isEmpty { return home + "/models" }
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? (environment["HOME"] ?? ".") + "/.cache"
    return cache + "/gloss/models"
  }

  /// The folder of an encoder.
  ///
  /// - Throws: `WorkProblem.encoderNotFound` with every place that was searched; `HubProblem` for what goes wrong while a
  ///   model comes, or if the hub does not have it.
  public func folder(of name: String) throws -> String {
    let search = search(name)
    if let found = search.found { return found }
    func notFound(_ reason: String) -> WorkProblem {
      .encoderNotFound(name: name, searched: search.searched, reason: reason)
    }
    guard !search.hubNames.isEmpty else {
      throw notFound(Self.isPath(name) ? "it is a path, and nothing is there" : "no model can be named so")
    }
    let settings = HubSettings(environment: environment)
    if let variable = settings.offlineVariable { throw notFound("\(variable) forbids the network") }
    return try fetch(name, search.hubNames, settings, searched: search.searched)
  }

  /// The folder of an encoder if it is on this machine; nothing is fetched.
  public func folderHere(of name: String) -> String? { search(name).found }

  /// Looks everywhere on this machine.
  private func search(_ name: String) -> (found: String?, searched: [String], hubNames: [String]) {
    let hubNames = Self.isPath(name) ? [] : ModelNames.hubNames(of: name)
    var candidates = [name]
    if !Self.isPath(name) {
      // The last part of a hub name is the folder: sentence-transformers/all-MiniLM-L6-v2.
      for alias in [name] + hubNames {
        for known in [alias, alias.split(separator: "/").last.map(String.init) ?? alias] {
          let path = modelsFolder + "/" + known
          if !candidates.contains(path) { candidates.append(path) }
        }
      }
    }
    for candidate in candidates where FileManager.default.fileExists(atPath: candidate + "/config.json") {
      return (candidate, candidates, hubNames)
    }
    // A folder without a configuration gets its message from those who read it.
    if name.contains("/"), FileManager.default.fileExists(atPath: name) { return (name, candidates, hubNames) }
    let cache = HubCache(path: HubSettings(environment: environment).cache)
    for hubName in hubNames {
      if let snapshot = cache.snapshot(of: hubName) { return (snapshot, candidates, hubNames) }
      candidates.append(cache.folder(of: hubName))
    }
    return (nil, candidates, hubNames)
  }

  private static func isPath(_ name: String) -> Bool {
    name == "." || ["/", "./", "../", "~"].contains { name.hasPrefix($0) }
  }

  /// Fetches the first of the names that the hub has.
  private func fetch(
    _ name: String, _ hubNames: [String], _ settings: HubSettings, searched: [String]
  ) throws -> String {
    let hub = Hub(settings, isCancelled: isCancelled)
    var problem: HubProblem?
    for hubName in hubNames {
      do {
        report(.info("Looking for '\(hubName)' at \(settings.endpoint)", source: "hub:1"))
        let folder = try fetch(hubName, hub)
        report(.info("Encoder '\(hubName)' fetched to \(folder)", source: "hub:2"))
        return folder
      } catch let found {
        switch found {
        case .noNetwork:
          throw WorkProblem.encoderNotFound(name: name, searched: searched, reason: "\(found)")
        case .cancelled: throw WorkProblem.interrupted("\(found)")
        // The first name's problem is the one to tell.
        case .notFound, .refused: problem = problem ?? found
        default: throw found
        }
      }
    }
    throw problem ?? .notFound(name: name, hasToken: settings.token != nil)
  }

  /// Runs the fetching beside, and reports from here: a reporter belongs to one thread.
  private func fetch(_ hubName: String, _ hub: Hub) throws(HubProblem) -> String {
    let latest = Mutex<(progress: Hub.Progress?, result: Result<String, HubProblem>?)>((nil, nil))
    let done = DispatchSemaphore(value: 0)
    DispatchQueue.global().async {
      let result = Result { () throws(HubProblem) in
        try hub.fetch(hubName) { progress in latest.withLock { $0.progress = progress } }
      }
      latest.withLock { $0.result = result }
      done.signal()
    }
    while true {
      let isDone = done.wait(timeout: .now() + .milliseconds(100)) == .success
      let (progress, result) = latest.withLock { $0 }
      if let progress {
        let megabytes = Double(progress.done) / 1e6
        report(
          .progress(
            WorkProgress(
              title: "fetching \(hubName)", done: megabytes, total: progress.total.map { Double($0) / 1e6 }, unit: "MB",
              units: megabytes, detail: progress.file)))
      }
      if isDone, let result { return try result.get() }
    }
  }
}

extension Workbench {
  /// Finds encoders, and says what it does.
  var encoderLocator: EncoderLocator {
    EncoderLocator(environment: environment, isCancelled: isCancelled, report: report)
  }
}
