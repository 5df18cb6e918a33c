import Foundation
import Testing

@testable import CorpusFormats

@Suite("Discovery of inputs")
struct DiscoveryTests {
  static let corpora = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "shared/corpora").path(percentEncoded: false)

  @Test("print")
  func show() throws {
    let discovery = try CorpusDiscovery([Self.corpora])
    for input in discovery.inputs { print(input.format.rawValue, input.name, input.split ?? "-", input.paths.count) }
    for remark in discovery.remarks { print(remark) }
  }
}
