import Foundation
import Testing

@testable import Workbench

@Suite("What tagging is asked to do")
struct TagRequestTests {
  @Test(
    "an input that is the output, or lies in it, is found",
    arguments: [
      (["a.txt"], "a.txt", "a.txt"), (["b.txt", "d/../a.txt"], "./a.txt", "d/../a.txt"), (["d"], "d/", "d"),
      (["d/a.txt"], "d", "d/a.txt"), (["d/*.txt"], "d", "d/*.txt"), (["d"], "d/out.jsonl", nil), (["-"], "-", nil),
      (["a.txt"], "a.txt.jsonl", nil), (["dd"], "d", nil), (["a.txt"], nil, nil),
    ])
  func overwritten(inputs: [String], output: String?, expected: String?) {
    var request = TagRequest(model: "m.tlt", inputs: inputs)
    request.output = output
    #expect(request.overwritten == expected)
  }

  @Test("a link does not hide that an input is the output")
  func link() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try Data("Ann.".utf8).write(to: folder.appending(path: "a.txt"))
    try FileManager.default.createSymbolicLink(atPath: folder.path + "/b.txt", withDestinationPath: "a.txt")
    var request = TagRequest(model: "m.tlt", inputs: [folder.path + "/a.txt"])
    request.output = folder.path + "/b.txt"
    #expect(request.overwritten == folder.path + "/a.txt")
  }

  @Test("targets have the names that they are made from", arguments: TagTarget.names + ["brat", "conll", "xmi"])
  func targets(name: String) {
    #expect(TagTarget(name)?.name == name)
  }
}
