import Files
import Foundation
import TestSupport
import Testing

@Suite("Gzip")
struct GzipTests {
  let place: Workplace
  init() throws { place = try Workplace() }

  /// `python3 -c 'import gzip,sys; sys.stdout.buffer.write(gzip.compress(b"gloss " * 3, mtime=0))'` (Python 3.11)
  static let small: [UInt8] = [
    0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 2, 3, 0x4B, 0xCF, 0xC9, 0x2F, 0x2E, 0x56, 0x48, 0x47, 0x22, 1, 0x50, 0xA5, 0xE0, 0x43,
    0x12, 0, 0, 0,
  ]
  static let text = Array("gloss gloss gloss ".utf8)

  private func file(_ bytes: [UInt8]) throws -> String {
    try Data(bytes).write(to: URL(filePath: place.path("x")))
    return place.path("x")
  }

  private func content(_ reader: ByteReader) throws -> [UInt8] {
    var bytes: [UInt8] = []
    while try reader.read(into: &bytes) > 0 {}
    return bytes
  }

  @Test(
    "what Python packed is unpacked by its first bytes, whatever its name: one member, several, and zeros after them",
    arguments: [(1, 0), (2, 0), (3, 700)])
  func members(count: Int, zeros: Int) throws {
    let packed = Array(repeatElement(Self.small, count: count).joined()) + [UInt8](repeating: 0, count: zeros)
    let reader = try ByteReader(path: file(packed))
    #expect(try content(reader) == Array(repeatElement(Self.text, count: count).joined()))
    #expect(reader.bytesRead == packed.count)
    #expect(try content(ByteReader(path: place.path("x"), unpacksGzip: false)) == packed)
  }

  @Test("over a pipe, byte by byte, content comes when it can")
  func pipe() throws {
    let pipe = Pipe()
    let reader = ByteReader(pipe.fileHandleForReading, name: "pipe")
    var bytes: [UInt8] = []
    try pipe.fileHandleForWriting.write(contentsOf: Data(Self.small.prefix(26)))
    #expect(try reader.read(into: &bytes) > 0)
    try pipe.fileHandleForWriting.write(contentsOf: Data(Self.small.suffix(2)))
    try pipe.fileHandleForWriting.close()
    bytes += try content(reader)
    #expect(bytes == Self.text)
  }

  @Test("a file that only begins like gzip is read as it is", arguments: [[0x1F], [0x1F, 0x8B], [0x1F, 0x8B, 9, 1]])
  func lookalikes(bytes: [UInt8]) throws {
    #expect(try content(ByteReader(path: file(bytes))) == bytes)
  }

  @Test("a file cut short says so, wherever the cut is", arguments: 3..<28)
  func cut(length: Int) throws {
    let path = try file(Array(Self.small.prefix(length)))
    #expect(throws: FileError(FileProblem.gzipCutShort(afterBytes: length), file: path)) {
      _ = try content(ByteReader(path: path))
    }
    #expect(
      message(in: place) { _ = try content(ByteReader(path: path)) }
        == "x: error: this gzip file ends after \(length) bytes, before its content does; copy or download it again")
    #expect(Zlib.unpacked(Array(Self.small.prefix(length)), as: .gzip) == nil)
  }

  /// Bytes 4 to 9 are the time, the level and the system: nothing depends on them.
  @Test("a flipped bit is found, or nothing depends on it", arguments: Array(10..<28))
  func flipped(index: Int) throws {
    var packed = Self.small
    packed[index] ^= 0x10
    let path = try file(packed)
    let found = message(in: place) { _ = try content(ByteReader(path: path)) }
    #expect(found.hasPrefix("x: error: this gzip file "), "\(found)")
  }

  @Test("bytes after the last member that are neither gzip nor zeros are an error", arguments: [0, 5])
  func trailing(zeros: Int) throws {
    let path = try file(Self.small + [UInt8](repeating: 0, count: zeros) + Array("more".utf8))
    #expect(throws: FileError(FileProblem.gzipDamaged(offset: 28 + zeros), file: path)) {
      _ = try content(ByteReader(path: path))
    }
  }

  /// Bytes that deflate can do little with, and text that shrinks.
  private static func sample(_ count: Int, seed: UInt64) -> [UInt8] {
    var state = seed
    return (0..<count).map { index in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return index / 4_096 % 2 == 0 ? UInt8(truncatingIfNeeded: state >> 56) : UInt8(index % 7)
    }
  }

  @Test("what is written packed is read back", arguments: [0, 1, 65_535, 1 << 18, 3_000_000])
  func roundTrip(count: Int) throws {
    let bytes = Self.sample(count, seed: UInt64(count) + 1)
    let path = place.path("x.gz")
    let file = try AtomicFile(path, packing: .byName)
    for start in stride(from: 0, to: count, by: 100_003) { try file.write(bytes[start..<min(start + 100_003, count)]) }
    #expect(file.count == count)
    try file.commit()
    let stored = try Data(contentsOf: URL(filePath: path))
    #expect(stored.starts(with: [0x1F, 0x8B, 8]))
    #expect(try content(ByteReader(path: path)) == bytes)
    #expect(Zlib.unpacked(Array(stored), as: .gzip) == bytes)
  }

  @Test("the name decides only where that was asked for")
  func names() throws {
    for (name, packing, isPacked) in [
      ("a.gz", AtomicFile.Packing.none, false), ("a.GZ", .byName, true), ("a.txt", .byName, false), ("b", .gzip, true),
    ] {
      let file = try AtomicFile(place.path(name), packing: packing)
      try file.write("text")
      try file.commit()
      #expect((try Data(contentsOf: URL(filePath: place.path(name))) != Data("text".utf8)) == isPacked, "\(name)")
    }
  }

  @Test("in memory, with both wrappers", arguments: [Zlib.Wrapper.zlib, .gzip], [1, 6, 9])
  func memory(wrapper: Zlib.Wrapper, level: Int) {
    let bytes = Self.sample(200_000, seed: 7)
    let packed = Zlib.packed(bytes, as: wrapper, level: level)
    #expect(packed.count < 120_000)
    #expect(Zlib.unpacked(packed, as: wrapper) == bytes)
    #expect(Zlib.unpacked(packed, as: wrapper, limit: 199_999) == nil)
    #expect(Zlib.unpacked(packed + [0], as: wrapper) == nil)
    #expect(Zlib.unpacked(packed, as: wrapper == .zlib ? .gzip : .zlib) == nil)
  }
}
