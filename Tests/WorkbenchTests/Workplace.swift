import Foundation
import Testing

/// A new folder for one test, removed when the test is over.
final class Workplace {
  let url: URL

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The path of a file in it.
  func path(_ name: String) -> String { url.appending(path: name).path(percentEncoded: false) }

  /// Writes a file and returns its path.
  @discardableResult
  func file(_ name: String, _ bytes: Data) throws -> String {
    try bytes.write(to: URL(filePath: path(name)))
    return path(name)
  }

  func bytes(_ name: String) throws -> Data { try Data(contentsOf: URL(filePath: path(name))) }

  /// The names of everything in it, hidden files as well.
  func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: url.path).sorted() }
}

/// The message of the error that `body` throws, with the workplace's path taken out.
func message(in place: Workplace? = nil, _ body: () throws -> Void) -> String {
  do {
    try body()
    return "no error"
  } catch {
    let text = "\(error)"
    return place.map { text.replacing($0.path(""), with: "") } ?? text
  }
}
