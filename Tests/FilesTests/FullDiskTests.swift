import Foundation
import TestSupport
import Testing

@testable import Files

@Suite("Full and read-only disks")
struct FullDiskTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test(
    "on a full disk the previous files stay and the unfinished ones go",
    .enabled(if: SmallDisk.isPossible, "needs root"),
    arguments: [10_000, 1_000_000])
  func full(pieceSize: Int) throws {
    try #require(SmallDisk.mount(place.path, "size=64k"))
    defer { SmallDisk.unmount(place.path) }
    try place.file("m", "small")
    #expect(
      message(in: place) {
        let files = [try AtomicFile(place.path("n")), try AtomicFile(place.path("m"))]
        try files[0].write("new")
        for _ in 0..<(1_000_000 / pieceSize) { try files[1].write(Data(count: pieceSize)) }
        try AtomicFile.commit(files)
      }.replacing(/after \d{5} bytes/, with: "after some bytes")
        == "m: error: no space left on the disk after some bytes; nothing was replaced, and the unfinished file "
        + "was removed; free some space and run again")
    #expect(try place.text("m") == "small")
    #expect(try place.names() == ["m"])
  }

  @Test("a full device is told as such", .enabled(if: FileManager.default.fileExists(atPath: "/dev/full")))
  func device() throws {
    var writer = BufferedWriter(try #require(FileHandle(forWritingAtPath: "/dev/full")), path: "out/a.txt")
    try writer.write(Data("x".utf8))
    #expect(
      message { try writer.flush() }
        == "out/a.txt: error: no space left on the disk after 0 bytes; nothing was replaced, and the unfinished file "
        + "was removed; free some space and run again")
  }

  @Test("a read-only disk is said to be one", .enabled(if: SmallDisk.isPossible, "needs root"))
  func readOnly() throws {
    try #require(SmallDisk.mount(place.path, "ro"))
    defer { SmallDisk.unmount(place.path) }
    #expect(
      message(in: place) { _ = try AtomicFile(place.path("a")) }
        == "a: error: the file system is read-only; choose a folder on another one")
  }

  @Test("anything else is told in the system's words")
  func other() {
    #expect("\(FileProblem(POSIXError(.EIO), during: .replace))" == "cannot put into place it: Input/output error")
  }
}
