import Foundation
import TestSupport
import Testing

/// `gloss tag` through the whole command line.
@Suite("gloss tag")
struct TagCommandTests {
  private static let wrong: [[String]] = [
    ["--format", "nonsense"], ["--to", "nonsense"], ["--shard", "0/2"], ["--shard", "3/2", "-o", "x"],
    ["--shard", "2"],
    ["--shard", "1/2"], ["--merge"], ["--merge", "--shard", "1/2", "-o", "x"], ["--shard-size", "0", "-o", "x"],
    ["--shard-size", "5"], ["--memory-limit", "many"], ["--memory-limit", "99999999999999999999G"],
    ["--memory-limit", "9999999999999G"], ["--commit-bytes", "0"], ["--corpus", "s.sqlite", "a.txt"],
    ["--workers", "0"],
  ]

  @Test("wrong usage is status 64 before anything is read", arguments: wrong)
  func usage(arguments: [String]) throws {
    let outcome = try Program.gloss(["tag", "-m", "/does/not/exist.tlt"] + arguments)
    #expect(outcome.status == 64, "\(outcome.error)")
    #expect(outcome.output.isEmpty)
  }

  @Test("parts, packed output and a dry run; a broken row is status 3, and its place is kept")
  func collection() throws {
    let bench = try PassphraseTests.Bench([])
    let rows = (1...30).map { #"{"id": \#($0), "text": "Anna \#($0) lives in Oslo. Bob too."}"# }
    let broken = rows[..<12] + ["{"] + rows[12...]
    let input = try bench.place.file("rows.jsonl", broken.joined(separator: "\n"))
    func run(_ arguments: [String]) throws -> Program.Outcome { try Program.gloss(["tag", "--quiet"] + arguments) }
    let model = ["-m", bench.model]
    let streamed = try run(model + [input])
    #expect(streamed.status == 3)
    let lines = streamed.output.split(separator: "\n")
    #expect(lines.count == 32)
    #expect(lines[13].contains(#""error":"no JSON at column 2"#))
    let whole = bench.place.path("whole.jsonl")
    #expect(try run(model + [input, "-o", whole]).status == 3)
    #expect(try String(contentsOfFile: whole, encoding: .utf8) == streamed.output)
    #expect(try String(contentsOfFile: whole + ".errors.jsonl", encoding: .utf8).contains(#""line":13"#))
    let merged = bench.place.path("merged.jsonl")
    for part in 1...3 { _ = try run(model + [input, "--shard", "\(part)/3", "-o", merged]) }
    #expect(try run(["--merge", "-o", merged]).status == 3)
    #expect(try String(contentsOfFile: merged, encoding: .utf8) == streamed.output)
    let prediction = try run(model + [input, "--dry-run"])
    #expect(prediction.status == 0)
    #expect(prediction.output.hasPrefix("documents\t30\nfailures\t1\nwords\t270\n"))
    #expect(try run(model + [input, "--strict"]).status == 1)
    let folder = try run(model + [input, "-o", bench.place.path])
    #expect(folder.status == 1)
    #expect(folder.error.contains("this is a folder"))
  }

  @Test("what another run wrote into a folder is no input, and the log says so; named it is read")
  func otherOutput() throws {
    let bench = try PassphraseTests.Bench([])
    let text = try bench.place.file("in/a.txt", "Anna lives in Oslo.")
    let folder = (text as NSString).deletingLastPathComponent
    func run(_ arguments: [String]) throws -> Program.Outcome {
      try Program.gloss(["tag", "-m", bench.model] + arguments)
    }
    #expect(try run([folder, "-o", folder + "/first.jsonl"]).status == 0)
    #expect(try run([folder, "-o", folder + "/results", "--to", "brat"]).status == 0)
    let again = try run([folder, "-o", folder + "/second.jsonl"])
    #expect(again.status == 0)
    for output in ["first.jsonl", "results"] {
      #expect(again.error.components(separatedBy: "another run of gloss tag wrote '\(output)'").count == 2)
    }
    #expect(!again.error.contains("wrote 'second.jsonl'"))
    #expect(again.error.contains("Tagged 1 documents"))
    let named = try run([folder + "/first.jsonl"])
    #expect(named.error.contains("it is read, since it was named"))
    #expect(named.output.split(separator: "\n").count > 1)
  }

  @Test("whoever writes a line and waits for its row gets it")
  func conversation() throws {
    let bench = try PassphraseTests.Bench([])
    let process = Process()
    process.executableURL = Program.program
    process.arguments = ["tag", "--quiet", "-m", bench.model, "--format", "jsonl"]
    let (input, output) = (Pipe(), Pipe())
    (process.standardInput, process.standardOutput) = (input, output)
    process.standardError = FileHandle.nullDevice
    try process.run()
    // A program that waits for more would make us wait for ever.
    let watch = DispatchWorkItem { process.terminate() }
    DispatchQueue.global().asyncAfter(deadline: .now() + 60, execute: watch)
    var pending = Data()
    func row() -> String? {
      while true {
        if let end = pending.firstIndex(of: 0x0A) {
          defer { pending = Data(pending[(end + 1)...]) }
          return String(decoding: pending[..<end], as: UTF8.self)
        }
        let more = output.fileHandleForReading.availableData
        if more.isEmpty { return nil }
        pending += more
      }
    }
    for number in 0..<5 {
      try input.fileHandleForWriting.write(contentsOf: Data(#"{"id": \#(number), "text": "Anna."}"#.utf8 + [0x0A]))
      if number == 0 { #expect(row()?.contains("gloss-tags") == true) }
      #expect(row()?.contains(#""id":"\#(number)""#) == true)
    }
    try input.fileHandleForWriting.close()
    #expect(row() == nil)
    process.waitUntilExit()
    watch.cancel()
    #expect(process.terminationStatus == 0)
  }
}
