import Foundation

/// A folder that goes with its last reference.
final class TemporaryFolder {
  /// Its path; the folder is made by whoever writes there first.
  let path: String

  init() {
    let name = "gloss-\(UUID().uuidString)"
    path = FileManager.default.temporaryDirectory.appending(path: name).path(percentEncoded: false)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}
