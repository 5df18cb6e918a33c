import ArgumentParser
import Foundation
import TestSupport
import Testing

@testable import gloss

/// Every command, however deep.
private let commands: [[String]] = {
  func names(_ type: any ParsableCommand.Type, _ path: [String]) -> [[String]] {
    type.configuration.subcommands.flatMap { sub -> [[String]] in
      let own = path + [sub._commandName]
      return [own] + names(sub, own)
    }
  }
  return names(Gloss.self, [])
}()

@Suite("Command line")
struct CommandTests {
  @Test("every command has an abstract, and --help that shows it", arguments: commands)
  func help(command: [String]) throws {
    let outcome = try Program.gloss(command + ["--help"])
    #expect(outcome.status == 0)
    #expect(outcome.error.isEmpty)
    #expect(outcome.output.hasPrefix("OVERVIEW: "))
    #expect(outcome.output.contains("USAGE: gloss \(command.joined(separator: " "))"))
  }

  @Test("every command occurs in the README", arguments: commands.filter { $0.count == 1 })
  func readme(command: [String]) throws {
    let text = try String(contentsOf: Program.root.appending(path: "README.md"), encoding: .utf8)
    #expect(text.contains("gloss \(command[0])"))
  }

  @Test("tasks are the same under TAO's name")
  func taoName() {
    let tasks = Set(commands.filter { $0.first == "token_classification" && $0.count == 2 }.map { $0[1] })
    #expect(tasks.isSuperset(of: ["download_specs", "dataset_convert", "train", "evaluate", "infer", "export"]))
    #expect(tasks.isSubset(of: commands.filter { $0.count == 1 }.map { $0[0] }))
  }

  private static let statuses: [(arguments: [String], expected: Int32)] = [
    (["nonsense"], 64),
    (["train", "--nonsense"], 64),
    (["download_specs"], 64),
    (["tag"], 64),
    (["infer", "-k", "a", "--key-file", "b"], 64),
    (["download_specs", "-o", "x", "-r", "x/logs"], 64),
    (["train", "-e", "/does/not/exist.yaml"], 1),
    (["infer", "-m", "/does/not/exist.tlt", "input_batch=[a]"], 1),
    (["train", "nonsense=1"], 1),
    (["infer", "--key-file", "/does/not/exist", "input_batch=[a]"], 1),
    (["export", "export_format=EFF"], 1),
    (["infer", "input_batch=null"], 1),
    (["--version"], 0),
    (["--help"], 0),
  ]

  @Test("wrong usage is status 64, a problem with the input 1", arguments: statuses)
  func status(arguments: [String], expected: Int32) throws {
    let outcome = try Program.gloss(arguments)
    #expect(outcome.status == expected, "\(outcome.error)")
    if expected != 0 {
      #expect(outcome.output.isEmpty)
      #expect(!outcome.error.isEmpty)
    }
  }

  @Test(
    "more than one GPU is refused with what to use, by the tasks that train or test", arguments: ["train", "evaluate"])
  func gpus(task: String) throws {
    let outcome = try Program.gloss([task, "-g", "2", "data_dir=x"])
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("must be 0 or 1; for more speed raise trainer.workers"))
  }

  @Test("infer and export take -g and leave it, as TAO does", arguments: ["infer", "export"])
  func ignoredGPUs(task: String) throws {
    let outcome = try Program.gloss(
      [task, "-g", "8", "-m", "/does/not/exist.tlt"] + (task == "infer" ? ["input_batch=[a]"] : []))
    #expect(outcome.error.contains("/does/not/exist.tlt: error: no such file"))
    #expect(!outcome.error.contains("gpus"))
  }
}

@Suite("download_specs")
struct DownloadSpecsTests {
  @Test("the files are those of specs/token_classification, byte for byte")
  func files() throws {
    let place = try Workplace()
    let outcome = try Program.gloss(["download_specs", "-o", place.path("specs"), "-r", place.path("log")])
    #expect(outcome.status == 0, "\(outcome.error)")
    #expect(
      outcome.error.contains(
        "Default specification files for token_classification downloaded to '\(place.path("specs"))'"))
    let source = Program.root.appending(path: "specs/token_classification")
    let names = try FileManager.default.contentsOfDirectory(atPath: source.path).sorted()
    #expect(try FileManager.default.contentsOfDirectory(atPath: place.path("specs")).sorted() == names)
    for name in names {
      let written = try Data(contentsOf: URL(filePath: place.path("specs/" + name)))
      #expect(try written == Data(contentsOf: source.appending(path: name)), "\(name): run tools/embed-specs")
    }
    #expect(FileManager.default.fileExists(atPath: place.path("log/download_specs.log")))
  }

  @Test("a folder that is not empty is refused and left as it is")
  func notEmpty() throws {
    let place = try Workplace()
    _ = try place.file("own.txt", "mine")
    let outcome = try Program.gloss(["download_specs", "-o", place.path])
    #expect(outcome.status == 1)
    #expect(
      outcome.error
        == "gloss: error: \(place.path): expected a new or empty folder, found 'own.txt'; nothing was written, name another "
        + "folder\n")
    #expect(try place.contents() == ["own.txt": Data("mine".utf8)])
  }

  @Test("a file in the folder's place is refused")
  func file() throws {
    let place = try Workplace()
    let path = try place.file("own.txt", "mine")
    let outcome = try Program.gloss(["download_specs", "-o", path])
    #expect(outcome.status == 1)
    #expect(outcome.error.contains("is a file, expected a folder"))
  }
}
