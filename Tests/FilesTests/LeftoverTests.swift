import Files
import Foundation
import TestSupport
import Testing

@Suite("What a killed run leaves")
struct LeftoverTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("is removed by the next file of that target, and no other")
  func removed() throws {
    for name in [".a.tmp-1", ".a.tmp-2", ".b.tmp-1"] { try place.file(name, "half") }
    let file = try AtomicFile(place.path("a"))
    #expect(try place.names() == [".a.tmp-1", ".b.tmp-1"])
    try file.write("new")
    try file.commit()
    #expect(try place.names() == [".b.tmp-1", "a"])
    #expect(try place.text("a") == "new")
  }

  @Test("is passed by where it is no file of ours")
  func foreign() throws {
    try place.folder(".a.tmp-1")
    try place.file("precious", "kept")
    try FileManager.default.createSymbolicLink(atPath: place.path(".a.tmp-2"), withDestinationPath: "precious")
    let file = try AtomicFile(place.path("a"))
    try file.write("new")
    try file.commit()
    #expect(try place.text("precious") == "kept")
    #expect(try place.names() == [".a.tmp-1", ".a.tmp-2", "a", "precious"])
  }

  /// util-linux; the option keeps the lock out of a second process, which would survive the first.
  static let canLock = FileManager.default.isExecutableFile(atPath: "/usr/bin/flock")

  @Test("is told from what a living process is writing", .enabled(if: canLock, "needs flock of util-linux"))
  func living() throws {
    let name = try place.file(".a.tmp-1", "half")
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/flock")
    process.arguments = ["--no-fork", name, "sh", "-c", "echo ready; exec sleep 60"]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    defer { process.terminate() }
    #expect(try output.fileHandleForReading.read(upToCount: 6) == Data("ready\n".utf8))

    try AtomicFile(place.path("a")).commit()
    #expect(try place.names() == [".a.tmp-1", "a"])

    kill(process.processIdentifier, SIGKILL)
    process.waitUntilExit()
    try AtomicFile(place.path("a")).commit()
    #expect(try place.names() == ["a"])
  }
}
