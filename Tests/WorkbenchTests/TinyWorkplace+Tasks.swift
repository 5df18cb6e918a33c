import Foundation

@testable import Workbench

/// What a task said.
struct Conversation {
  /// Standard output.
  var output = ""
  /// The log, a message a line or more.
  var log = ""
}

extension TinyWorkplace {
  /// Runs a task, and hands each of its events to `watch` as well.
  func run(
    watch: @escaping (WorkEvent) throws -> Void = { _ in }, _ body: (Workbench) throws -> Void
  ) throws -> Conversation {
    let box = Box()
    let workbench = try Workbench(
      environment: [:],
      report: { event in
        switch event {
        case .output(let text): box.conversation.output += text
        case .log(_, _, let message): box.conversation.log += message + "\n"
        case .progress: break
        }
        try? watch(event)
      })
    try body(workbench)
    return box.conversation
  }

  /// Overrides alone.
  func spec(_ overrides: [String]) -> SpecSource { SpecSource(file: nil, overrides: overrides, environment: [:]) }

  /// A column file of the sentences of `corpus`, with a blank line after each.
  func columns(_ name: String, of split: String) throws {
    let (words, labels) = (try text("text_\(split).txt"), try text("labels_\(split).txt"))
    let sentences = zip(words.split(separator: "\n"), labels.split(separator: "\n")).map { words, labels in
      zip(words.split(separator: " "), labels.split(separator: " ")).map { "\($0)\t\($1)\n" }.joined()
    }
    try file(name, sentences.joined(separator: "\n"))
  }

  /// Settings under which the tiny encoder learns the corpus by heart.
  static let learns = [
    "trainer.max_epochs=12", "optim.lr=1e-2", "model.head.num_fc_layers=1", "model.head.fc_dropout=0",
  ]

  /// The models and checkpoints that a training left, with their bytes.
  func checkpoints(_ results: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in names("\(results)/checkpoints") { files[name] = try bytes("\(results)/checkpoints/\(name)") }
    return files
  }

  private final class Box {
    var conversation = Conversation()
  }
}
