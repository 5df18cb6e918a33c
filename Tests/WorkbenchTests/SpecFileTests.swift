import Foundation
import Specs
import Testing

@testable import Workbench

@Suite("Spec files")
struct SpecFileTests {
  /// A spec file, what must be set to use it, and how its task reads it.
  struct Task: Sendable, CustomTestStringConvertible {
    var file: String
    var settings: [String]
    var read: @Sendable (SpecReader) -> Void
    var testDescription: String { file }
  }

  static let tasks = [
    Task(file: "dataset_convert.yaml", settings: ["source_data_dir=a", "target_data_dir=b"]) { _ = ConversionSpec($0) },
    Task(file: "evaluate.yaml", settings: ["data_dir=a"]) { _ = EvaluationSpec($0) },
    Task(file: "infer.yaml", settings: []) { _ = InferenceSpec($0) },
    Task(file: "export.yaml", settings: []) { _ = ExportSpec($0) },
    Task(file: "train.yaml", settings: ["data_dir=a", "model.label_ids=b"]) { _ = TrainSpec($0) },
    Task(file: "finetune.yaml", settings: ["data_dir=a"]) { _ = FinetuneSpec($0) },
  ]

  private func text(_ file: String) throws -> String {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return try String(contentsOf: root.appending(path: "specs/token_classification/" + file), encoding: .utf8)
  }

  /// The paths of all scalars and lists, and of empty maps.
  private func leaves(_ node: SpecNode, _ path: [String] = []) -> [String] {
    guard let map = node.map, !map.entries.isEmpty else { return [path.joined(separator: ".")] }
    return map.entries.flatMap { leaves($0.value, path + [$0.key]) }
  }

  @Test("the program carries the files as they are")
  func embedded() throws {
    for (name, content) in StandardSpecs.files {
      #expect(try content == text(name), "\(name) has changed: run tools/embed-specs")
    }
    #expect(Set(Self.tasks.map(\.file)).isSubset(of: StandardSpecs.files.map(\.name)))
  }

  @Test("a task reads its file without complaint, and every key that it reads stands there", arguments: tasks)
  func complete(task: Task) throws {
    let file = try SpecNode.parse(text(task.file), file: task.file)
    let tree = try file.applying(Override.parse(task.settings))
    let effective = try SpecReader.decode(tree, task.read).effective
    let written = leaves(file)
    // Some keys stand in a comment, such as `# workers: 2`: what one optimizer takes and another refuses, or what depends
    // on the machine. Below a key that is null in the file, the task may have more.
    let commented = try text(task.file).matches(of: /(?m)^ *# (\w+):/).map { String($0.1) }
    let missing = leaves(effective).filter { path in
      !commented.contains { path.hasSuffix("." + $0) } && !written.contains { path == $0 || path.hasPrefix($0 + ".") }
    }
    #expect(missing == [], "\(task.file) lacks keys that its task reads")
  }

  @Test("the value that a file gives a key is the default, but for what a person must choose", arguments: tasks)
  func defaults(task: Task) throws {
    let file = try SpecNode.parse(text(task.file), file: task.file)
    let settings = try Override.parse(task.settings)
    let fromFile = try SpecReader.decode(file.applying(settings), task.read).effective
    let queries = task.file == "infer.yaml" ? ["input_batch=[a]"] : []
    let bare = try SpecNode(.map(SpecMap())).applying(Override.parse(task.settings + queries))
    let standard = try SpecReader.decode(bare, task.read).effective
    let chosen: Set = [
      "input_batch", "model.language_model.pretrained_model_name", "model.tokenizer.tokenizer_name",
      // Depends on whether -r names the folder.
      "exp_manager.resume_if_exists",
    ]
    // The schedule of train.yaml is TAO's; by default there is none.
    for path in leaves(standard) where !chosen.contains(path) && !path.hasPrefix("optim.sched") {
      #expect(fromFile[path] == standard[path], "\(task.file): \(path)")
    }
  }
}
