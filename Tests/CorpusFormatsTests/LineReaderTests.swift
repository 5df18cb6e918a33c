import Files
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

@Suite("Lines")
struct LineReaderTests {
  private func lines(_ reader: LineReader) throws -> [String] {
    var reader = reader
    var lines: [String] = []
    while let line = try reader.next() {
      lines.append(line)
      #expect(reader.number == lines.count)
    }
    return lines
  }

  @Test(
    "LF, CRLF and CR end a line; the last line may end with the file; a byte order mark is dropped",
    arguments: [
      ("", []), ("\n", [""]), ("a", ["a"]), ("a\n", ["a"]), ("a\n\n", ["a", ""]), ("a\r\nb\r\n", ["a", "b"]),
      ("a\rb\r", ["a", "b"]), ("a\n\rb\r\r\nc\nd", ["a", "", "b", "", "c", "d"]), ("\u{FEFF}a\n", ["a"]),
      ("\u{FEFF}", []), ("a\u{2028}b\u{0B}c\u{85}d", ["a\u{2028}b\u{0B}c\u{85}d"]), ("\u{FEFF}\u{FEFF}", ["\u{FEFF}"]),
    ])
  func lineEnds(text: String, expected: [String]) throws {
    #expect(try lines(LineReader(bytes: Array(text.utf8), name: "x")) == expected)
    let directory = try Workplace()
    #expect(try lines(LineReader(path: directory.file("x.txt", text))) == expected)
  }

  @Test("a CRLF and a character that straddle two chunks stay whole", arguments: [-2, -1, 0, 1])
  func chunkBoundary(shift: Int) throws {
    let head = String(repeating: "x", count: (1 << 18) + shift)
    let directory = try Workplace()
    let ends = try directory.file("ends.txt", head + "\r\nb\r\n")
    #expect(try lines(LineReader(path: ends)) == [head, "b"])
    let wide = try directory.file("wide.txt", head + "日b")
    #expect(try lines(LineReader(path: wide)) == [head + "日b"])
  }

  @Test("a line longer than the limit is an error, also where it never ends")
  func limit() throws {
    let bytes = Array("ab\nabcd".utf8)
    #expect(try lines(LineReader(bytes: bytes, name: "x", limit: 4)) == ["ab", "abcd"])
    #expect(
      message { _ = try lines(LineReader(bytes: bytes, name: "x.txt", limit: 3)) }
        == "x.txt:2:1: error: the line is longer than 3 bytes; is this a text file with one row or sentence a line?")
    #expect(
      message { _ = try lines(LineReader(path: "/dev/zero", limit: 1 << 20)) }
        == "/dev/zero:1:1: error: the line is longer than 1048576 bytes; is this a text file with one row or sentence "
        + "a line?")
  }

  @Test("a missing file and a directory are told apart")
  func noFile() throws {
    let directory = try Workplace()
    let missing = directory.path + "/none.txt"
    let open = { (path: String) in { _ = try LineReader(path: path) } }
    #expect(throws: FileError(FileProblem.missing, file: missing), performing: open(missing))
    #expect(throws: FileError(FileProblem.emptyPath, file: ""), performing: open(""))
    #expect(throws: FileError(FileProblem.isFolder, file: directory.path), performing: open(directory.path))
  }

  @Test("an unreadable file is told apart", .enabled(if: NSUserName() != "root", "root may read everything"))
  func unreadable() throws {
    let path = try Workplace().file("x.txt", "a")
    try FileManager.default.setAttributes([.posixPermissions: 0], ofItemAtPath: path)
    #expect(throws: FileError(FileProblem.notPermitted(.read), file: path)) { _ = try LineReader(path: path) }
  }

  @Test(
    "over a pipe a line is given as soon as its end has come",
    arguments: [["a\n", "\n", "bc\n"], ["\r", "\na\r\n", "b\r"], ["\u{FEFF}\n", "a\n"], ["日\n", "b\n"]])
  func pipe(pieces: [String]) throws {
    let pipe = Pipe()
    var reader = LineReader(ByteReader(pipe.fileHandleForReading, name: "pipe"))
    var whole = ""
    for piece in pieces {
      // The writing end stays open: a reader that wanted more than this line would wait for ever.
      try pipe.fileHandleForWriting.write(contentsOf: Data(piece.utf8))
      whole += try #require(try reader.next()) + "|"
    }
    try pipe.fileHandleForWriting.close()
    #expect(try reader.next() == nil)
    let text = pieces.joined()
    #expect(
      whole.split(separator: "|", omittingEmptySubsequences: false).dropLast().map(String.init)
        == (try lines(LineReader(bytes: Array(text.utf8), name: "x"))))
  }

  @Test("a byte order mark may come in pieces, and its beginning alone is text")
  func markInPieces() throws {
    let bytes: [[UInt8]] = [[0xEF], [0xBB], [0xBF], [0x61, 0x0A]]
    let pipe = Pipe()
    let reading = LineReader(ByteReader(pipe.fileHandleForReading, name: "pipe"))
    let writing = pipe.fileHandleForWriting
    DispatchQueue.global().async {
      for piece in bytes {
        try? writing.write(contentsOf: piece)
        usleep(2000)
      }
      try? writing.close()
    }
    #expect(try lines(reading) == ["a"])
    let cut = LineReader(bytes: [0xEF, 0xBB], name: "x", invalidUTF8: .repair)
    #expect(try lines(cut) == ["\u{FFFD}"])
  }

  @Test("bytes that are not UTF-8 are refused with their place, or repaired")
  func invalidUTF8() throws {
    let bytes: [UInt8] = Array("ok\nZ".utf8) + [0xC3, 0xBC, 0x72, 0xFC, 0x63, 0x68] + Array("\nok".utf8)
    #expect(
      message { _ = try lines(LineReader(bytes: bytes, name: "x.txt")) } == """
        x.txt:2:4: error: byte 0xFC (byte 5 of the line) is not UTF-8; convert the file first, for example with \
        iconv -f windows-1252 -t UTF-8
          Zür\u{FFFD}ch
             ^
        """)
    #expect(
      try lines(LineReader(bytes: bytes, name: "x", invalidUTF8: .repair)) == ["ok", "Zür\u{FFFD}ch", "ok"])
  }

  @Test("UTF-16 is recognised", arguments: [[0xFF, 0xFE, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x61]] as [[UInt8]])
  func utf16(bytes: [UInt8]) {
    #expect(
      message { _ = try lines(LineReader(bytes: bytes, name: "x.txt")) }
        == "x.txt:1:1: error: the file is UTF-16, expected UTF-8; convert it first, for example with "
        + "iconv -f UTF-16 -t UTF-8")
  }
}
