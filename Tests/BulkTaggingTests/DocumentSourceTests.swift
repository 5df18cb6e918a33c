import Foundation
import Testing

@testable import BulkTagging

@Suite("Documents from files")
struct DocumentSourceTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func file(_ name: String, _ bytes: [UInt8]) throws -> String {
    let url = folder.appending(path: name)
    try Data(bytes).write(to: url)
    return url.path(percentEncoded: false)
  }

  private func all(_ paths: [String], _ unit: DocumentSource.Unit) throws -> [SourceDocument] {
    defer { try? FileManager.default.removeItem(at: folder) }
    var source = DocumentSource(paths: paths, unit: unit)
    var documents: [SourceDocument] = []
    while let document = try source.next() { documents.append(document) }
    #expect(source.bytesRead == DocumentSource.size(of: paths))
    return documents
  }

  @Test("a file is a document, its bytes are its text, its path its id")
  func files() throws {
    let first = try file("a.txt", Array("Ann.\r\nBob.\rEve.\n\n".utf8))
    let second = try file("empty.txt", [])
    let documents = try all([first, second, first], .file)
    #expect(documents.map(\.id) == [first, second, first])
    #expect(
      documents.map { String(decoding: $0.text, as: UTF8.self) } == [
        "Ann.\r\nBob.\rEve.\n\n", "", "Ann.\r\nBob.\rEve.\n\n",
      ])
  }

  @Test("a line is a document with its number, empty ones and one without an end too")
  func lines() throws {
    let first = try file("a.txt", Array("Ann.\r\n\nBob.\rEve.".utf8))
    let second = try file("b.txt", Array("Zoe.\n".utf8))
    let documents = try all([first, second], .line)
    #expect(documents.map(\.id) == ["\(first):1", "\(first):2", "\(first):3", "\(first):4", "\(second):1"])
    #expect(documents.map { String(decoding: $0.text, as: UTF8.self) } == ["Ann.", "", "Bob.", "Eve.", "Zoe."])
  }

  private static let invalid: [(bytes: [UInt8], text: String)] = [
    ([0x61, 0xFF, 0x62], "a\u{FFFD}b"),
    ([0xC3], "\u{FFFD}"),
    ([0xE2, 0x82, 0x41], "\u{FFFD}A"),
    ([0xF0, 0x9F, 0x98], "\u{FFFD}"),
    ([0xED, 0xA0, 0x80, 0x2E], "\u{FFFD}\u{FFFD}\u{FFFD}."),
    ([0xC0, 0xAF], "\u{FFFD}\u{FFFD}"),
  ]

  @Test("bytes that are not UTF-8 are replaced, as Python and browsers do", arguments: invalid, [true, false])
  func invalidUTF8(item: (bytes: [UInt8], text: String), isLine: Bool) throws {
    let documents = try all([try file("a.txt", item.bytes)], isLine ? .line : .file)
    #expect(documents.map { Array($0.text) } == [Array(item.text.utf8)])
  }

  @Test("a missing file and a folder are named")
  func missing() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    var source = DocumentSource(paths: [folder.path + "/none.txt"], unit: .line)
    let missing = #expect(throws: (any Error).self) { try source.next() }
    #expect(missing.map { "\($0)" }?.contains("none.txt") == true)
    source = DocumentSource(paths: [folder.path], unit: .file)
    let isFolder = #expect(throws: (any Error).self) { try source.next() }
    #expect(isFolder.map { "\($0)" }?.contains("folder") == true)
    #expect(DocumentSource.size(of: [folder.path + "/none.txt"]) == nil)
    #expect(DocumentSource.size(of: ["-"]) == nil)
  }
}
