import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusStore

@Suite("A process that is killed while it imports")
struct KillTests {
  static func document(_ index: Int) -> Document {
    Document("document \(index)", "the text of number \(index)", ["N": "\(index)"], split: index % 3 == 0 ? "dev" : nil)
  }

  /// Imports two files of a thousand documents each.
  static func run(_ path: String, batch: () -> Void = {}) throws {
    let session = try CorpusStore(path: path).beginImport(note: note)
    session.itemLimit = 100
    for file in 0..<2 {
      if case .finished = try session.beginSource(.named("file \(file)")) {
        try session.endSource()
        continue
      }
      for index in 0..<1000 {
        try session.add(document(file * 1000 + index))
        if index % 50 == 0 { batch() }
      }
      try session.endSource()
    }
    try session.finish()
  }

  @Test(
    "leaves whole batches; the same import again ends like one that was not killed",
    arguments: [0, 3, 11, 19, 22, 30, 38])
  func kill(batches: Int) async throws {
    let place = try Workplace()
    let path = place.storePath
    await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, batches = batches as Int] in
      var count = 0
      try KillTests.run(path) {
        count += 1
        if count > batches { Foundation.kill(ProcessInfo.processInfo.processIdentifier, SIGKILL) }
      }
    }
    let store = try place.open()
    let verification = try store.verify()
    #expect(verification.findings == [])
    #expect(verification.interrupted.count <= 1)
    try store.close()
    try Self.run(path)

    let other = place.path("whole")
    try Self.run(other)
    let (resumed, whole) = (try place.open(), try CorpusStore(path: other))
    #expect(try resumed.digest() == whole.digest())
    #expect(try resumed.count(DocumentQuery()) == 2000)
    #expect(try resumed.changes().count == 1)
    #expect(try resumed.sourceFiles() == whole.sourceFiles())
    #expect(try resumed.verify().isClean)
    #expect(try place.names().filter { $0.hasSuffix("-lock") } == [])
  }
}
