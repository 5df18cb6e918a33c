import Foundation
import Taggers
import TestSupport
import Testing

@testable import Workbench

@Suite("A full disk while saving")
struct FullDiskTests {
  @Test(
    "the models and checkpoints of before stay whole, and nothing half-written beside them",
    .enabled(if: SmallDisk.isPossible))
  func training() throws {
    let place = try TinyWorkplace()
    let disk = place.path("disk")
    try FileManager.default.createDirectory(atPath: disk, withIntermediateDirectories: true)
    try #require(SmallDisk.mount(disk, "size=4m"))
    defer { SmallDisk.unmount(disk) }
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
