import Files
import Foundation
import TestSupport
import Testing

@Suite("Reading")
struct ReadingTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  @Test("over a pipe bytes come as soon as they are written, and the end when it is closed")
  func pipe() throws {
    let pipe = Pipe()
    let reader = ByteReader(pipe.fileHandleForReading, name: "pipe")
    var bytes: [UInt8] = []
    for piece in ["a", "bcd\n", "e"] {
      try pipe.fileHandleForWriting.write(contentsOf: Data(piece.utf8))
      // With the writing end open, a reader that wanted more would never return.
      #expect(try reader.read(into: &bytes) == piece.utf8.count)
    }
    #expect(bytes == Array("abcd\ne".utf8))
    try pipe.fileHandleForWriting.close()
    #expect(try reader.read(into: &bytes) == 0)
    #expect(bytes.count == 6)
  }

  @Test("a pipe that another process made non-blocking is waited for")
  func nonBlocking() async throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    try #require(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    let reader = ByteReader(pipe.fileHandleForReading, name: "pipe")
    let writing = pipe.fileHandleForWriting
    DispatchQueue.global().asyncAfter(deadline: .now() + 0.05) { try? writing.write(contentsOf: Data("late".utf8)) }
    var bytes: [UInt8] = []
    #expect(try reader.read(into: &bytes) == 4)
    #expect(bytes == Array("late".utf8))
  }

  @Test("a file comes in pieces, small at first, of 256 KiB at most")
  func pieces() throws {
    let sizes = [1 << 14, 1 << 16, 1 << 18, 1 << 18, 5, 0]
    let total = sizes.reduce(0, +)
    let reader = try ByteReader(path: place.file("a", String(repeating: "x", count: total)))
    var bytes: [UInt8] = []
    #expect(try sizes.map { _ in try reader.read(into: &bytes) } == sizes)
    #expect(bytes == Array(repeating: 0x78, count: total))
  }

  static let ways: [@Sendable (String) throws -> Void] = [
    { _ = try ByteReader(path: $0) }, { _ = try MappedFile.open($0) },
  ]

  @Test("a missing file, a folder and an empty path are told apart", arguments: ways)
  func noFile(open: @Sendable (String) throws -> Void) throws {
    try place.folder("d")
    try place.file("f", "")
    let missing = "no such file; check the path and the folder it is relative to"
    #expect(message(in: place) { try open(place.path("x")) } == "x: error: \(missing)")
    #expect(message(in: place) { try open(place.path("f/x")) } == "f/x: error: \(missing)")
    #expect(
      message(in: place) { try open(place.path("d")) }
        == "d: error: this is a folder, expected a file; name a file inside it")
    #expect(message { try open("") } == "'': error: the path is empty, expected the name of a file")
  }

  @Test("a file that may not be read is said so", .disabled(if: isRoot, "root may read everything"), arguments: ways)
  func permission(open: @Sendable (String) throws -> Void) throws {
    let path = try place.file("a", "x")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(
      message(in: place) { try open(path) }
        == "a: error: no permission to read it; make it readable for this user")
  }

  @Test("a device can be read as bytes come, and not mapped")
  func device() throws {
    var bytes: [UInt8] = []
    #expect(try ByteReader(path: "/dev/zero").read(into: &bytes) == 1 << 14)
    #expect(
      message { _ = try MappedFile.open("/dev/zero") }
        == "/dev/zero: error: this is a device, a pipe or a socket, expected a regular file; name one")
  }

  @Test("an error while reading is thrown")
  func failing() throws {
    let handle = try FileHandle(forReadingFrom: URL(filePath: place.path("")))
    var bytes: [UInt8] = []
    #expect(throws: FileError(FileProblem.isFolder, file: "d")) {
      _ = try ByteReader(handle, name: "d").read(into: &bytes)
    }
  }

  static let maps = URL(filePath: "/proc/self/maps")

  @Test("a file is mapped, not read, and replacing it leaves the mapping whole", .enabled(if: hasMaps, "needs Linux"))
  func mapping() throws {
    let path = try place.file("mapped", String(repeating: "x", count: 10_000))
    let data = try MappedFile.open(path)
    let reader = try ByteReader(path: Self.maps.path)
    var maps: [UInt8] = []
    while try reader.read(into: &maps) > 0 {}
    #expect(Data(maps).firstRange(of: Data(path.utf8)) != nil)
    try AtomicFile(path).commit()
    #expect(data == Data(repeating: 0x78, count: 10_000))
    #expect(try MappedFile.open(path) == Data())
  }

  static let hasMaps = FileManager.default.fileExists(atPath: maps.path)
}
