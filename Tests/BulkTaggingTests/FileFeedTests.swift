import Foundation
import Testing

@testable import BulkTagging

@Suite("Documents from files")
struct FileFeedTests {
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

  private func items(
    _ paths: [String], _ form: InputForm = .automatic, longest: Int = 1 << 30
  ) throws -> [FeedItem] {
    defer { try? FileManager.default.removeItem(at: folder) }
    var options = InputOptions()
    (options.form, options.longestDocument) = (form, longest)
    var feed = FileFeed(InputList(paths), options)
    var items: [FeedItem] = []
    while let item = try feed.next() { items.append(item) }
    return items
  }

  private func all(_ paths: [String], _ form: InputForm) throws -> [SourceDocument] {
    try items(paths, form).compactMap { if case .document(let document) = $0 { document } else { nil } }
  }

  private func failures(_ items: [FeedItem]) -> [FailedDocument] {
    items.compactMap { if case .failure(let failure) = $0 { failure } else { nil } }
  }

  @Test("a file is a document, its bytes are its text, its path its id")
  func files() throws {
    let first = try file("a.txt", Array("Ann.\r\nBob.\rEve.\n\n".utf8))
    let second = try file("empty.txt", [])
    let documents = try all([first, second, first], .text)
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
    let documents = try all([first, second], .lines)
    #expect(documents.map(\.id) == ["\(first):1", "\(first):2", "\(first):3", "\(first):4", "\(second):1"])
    #expect(documents.map { String(decoding: $0.text, as: UTF8.self) } == ["Ann.", "", "Bob.", "Eve.", "Zoe."])
  }

  @Test(
    "a line that is too long is a failure in its place, the others are read", arguments: ["\n", "\r\n", "\r"],
    [30, 300_000])
  func longLines(lineEnd: String, length: Int) throws {
    let long = String(repeating: "x", count: length)
    let lines = ["Ann.", long, "Bob.", long, long, "", "Eve.", long].joined(separator: lineEnd)
    let path = try file("a.txt", Array(lines.utf8))
    let found = try items([path], .lines, longest: 20)
    #expect(failures(found).map(\.id) == [2, 4, 5, 8].map { "\(path):\($0)" })
    #expect(failures(found).map(\.origin.line) == [2, 4, 5, 8])
    let documents = found.compactMap { if case .document(let document) = $0 { document } else { nil } }
    #expect(documents.map { String(decoding: $0.text, as: UTF8.self) } == ["Ann.", "Bob.", "", "Eve."])
    #expect(documents.map(\.origin.line) == [1, 3, 6, 7])
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
    let documents = try all([try file("a.txt", item.bytes)], isLine ? .lines : .text)
    #expect(documents.map { Array($0.text) } == [Array(item.text.utf8)])
  }

