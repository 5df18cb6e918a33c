public import Foundation

/// The members of an uncompressed tar file, in place.
///
/// Everything is checked against the file's size before it is used. Folders are passed over, pax and GNU extension
/// headers are understood as far as they carry a name; links and devices are refused.
public struct TarFile: Sendable {
  /// One plain file in the archive.
  public struct Member: Hashable, Sendable {
    /// Its name, without a leading `./`.
    public let name: String
    /// Where its header lies.
    public let header: Range<Int>
    /// Where its bytes lie in the archive.
    public let range: Range<Int>
  }

  /// The members, in the archive's order; names are unique.
  public let members: [Member]
  /// Where the end marker begins.
  public let end: Int

  /// The member of that name.
  public func member(_ name: String) -> Member? { positions[name].map { members[$0] } }

  private let positions: [String: Int]

  /// Reads the headers.
  ///
  /// - Parameter storage: the whole file; its indices start at 0.
  public init(_ storage: Data) throws(ArchiveProblem) {
    precondition(storage.startIndex == 0, "offsets count from the file's first byte")
    var scanner = TarScanner(storage: storage)
    try scanner.scan()
    (members, end) = (scanner.members, scanner.position)
    positions = Dictionary(uniqueKeysWithValues: zip(members.map(\.name), members.indices))
  }
}

private struct TarScanner {
  let storage: Data
  var position = 0
  var members: [TarFile.Member] = []
  private var names: Set<String> = []
  /// The name that an extension header gave for the next member.
  private var longName: String?

  init(storage: Data) { self.storage = storage }

  mutating func scan() throws(ArchiveProblem) {
    while try next() {}
  }

  /// Takes one header and its data; `false` at the end marker.
  private mutating func next() throws(ArchiveProblem) -> Bool {
    guard position + Tar.blockSize <= storage.count else {
      if position == 0 { throw notTar }
      throw .truncated(member: members.last?.name, needed: position + 2 * Tar.blockSize, available: storage.count)
    }
    let headerRange = position..<position + Tar.blockSize
    let block = [UInt8](storage[headerRange])
    if block.allSatisfy({ $0 == 0 }) {
      if position == 0 { throw notTar }
      guard position + 2 * Tar.blockSize <= storage.count else {
        throw .truncated(member: members.last?.name, needed: position + 2 * Tar.blockSize, available: storage.count)
      }
      return false
    }
    guard number(block[148..<156]) == Tar.checksum(block) else {
      throw position == 0 ? notTar : .header(offset: position, field: "checksum")
    }
    guard let size = number(block[124..<136]) else { throw .header(offset: position, field: "size") }
    let start = headerRange.upperBound
    guard size <= storage.count - start else {
      throw .truncated(member: text(block[0..<100]), needed: start + size, available: storage.count)
    }
    let range = start..<start + size
    position = range.upperBound + Tar.padding(after: size)
    try take(block, header: headerRange, range: range)
    return true
  }

  private mutating func take(_ block: [UInt8], header: Range<Int>, range: Range<Int>) throws(ArchiveProblem) {
    switch block[156] {
    case UInt8(ascii: "0"), 0: break
    case UInt8(ascii: "L"):
      longName = text(storage[range].prefix(4096))
      return
    case UInt8(ascii: "x"):
      longName = try paxPath(range, header: header) ?? longName
      return
    case UInt8(ascii: "g"), UInt8(ascii: "K"): return
    case UInt8(ascii: "5"):
      longName = nil
      return
    case let kind:
      throw .kind(member: name(in: block), flag: String(Unicode.Scalar(kind)))
    }
    let given = longName ?? name(in: block)
    longName = nil
    let name = given.hasPrefix("./") ? String(given.dropFirst(2)) : given
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    guard !parts.contains(where: { ["", ".", ".."].contains($0) }) else { throw .memberName(given) }
    guard names.insert(name).inserted else { throw .duplicateMember(name) }
    members.append(TarFile.Member(name: name, header: header, range: range))
  }

  /// The name of a pax header's `path` record; records are `length name=value\n`.
  private func paxPath(_ range: Range<Int>, header: Range<Int>) throws(ArchiveProblem) -> String? {
    var rest = storage[range]
    var path: String?
    while let space = rest.firstIndex(of: 0x20) {
      guard let length = Int(String(decoding: rest[..<space], as: UTF8.self)), (1...rest.count).contains(length),
        space < rest.startIndex + length
      else { throw .header(offset: header.lowerBound, field: "pax record") }
      let record = rest[(space + 1)..<(rest.startIndex + length)].dropLast()
      if record.starts(with: "path=".utf8) { path = String(decoding: record.dropFirst(5), as: UTF8.self) }
      // Reading past a size that we do not honour would take data for headers.
      if record.starts(with: "size=".utf8) { throw .header(offset: header.lowerBound, field: "pax size") }
      rest = rest[(rest.startIndex + length)...]
    }
    return path
  }

  private var notTar: ArchiveProblem {
    .notArchive(start: ForeignFile.start(of: storage), kind: ForeignFile.kind(of: storage))
  }

  /// ustar splits a long name: prefix, slash, name. (GNU's own headers have other things in the prefix's place.)
  private func name(in block: [UInt8]) -> String {
    let prefix = block[257..<263].elementsEqual("ustar\u{0}".utf8) ? text(block[345..<500]) : ""
    return (prefix.isEmpty ? "" : prefix + "/") + text(block[0..<100])
  }

  private func text(_ bytes: some Sequence<UInt8>) -> String {
    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
  }

  /// Octal digits up to a space or zero, or base-256 if the top bit is set; `nil` if neither, or if it is too large.
  private func number(_ field: ArraySlice<UInt8>) -> Int? {
    if field.first == 0x80 {
      let bytes = field.dropFirst().drop { $0 == 0 }
      guard bytes.count < 8 else { return nil }
      return bytes.reduce(0) { $0 << 8 | Int($1) }
    }
    let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
    guard digits.allSatisfy({ (0x30...0x37).contains($0) }) else { return nil }
    return digits.isEmpty ? 0 : Int(String(decoding: digits, as: UTF8.self), radix: 8)
  }
}
