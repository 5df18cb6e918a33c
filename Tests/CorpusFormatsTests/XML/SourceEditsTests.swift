import Files
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Source edits")
struct SourceEditsTests {
  private func edited(_ text: String, _ edits: SourceEdits) throws -> String {
    var rewriter = SourceRewriter(bytes: Array(text.utf8))
    var output: [UInt8] = []
    try rewriter.apply(edits, to: &output)
    while try rewriter.copyPiece(output: &output) {}
    return String(decoding: output, as: UTF8.self)
  }

  @Test("no edits, no changes", arguments: ["", "a", "Zoë\r\n"])
  func none(text: String) throws {
    #expect(try edited(text, SourceEdits()) == text)
  }

  @Test("edits in any order are applied in the file's; at one place as they came")
  func order() throws {
    var edits = SourceEdits()
    edits.replace(6..<11, with: Array("Byron".utf8))
    edits.insert(Array("<b>".utf8), at: 0)
    edits.insert(Array("<i>".utf8), at: 0)
    edits.insert(Array("</i>".utf8), at: 5)
    edits.remove(5..<6)
    edits.insert(Array("</b>".utf8), at: 11)
    #expect(try edited("hello world", edits) == "<b><i>hello</i>Byron</b>")
  }

  @Test("edits that meet are refused")
  func overlap() {
    var edits = SourceEdits()
    edits.remove(0..<3)
    edits.replace(2..<4, with: [0x41])
    #expect(throws: WriteBackProblem.overlappingEdits(byte: 2)) { try edited("hello", edits) }
  }

  @Test("a file that became shorter is refused")
  func shorter() {
    var edits = SourceEdits()
    edits.insert([0x41], at: 9)
    #expect(throws: WriteBackProblem.sourceChanged) { try edited("hello", edits) }
  }

  @Test("parts of a file are edited one after the other, in memory or from a reader")
  func parts() throws {
    let folder = try Workplace()
    let text = String(repeating: "0123456789", count: 60_000)
    let path = try folder.file("a.txt", text)
    for var rewriter in [SourceRewriter(bytes: Array(text.utf8)), SourceRewriter(try .init(path: path))] {
      var output: [UInt8] = []
      for offset in stride(from: 0, to: text.utf8.count, by: 9_999) {
        var edits = SourceEdits()
        edits.insert([0x2D], at: offset)
        try rewriter.apply(edits, to: &output)
      }
      while try rewriter.copyPiece(output: &output) {}
      #expect(output.count == text.utf8.count + 61)
      #expect(output.filter { $0 != 0x2D } == Array(text.utf8))
      #expect(output[9_999 + 1] == 0x2D)
    }
  }
}