  @Test(
    "a file that is missing, binary, a pipe, a broken link, a link to a folder or damaged is a failure in its place")
  func failing() throws {
    let first = try file("a.txt", Array("Ann.".utf8))
    let binary = try file("b.txt", [1, 0, 2, 0xFF])
    let broken = try file("c.xml", Array("<?xml version=\"1.0\"?><text><p>Ann".utf8))
    let link = folder.path + "/d.txt"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path + "/nothing")
    let empty = try file("e", [])
    for (name, target) in [("f", "f"), ("loop", folder.path)] {
      try FileManager.default.createSymbolicLink(atPath: folder.path + "/" + name, withDestinationPath: target)
    }
    let status = unsafe mkfifo(folder.path + "/pipe", 0o600)
    try #require(status == 0)
    let found = try items([folder.path, folder.path + "/none.txt"])
    let others = ["f", "loop", "pipe", "none.txt"].map { folder.path + "/" + $0 }
    #expect(failures(found).map(\.id) == [binary, broken, link] + others)
    for (failure, reason) in zip(
      failures(found).dropFirst(2), ["nowhere", "nowhere", "to a folder", "pipes and devices", "no such file"])
    {
      #expect(failure.reason.contains(reason))
    }
    let documents = found.compactMap { if case .document(let document) = $0 { document } else { nil } }
    #expect(documents.map(\.id) == [first, empty])
    #expect(documents.map(\.text.count) == [4, 0])
  }

  @Test("a file that vanishes after its folder was listed is a failure that says so")
  func vanishing() throws {
    let names = try (0..<3).map { try file("\($0).txt", Array("Ann.".utf8)) }
    defer { try? FileManager.default.removeItem(at: folder) }
    var feed = FileFeed(InputList([folder.path]), InputOptions())
    var found: [FeedItem] = []
    while let item = try feed.next() {
      found.append(item)
      if found.count == 1 { try FileManager.default.removeItem(atPath: names[2]) }
    }
    #expect(found.count == 3)
    #expect(failures(found).map(\.id) == [names[2]])
    #expect(failures(found).first?.reason.contains("no such file") == true)
  }

  @Test("rows of JSON: text and id by their names, a broken row is a failure, an empty line is none")
  func rows() throws {
    let rows = [
      #"{"id": "a", "text": "Ann\n👍"}"#, "", #"{"id": 7, "text": ""}"#, #"{"text": "x"}"#, "{", #"["text"]"#,
      #"{"id": "b"}"#, #"{"id": "c", "text": 5}"#, #"{"id": [], "text": "x"}"#, #"{"id": null, "text": "\ud800"}"#,
    ]
    let path = try file("a.jsonl", Array(rows.joined(separator: "\n").utf8))
    let found = try items([path])
    #expect(failures(found).map(\.id) == ["\(path):5", "\(path):6", "b", "c", "\(path):9"])
    let documents = found.compactMap { if case .document(let document) = $0 { document } else { nil } }
    #expect(documents.map(\.id) == ["a", "7", "\(path):4", "\(path):10"])
    #expect(documents.map { String(decoding: $0.text, as: UTF8.self) } == ["Ann\n👍", "", "x", "\u{FFFD}"])
    #expect(documents.map(\.origin.line) == [1, 3, 4, 10])
  }

  @Test(
    "patterns of names",
    arguments: [
      ("*.txt", "a.txt", true), ("*.txt", "a.txtx", false), ("a?c", "abc", true), ("a?c", "ac", false),
      ("[a-c]x", "bx", true), ("[!a-c]x", "bx", false), ("*a*b*", "xxaxxbxx", true), ("*", "", true), ("[", "[", true),
      ("a[", "a[", true), ("é*", "é1", true), ("?", "é", true),
    ])
  func patterns(pattern: String, name: String, expected: Bool) {
    #expect(NamePattern(pattern).matches(name) == expected)
  }

  @Test("folders and patterns are read in the order of names, without hidden files and the run's own output")
  func list() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(atPath: folder.path + "/s/t", withIntermediateDirectories: true)
    let own = [
      "out.jsonl", "out.jsonl.journal", "out.jsonl.errors.jsonl", "out.jsonl.part-1-of-2", "out-00001.jsonl",
      "out-00012.jsonl.part",
    ]
    for name in ["b.txt", "a.txt", ".hidden.txt", "s/c.txt", "s/t/d.txt", "out.jsonl2", "out-1.jsonl"] + own {
      _ = try file(name, [0x61])
    }
    func paths(_ path: String) -> [String] {
      InputList([path], output: folder.path + "/out.jsonl").compactMap(\.path).map {
        String($0.dropFirst(folder.path.count + 1))
      }
    }
    #expect(paths(folder.path) == ["a.txt", "b.txt", "out-1.jsonl", "out.jsonl2", "s/c.txt", "s/t/d.txt"])
    #expect(paths(folder.path + "/s/..").count == 6)
    #expect(paths(folder.path + "/*.txt") == ["a.txt", "b.txt"])
    #expect(paths(folder.path + "/**/*.txt") == ["a.txt", "b.txt", "s/c.txt", "s/t/d.txt"])
    #expect(paths(folder.path + "/*/c.txt") == ["s/c.txt"])
  }
}
