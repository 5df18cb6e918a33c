import Foundation
import Taggers
import Testing

@Suite("Atomic files")
struct AtomicFileTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("a file appears with commit, and whole")
  func commit() throws {
    let file = try AtomicFile(place.path("a"))
    try file.write(Data("hellO".utf8))
    try file.overwrite(Data("H".utf8), at: 0)
    try file.write(Data(" you".utf8))
    #expect(file.count == 9)
    #expect(!FileManager.default.fileExists(atPath: place.path("a")))
    try file.commit()
    #expect(try place.bytes("a") == Data("HellO you".utf8))
    #expect(try place.names() == ["a"])
  }

  @Test("without commit the previous file stays, and nothing else")
  func abandon() throws {
    try place.file("a", Data("old".utf8))
    do {
      let file = try AtomicFile(place.path("a"))
      try file.write(Data("new".utf8))
    }
    #expect(try place.bytes("a") == Data("old".utf8))
    #expect(try place.names() == ["a"])
  }

  @Test("a link is followed, not replaced")
  func link() throws {
    try place.file("a", Data("old".utf8))
    try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: "a")
    let file = try AtomicFile(place.path("link"))
    try file.write(Data("new".utf8))
    try file.commit()
    #expect(try place.bytes("a") == Data("new".utf8))
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.path("link")) == "a")
  }

  @Test("a folder may be a link")
  func linkedFolder() throws {
    try FileManager.default.createDirectory(atPath: place.path("d"), withIntermediateDirectories: false)
    try FileManager.default.createSymbolicLink(atPath: place.path("l"), withDestinationPath: "d")
    try AtomicFile(place.path("l/new")).commit()
    #expect(try place.bytes("d/new") == Data())
    #expect(
      message(in: place) { _ = try AtomicFile(place.path("l")) }
        == "l: error: this is a folder; a file is wanted here")
  }

  @Test("a missing folder and a folder in the way are told apart")
  func paths() throws {
    try FileManager.default.createDirectory(atPath: place.path("d"), withIntermediateDirectories: false)
    #expect(
      message(in: place) { _ = try AtomicFile(place.path("no/a")) }
        == "no/a: error: the folder 'no' does not exist; create it first")
    #expect(
      message(in: place) { _ = try AtomicFile(place.path("d")) }
        == "d: error: this is a folder; a file is wanted here")
  }

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

  @Test("on a full disk the previous archive stays and the unfinished one goes", .enabled(if: canMount, "needs root"))
  func full() throws {
    try #require(Self.mount(place.path(""), "size=64k"))
    defer { Self.run("umount", [place.path("")]) }
    let path = place.path("m.tlt")
    try ModelArchive.write([ArchiveMember(name: "a", text: "small")], origin: .init(toolVersion: "1"), to: path)
    let before = try place.bytes("m.tlt")
    let large = [ArchiveMember(name: "a", bytes: Data(count: 100_000))]
    #expect(
      message(in: place) { try ModelArchive.write(large, origin: .init(toolVersion: "1"), to: path) }
        == "m.tlt: error: no space left on the disk after 1536 bytes; nothing was replaced, and the unfinished file "
        + "was removed")
    #expect(try place.bytes("m.tlt") == before)
    #expect(try place.names() == ["m.tlt"])
  }

  @Test("a read-only disk is said to be one", .enabled(if: canMount, "needs root"))
  func readOnly() throws {
    try #require(Self.mount(place.path(""), "ro"))
    defer { Self.run("umount", [place.path("")]) }
    #expect(message(in: place) { _ = try AtomicFile(place.path("a")) } == "a: error: the file system is read-only")
  }

  @Test("a folder that may not be written is said so", .disabled(if: isRoot, "root may write anywhere"))
  func permission() throws {
    let folder = place.path("d")
    try FileManager.default.createDirectory(
      atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o555])
    #expect(message(in: place) { _ = try AtomicFile(folder + "/a") } == "d/a: error: no permission to create it")
  }

  static var isRoot: Bool { NSUserName() == "root" }
}
