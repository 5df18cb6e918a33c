import Foundation
import Taggers
import Testing

@testable import Workbench

@Suite("A full disk while saving")
struct FullDiskTests {
  /// Mounting takes root, and a container may forbid it even then.
  private static let canMount: Bool = {
    guard let place = try? TinyWorkplace(), mount(place.path("encoder")) else { return false }
    return run("umount", [place.path("encoder")])
  }()

  private static func mount(_ path: String) -> Bool { run("mount", ["-t", "tmpfs", "-o", "size=4m", "t", path]) }

  private static func run(_ tool: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test("the models and checkpoints of before stay whole, and nothing half-written beside them", .enabled(if: canMount))
  func training() throws {
    let place = try TinyWorkplace()
    let disk = place.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    try #require(Self.mount(disk))
    defer { _ = Self.run("umount", [disk]) }
    var before: [String: Data] = [:]
    let problem = message(in: place) {
      try place.train(
        "disk/out",
        watch: { event in
          // The second epoch begins: what the first left is the state to keep, and the disk is filled up.
          guard case .progress(let progress) = event, progress.title.hasPrefix("epoch 2"), before.isEmpty else {
            return
          }
          before = try place.checkpoints("disk/out")
          try place.file("disk/filler", "")
          let filler = try #require(FileHandle(forWritingAtPath: place.path("disk/filler")))
          while (try? filler.write(contentsOf: Data(count: 4096))) != nil {}
        })
    }
    #expect(problem.contains("no space left on the disk"), "\(problem)")
    #expect(!before.isEmpty)
    #expect(try place.checkpoints("disk/out") == before)
    for name in before.keys { _ = try TaggerModel(path: place.path("disk/out/checkpoints/\(name)")) }
  }
}
