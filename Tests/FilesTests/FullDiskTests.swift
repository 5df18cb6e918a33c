import Foundation
import Testing

@testable import Files

@Suite("Full and read-only disks")
struct FullDiskTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  /// Mounting takes root, and a container may forbid it even then.
  static let canMount: Bool = {
    guard let place = try? Workplace(), mount(place.path(""), "size=64k") else { return false }
    return run("umount", [place.path("")])
  }()

  static func mount(_ path: String, _ options: String) -> Bool {
    run("mount", ["-t", "tmpfs", "-o", options, "t", path])
  }

  @discardableResult
  static func run(_ tool: String, _ arguments: [String]) -> Bool {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = [tool] + arguments
    (process.standardOutput, process.standardError) = (FileHandle.nullDevice, FileHandle.nullDevice)
    guard (try? process.run()) != nil else { return false }
    process.waitUntilExit()
    return process.terminationStatus == 0
  }

  @Test(
    "on a full disk the previous files stay and the unfinished ones go", .enabled(if: canMount, "needs root"),
    arguments: [10_000, 1_000_000])
  func full(pieceSize: Int) throws {
    try #require(Self.mount(place.path(""), "size=64k"))
    defer { Self.run("umount", [place.path("")]) }
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

  @Test("a read-only disk is said to be one", .enabled(if: canMount, "needs root"))
  func readOnly() throws {
    try #require(Self.mount(place.path(""), "ro"))
    defer { Self.run("umount", [place.path("")]) }
    #expect(
      message(in: place) { _ = try AtomicFile(place.path("a")) }
        == "a: error: the file system is read-only; choose a folder on another one")
  }

  @Test("anything else is told in the system's words")
  func other() {
    #expect("\(FileProblem(POSIXError(.EIO), during: .replace))" == "cannot put into place it: Input/output error")
  }
}
