import Foundation
import TestSupport

/// The program under test, run as a user runs it.
enum Program {
  /// What a run left.
  struct Outcome: Sendable {
    var status: Int32
    var output: String
    var error: String
  }

  /// The package's root.
  static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The program that was built with these tests: it lies beside their bundle.
  static let program: URL = {
    let bundle = URL(filePath: ProcessInfo.processInfo.arguments[0]).standardizedFileURL
    var folder = bundle.deletingLastPathComponent()
    for _ in 0..<4 {
      let candidate = folder.appending(path: "gloss")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return bundle.deletingLastPathComponent().appending(path: "gloss")
  }()

  /// Runs `gloss` with arguments.
  ///
  /// - Parameter environment: variables besides those of the tests; none of Gloss's own comes from outside.
  static func gloss(_ arguments: [String], environment: [String: String] = [:]) throws -> Outcome {
    let process = Process()
    process.executableURL = program
    process.arguments = arguments
    var variables = ProcessInfo.processInfo.environment.filter { $0.key != "GLOSS_KEY" }
    variables.merge(environment) { $1 }
    process.environment = variables
    process.standardInput = FileHandle.nullDevice
    // Files, not pipes: a full pipe that nobody reads would stop the program.
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-run-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let (output, error) = (folder.appending(path: "output"), folder.appending(path: "error"))
    for file in [output, error] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: error)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      status: process.terminationStatus, output: String(decoding: try Data(contentsOf: output), as: UTF8.self),
      error: String(decoding: try Data(contentsOf: error), as: UTF8.self))
  }
}

extension Workplace {
  /// The bytes of every file below.
  func contents() throws -> [String: Data] {
    var result: [String: Data] = [:]
    for name in FileManager.default.enumerator(atPath: path)?.compactMap({ $0 as? String }) ?? [] {
      let type = try FileManager.default.attributesOfItem(atPath: self.path(name))[.type] as? FileAttributeType
      if type == .typeRegular { result[name] = try Data(contentsOf: URL(filePath: self.path(name))) }
    }
    return result
  }
}
