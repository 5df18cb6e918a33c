import Foundation

/// A hub on this machine, for one test: `server.py` in a process of its own that ends with the test.
final class TestServer {
  struct File: Encodable {
    var text: String
    var times = 1
    var large = false
  }

  struct Model: Encodable {
    var sha = String(repeating: "a", count: 40)
    var files: [String: File]
  }

  struct Behaviour: Encodable {
    var models: [String: Model]
    var token: String?
    var cut: Int?
    var corrupt: String?
    var noRanges = false
    var relative = false

    enum CodingKeys: String, CodingKey {
      case models, token, cut, corrupt, relative
      case noRanges = "no ranges"
    }
  }

  static let python = ["/usr/bin/python3", "/usr/local/bin/python3"].first {
    FileManager.default.isExecutableFile(atPath: $0)
  }

  let folder: URL
  let port: Int
  private let process = Process()
  private let input = Pipe()

  init(_ behaviour: Behaviour) throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try JSONEncoder().encode(behaviour).write(to: folder.appending(path: "hub.json"))
    let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "server.py")
    let output = Pipe()
    process.executableURL = URL(filePath: Self.python ?? "")
    process.arguments = [script.path, folder.path]
    (process.standardInput, process.standardOutput) = (input, output)
    try process.run()
    let line = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
    guard let port = Int(line.trimmingCharacters(in: .whitespacesAndNewlines)) else {
      throw CocoaError(.fileReadCorruptFile)
    }
    self.port = port
  }

  deinit {
    try? input.fileHandleForWriting.close()
    process.waitUntilExit()
    try? FileManager.default.removeItem(at: folder)
  }

  /// The environment of somebody who uses this hub, with a new cache.
  func environment(_ more: [String: String] = [:]) -> [String: String] {
    ["HF_ENDPOINT": "http://127.0.0.1:\(port)/", "HF_HUB_CACHE": folder.path + "/cache"].merging(more) { $1 }
  }

  /// Every request: method, path, range, token.
  var requests: [String] {
    let text = (try? String(contentsOf: folder.appending(path: "log"), encoding: .utf8)) ?? ""
    return text.split(separator: "\n").map(String.init)
  }
}
