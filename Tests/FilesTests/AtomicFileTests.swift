import Files
import Foundation
import TestSupport
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
    try file.write(" you")
    #expect(file.count == 9)
    #expect(try place.names() == [".a.tmp-1"])
    try file.commit()
    #expect(try place.text("a") == "HellO you")
    #expect(try place.names() == ["a"])
  }

  @Test("pieces of any size arrive in order", arguments: [1, 1000, (1 << 18) - 1, 1 << 18, (1 << 18) + 1, 1 << 20])
  func pieces(size: Int) throws {
    let file = try AtomicFile(place.path("a"))
    var expected = Data()
    for (number, length) in [size, 3, size, 1].enumerated() {
      let piece = Data(repeating: UInt8(number), count: length)
      expected += piece
      try file.write(piece)
      #expect(file.count == expected.count)
    }
    try file.overwrite(Data("x".utf8), at: size)
    expected[size] = 0x78
    try file.commit()
    #expect(try Data(contentsOf: URL(filePath: place.path("a"))) == expected)
  }

  @Test("without commit the previous file stays, and nothing else")
  func abandon() throws {
    try place.file("a", "old")
    do {
      let (first, second) = (try AtomicFile(place.path("a")), try AtomicFile(place.path("b")))
      try first.write("new")
      try second.write(String(repeating: "x", count: 1 << 20))
      #expect(try place.names() == [".a.tmp-1", ".b.tmp-1", "a"])
    }
    #expect(try place.text("a") == "old")
    #expect(try place.names() == ["a"])
  }

  @Test("a link is followed, not replaced, also to what does not exist yet", arguments: [true, false])
  func link(exists: Bool) throws {
    if exists { try place.file("a", "old") }
    try FileManager.default.createSymbolicLink(atPath: place.path("link"), withDestinationPath: "a")
    let file = try AtomicFile(place.path("link"))
    try file.write("new")
    try file.commit()
    #expect(try place.text("a") == "new")
    #expect(try FileManager.default.destinationOfSymbolicLink(atPath: place.path("link")) == "a")
  }

  @Test("a folder may be a link")
  func linkedFolder() throws {
    try place.folder("d")
    try FileManager.default.createSymbolicLink(atPath: place.path("l"), withDestinationPath: "d")
    try AtomicFile(place.path("l/new")).commit()
    #expect(try place.text("d/new") == "")
    #expect(
      message(in: place) { _ = try AtomicFile(place.path("l")) }
        == "l: error: this is a folder, expected a file; name a file inside it")
  }

  @Test("a name as long as the file system takes can be written")
  func longName() throws {
    let name = String(repeating: "ü", count: 127)
    let file = try AtomicFile(place.path(name))
    let other = try AtomicFile(place.path(String(repeating: "ü", count: 126)))
    try file.write("new")
    try file.commit()
    try other.commit()
    #expect(try place.text(name) == "new")
    #expect(try place.names().count == 2)
  }

  @Test(
    "what is in the way of a file is said with a way out",
    arguments: [
      ("no/a", "the folder 'no' does not exist; create it first"),
      ("no/no/a", "the folder 'no/no' does not exist; create it first"),
      ("d", "this is a folder, expected a file; name a file inside it"),
      ("f/a", "'f' is a file, expected a folder; choose another folder, or move the file away"),
      ("f/no/a", "'f' is a file, expected a folder; choose another folder, or move the file away"),
    ])
  func paths(path: String, expected: String) throws {
    try place.folder("d")
    try place.file("f", "")
    #expect(message(in: place) { _ = try AtomicFile(place.path(path)) } == "\(path): error: \(expected)")
    #expect(try place.names() == ["d", "f"])
  }

  @Test("an empty path and a device are refused")
  func noFile() throws {
    #expect(message { _ = try AtomicFile("") } == "'': error: the path is empty, expected the name of a file")
    #expect(
      message { _ = try AtomicFile("/dev/null") }
        == "/dev/null: error: this is a device, a pipe or a socket, expected a regular file; name one")
  }

  @Test("a folder that may not be written is said so", .disabled(if: isRoot, "root may write anywhere"))
  func permission() throws {
    let folder = try place.folder("d", permissions: 0o555)
    #expect(
      message(in: place) { _ = try AtomicFile(folder + "/a") }
        == "d/a: error: no permission to create it; choose a folder that this user may write to")
  }
}

@Suite("Several files together")
struct AtomicFilesTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  /// Files with the text "new", uncommitted.
  private func files(_ names: [String]) throws -> [AtomicFile] {
    try names.map { name in
      let file = try AtomicFile(place.path(name))
      try file.write("new")
      return file
    }
  }

  @Test("all appear with one commit")
  func commit() throws {
    try place.file("a", "old")
    let files = try files(["a", "b", "c"])
    #expect(try place.names() == [".a.tmp-1", ".b.tmp-1", ".c.tmp-1", "a"])
    try AtomicFile.commit(files)
    #expect(try place.names() == ["a", "b", "c"])
    for name in ["a", "b", "c"] { #expect(try place.text(name) == "new") }
  }

  @Test("if one cannot be moved, those moved before it are put back", arguments: ["a", "b", "c", "d"])
  func putBack(inTheWay: String) throws {
    for name in ["a", "c"] { try place.file(name, "old \(name)") }
    let files = try files(["a", "b", "c", "d"])
    // A folder that appeared in the meantime makes the system's rename fail, for root too.
    try? FileManager.default.removeItem(atPath: place.path(inTheWay))
    try place.folder(inTheWay)
    #expect(
      message(in: place) { try AtomicFile.commit(files) }
        .hasPrefix("\(inTheWay): error: "))
    #expect(try place.names() == Set(["a", "c", inTheWay]).sorted())
    for name in ["a", "c"] where name != inTheWay { #expect(try place.text(name) == "old \(name)") }
  }

  @Test("an error in one removes the temporary files of all, once nobody holds them")
  func release() throws {
    try place.file("a", "old")
    func fail() throws {
      let files = try files(["a", "b"])
      _ = try AtomicFile(place.path("no/c"))
      try AtomicFile.commit(files)
    }
    #expect(throws: FileError(FileProblem.missingFolder(place.path("no")), file: place.path("no/c"))) { try fail() }
    #expect(try place.names() == ["a"])
  }

  @Test("two writers of one target do not meet, and the last commit stays")
  func rivals() throws {
    let (first, second) = (try AtomicFile(place.path("a")), try AtomicFile(place.path("a")))
    try first.write("first")
    try second.write("second")
    #expect(try place.names() == [".a.tmp-1", ".a.tmp-2"])
    try first.commit()
    #expect(try place.text("a") == "first")
    try second.commit()
    #expect(try place.text("a") == "second")
    #expect(try place.names() == ["a"])
  }
}
