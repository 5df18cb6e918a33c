import Foundation
import TestSupport
import Testing

@testable import Taggers

@Suite("Tar")
struct TarTests {
  private func archive(_ members: [(String, String)]) -> Data {
    members.reduce(into: Data()) { bytes, member in
      bytes += Tar.header(name: member.0, size: member.1.utf8.count) + Data(member.1.utf8)
      bytes += Data(count: Tar.padding(after: member.1.utf8.count))
    } + Tar.trailer
  }

  /// Runs the system's tar and returns what it prints.
  private func tar(_ arguments: [String], in folder: URL) throws -> String {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["tar"] + arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(["TZ": "UTC", "LC_ALL": "C"]) { $1 }
    let pipe = Pipe()
    (process.standardOutput, process.standardError) = (pipe, pipe)
    try process.run()
    let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return String(decoding: output, as: UTF8.self)
  }

  static let hasTar = ["/bin/tar", "/usr/bin/tar"].contains(where: FileManager.default.isExecutableFile)

  @Test("the system's tar lists what we write", .enabled(if: hasTar, "there is no tar here"))
  func systemReads() throws {
    let place = try Workplace()
    try place.file("a.tar", archive([("one.txt", "1"), ("empty", ""), ("block", String(repeating: "x", count: 512))]))
    #expect(
      try tar(["--numeric-owner", "-tvf", "a.tar"], in: place.url) == """
        -rw-r--r-- 0/0               1 1970-01-01 00:00 one.txt
        -rw-r--r-- 0/0               0 1970-01-01 00:00 empty
        -rw-r--r-- 0/0             512 1970-01-01 00:00 block

        """)
  }

  @Test(
    "we read what the system's tar writes, long names too", .enabled(if: hasTar, "there is no tar here"),
    arguments: ["ustar", "gnu", "pax"])
  func systemWrites(format: String) throws {
    let place = try Workplace()
    let folder = "folder-" + String(repeating: "x", count: 60)
    let long = folder + "/" + String(repeating: "y", count: format == "ustar" ? 90 : 150)
    try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
    try place.file(long, Data("long".utf8))
    try place.file("short", Data("short".utf8))
    _ = try tar(["--format=\(format)", "-cf", "a.tar", "./short", folder], in: place.url)
    let storage = try place.bytes("a.tar")
    let file = try TarFile(storage)
    #expect(file.members.map(\.name) == ["short", long])
    #expect(file.members.map { storage[$0.range] } == [Data("short".utf8), Data("long".utf8)])
  }

  @Test("data begins at multiples of 512, whatever the sizes", arguments: [0, 1, 511, 512, 513])
  func alignment(size: Int) throws {
    let file = try TarFile(archive([("a", String(repeating: "x", count: size)), ("b", "y")]))
    #expect(file.members.map(\.range.count) == [size, 1])
    #expect(file.members.allSatisfy { $0.range.lowerBound.isMultiple(of: 512) })
  }

  @Test("a size from 8 GiB on is in base 256, and a member that long is not there")
  func large() {
    let size = 1 << 33
    #expect([UInt8](Tar.header(name: "big", size: size)[124..<136]) == [0x80, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0, 0])
    #expect(
      message { _ = try TarFile(Tar.header(name: "big", size: size) + Tar.trailer) }
        == "the archive is cut short at or after member 'big': it should have at least 8589935104 bytes and has 1536; "
        + "copy it again")
  }

  @Test(
    "names that would leave the folder are refused",
    arguments: ["/etc/passwd", "../x", "a/../../x", "a//b", ".", "a/", ".//x"])
  func names(name: String) {
    #expect(
      message { _ = try TarFile(archive([(name, "")])) }
        == "member '\(name)': names must be relative, without '..' and without empty parts")
  }

  @Test("a name may come only once, with or without ./")
  func duplicates() {
    #expect(message { _ = try TarFile(archive([("a", ""), ("./a", "")])) } == "two members are named 'a'")
  }

  @Test("links are refused")
  func links() {
    var bytes = [UInt8](Tar.header(name: "l", size: 0))
    bytes[156] = UInt8(ascii: "2")
    bytes[148...153] = ArraySlice(String(Tar.checksum(bytes), radix: 8).utf8.reversed() + [0x30, 0x30]).reversed()[...]
    #expect(
      message { _ = try TarFile(Data(bytes) + Tar.trailer) }
        == "member 'l' is of kind '2' (a link or device); only plain files belong in a model archive")
  }

  @Test("every prefix of an archive is refused")
  func prefixes() {
    let whole = archive([("a", "1"), ("b", "2")])
    for count in 0..<whole.count {
      #expect(throws: ArchiveProblem.self) { try TarFile(whole.prefix(count)) }
    }
  }

  @Test("what is no tar at all is said so")
  func foreign() {
    #expect(
      message { _ = try TarFile(Data("PK\u{3}\u{4}".utf8) + Data(count: 2000)) }
        == "not a model archive: it starts with 50 4B 03 04 00 00 00 00 00 (a zip archive, as pytorch_model.bin is); "
        + "expected a tar file whose first member is manifest.json")
  }
}
