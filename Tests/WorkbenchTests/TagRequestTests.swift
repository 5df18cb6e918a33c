import Foundation
import TestSupport
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
    (request.output, request.target) = (output, .original)
    #expect(request.overwritten == expected)
    // Where the output is one file, a folder in its place is told as a folder.
    request.target = .jsonLines
    #expect(request.overwritten == (inputs.last?.hasPrefix("d/") == true && output == "d" ? nil : expected))
  }

  @Test("a link does not hide that an input is the output")
  func link() throws {
    let place = try Workplace()
    try place.file("a.txt", "Ann.")
    try FileManager.default.createSymbolicLink(atPath: place.path("b.txt"), withDestinationPath: "a.txt")
    var request = TagRequest(model: "m.tlt", inputs: [place.path("a.txt")])
    request.output = place.path("b.txt")
    #expect(request.overwritten == place.path("a.txt"))
  }

  @Test("targets have the names that they are made from", arguments: TagTarget.names + ["brat", "conll", "xmi"])
  func targets(name: String) {
    #expect(TagTarget(name)?.name == name)
  }
}
