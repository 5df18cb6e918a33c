import Annotations
import ArgumentParser
import Workbench

/// `gloss segment`
struct Segment: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the sentences and words of each document as JSON, as tag finds them.",
    discussion: #"{"id":"a.txt","sentences":[{"start":0,"end":9,"words":[[0,2],[3,8],[8,9]]}]}"#)

  @Flag(help: "Each line is a document; its id is FILE:LINE.")
  var lines = false
  @Option(help: "What offsets count: \(OffsetUnit.allCases.map(\.rawValue).joined(separator: ", ")).")
  var offsets = OffsetUnit.codePoint
  @Argument(help: "Text files; - or nothing is standard input.")
  var files: [String] = []

  func run() throws {
    try Session.run("segment", results: nil) {
      try $0.segment(inputs: files.isEmpty ? ["-"] : files, linesAreDocuments: lines, offsets: offsets)
    }
  }
}
