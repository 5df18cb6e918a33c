import Foundation

/// Finds the folder of an encoder by path or by name.
public struct EncoderLocator: Sendable {
  private let environment: [String: String]

  /// A locator that sees these environment variables.
  public init(environment: [String: String]) { self.environment = environment }

  /// Where encoders are kept by name: `$GLOSS_HOME/models`, or `gloss/models` in the user's cache.
  public var modelsFolder: String {
    if let home = environment["GLOSS_HOME"], !home.isEmpty { return home + "/models" }
    let cache =
      environment["XDG_CACHE_HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? (environment["HOME"] ?? ".") + "/.cache"
    return cache + "/gloss/models"
  }

  /// The folder of an encoder.
  ///
  /// - Throws: `WorkProblem.encoderNotFound` with every place that was searched.
  public func folder(of name: String) throws(WorkProblem) -> String {
    // The last part of a hub name is the folder: sentence-transformers/all-MiniLM-L6-v2.
    let last = name.split(separator: "/").last.map(String.init) ?? name
    var candidates = [name, modelsFolder + "/" + name]
    if last != name { candidates.append(modelsFolder + "/" + last) }
    for candidate in candidates where FileManager.default.fileExists(atPath: candidate + "/config.json") {
      return candidate
    }
    if name.contains("/"), FileManager.default.fileExists(atPath: name) { return name }
    throw .encoderNotFound(name: name, searched: candidates)
  }
}
