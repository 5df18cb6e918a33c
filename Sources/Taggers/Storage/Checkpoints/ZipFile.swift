import Files
import Foundation

/// The members of a zip file, in place: stored ones only, which is all that `torch.save` writes.
///
/// Layout: APPNOTE 6.3.10, sections 4.3 and 4.4, with ZIP64. The central directory decides; local headers are read for
/// the place of the data alone. Everything is checked against the file's size.
struct ZipFile {
  /// One stored member.
  struct Member {
    let name: String
    /// Its bytes in the file.
    let range: Range<Int>
    /// 0 where the writer left it out.
    let checksum: UInt32
  }

  let members: [String: Member]
  private let bytes: FileBytes

  init(_ bytes: FileBytes) throws(CheckpointProblem) {
    self.bytes = bytes
    let directory = try Self.directory(bytes)
    var members: [String: Member] = [:]
    var position = directory.range.lowerBound
    for _ in 0..<directory.count {
      let (member, next) = try Self.entry(bytes, at: position, before: directory.range.upperBound)
      if !member.name.hasSuffix("/"), members.updateValue(member, forKey: member.name) != nil {
        throw .container(offset: position, "two members are named '\(member.name)'")
      }
      position = next
    }
    // Members over each other would let a small file stand for much reading.
    var end = 0
    for member in members.values.sorted(by: { $0.range.lowerBound < $1.range.lowerBound }) where !member.range.isEmpty {
      guard member.range.lowerBound >= end else {
        throw .container(offset: member.range.lowerBound, "the member '\(member.name)' begins inside another")
      }
      end = member.range.upperBound
    }
    self.members = members
  }

  /// A member whose checksum, if it has one, is right.
  func checked(_ name: String) throws(CheckpointProblem) -> Member {
    guard let member = members[name] else { throw .noMember(name) }
    guard member.checksum == 0 || Zlib.checksum(bytes[member.range]) == member.checksum else {
      throw .checksum(member: name)
    }
    return member
  }

  private typealias Directory = (range: Range<Int>, count: Int)

  /// Finds the central directory from the end of the file.
  private static func directory(_ bytes: FileBytes) throws(CheckpointProblem) -> Directory {
    // The end record has 22 bytes and a comment of at most 65535.
    let last = bytes.count - 22
    guard last >= 0,
      let end = stride(from: last, through: max(0, last - 65535), by: -1).first(where: {
        bytes.uint32($0) == 0x0605_4B50 && bytes.uint16($0 + 20).map { Int($0) } == bytes.count - $0 - 22
      }), let count = bytes.uint16(end + 10), let size = bytes.uint32(end + 12), let start = bytes.uint32(end + 16)
    else { throw .container(offset: max(0, last), "there is no end record of a zip archive") }
    if count == 0xFFFF || size == 0xFFFF_FFFF || start == 0xFFFF_FFFF { return try wideDirectory(bytes, end: end) }
    return try checked(bytes, start: UInt64(start), size: UInt64(size), count: UInt64(count), end: end)
  }

  /// The ZIP64 end record, which a locator just before the ordinary one points to.
  private static func wideDirectory(_ bytes: FileBytes, end: Int) throws(CheckpointProblem) -> Directory {
    guard end >= 20, bytes.uint32(end - 20) == 0x0706_4B50, let place = bytes.uint64(end - 12),
      let record = Int(exactly: place), bytes.uint32(record) == 0x0606_4B50,
      let count = bytes.uint64(record + 32), let size = bytes.uint64(record + 40), let start = bytes.uint64(record + 48)
    else { throw .container(offset: end, "the ZIP64 end record is not where it should be") }
    return try checked(bytes, start: start, size: size, count: count, end: record)
  }

  private static func checked(
    _ bytes: FileBytes, start: UInt64, size: UInt64, count: UInt64, end: Int
  ) throws(CheckpointProblem) -> Directory {
    let (upper, overflow) = start.addingReportingOverflow(size)
    // An entry has at least 46 bytes.
    guard !overflow, upper <= UInt64(end), count <= size / 46 else {
      throw .container(offset: end, "the directory of the zip archive does not fit into the file")
    }
    return (Int(start)..<Int(upper), Int(count))
  }

  private static func entry(
    _ bytes: FileBytes, at position: Int, before end: Int
  ) throws(CheckpointProblem) -> (Member, next: Int) {
    guard position + 46 <= end, bytes.uint32(position) == 0x0201_4B50, let flags = bytes.uint16(position + 8),
      let method = bytes.uint16(position + 10), let checksum = bytes.uint32(position + 16),
      let packed = bytes.uint32(position + 20), let size = bytes.uint32(position + 24),
      let nameLength = bytes.uint16(position + 28), let extraLength = bytes.uint16(position + 30),
      let commentLength = bytes.uint16(position + 32), let header = bytes.uint32(position + 42)
    else { throw .container(offset: position, "an entry of the zip directory is broken") }
    let nameEnd = position + 46 + Int(nameLength)
    let extraEnd = nameEnd + Int(extraLength)
    let next = extraEnd + Int(commentLength)
    guard next <= end, let nameBytes = bytes.slice(position + 46..<nameEnd),
      let name = String(validating: nameBytes, as: UTF8.self)
    else { throw .container(offset: position, "an entry of the zip directory is broken") }
    guard method == 0, flags & 1 == 0 else { throw .packed(member: name) }
    let wide = try wideSizes(
      bytes, extra: nameEnd..<extraEnd, size: size, packed: packed, header: header, position: position)
    guard wide.size == wide.packed else { throw .packed(member: name) }
    let range = try data(bytes, header: wide.header, size: wide.size, position: position)
    return (Member(name: name, range: range, checksum: checksum), next)
  }

  /// Sizes and place with the ZIP64 extra field, which holds those of them that the entry marks with all bits set.
  private static func wideSizes(
    _ bytes: FileBytes, extra: Range<Int>, size: UInt32, packed: UInt32, header: UInt32, position: Int
  ) throws(CheckpointProblem) -> (size: UInt64, packed: UInt64, header: UInt64) {
    var values = [UInt64(size), UInt64(packed), UInt64(header)]
    var missing = values.indices.filter { values[$0] == 0xFFFF_FFFF }
    var field = extra.lowerBound
    while !missing.isEmpty, field + 4 <= extra.upperBound, let tag = bytes.uint16(field),
      let length = bytes.uint16(field + 2)
    {
      let end = field + 4 + Int(length)
      guard end <= extra.upperBound else { break }
      if tag == 1 {
        var place = field + 4
        for index in missing where place + 8 <= end {
          if let value = bytes.uint64(place) { values[index] = value }
          missing.removeAll { $0 == index }
          place += 8
        }
      }
      field = end
    }
    guard missing.isEmpty else { throw .container(offset: position, "the ZIP64 sizes of a member are missing") }
    return (values[0], values[1], values[2])
  }

  /// The data lies behind the local header, whose name and extra field have their own lengths.
  private static func data(
    _ bytes: FileBytes, header: UInt64, size: UInt64, position: Int
  ) throws(CheckpointProblem) -> Range<Int> {
    guard let header = Int(exactly: header), let size = Int(exactly: size), bytes.uint32(header) == 0x0403_4B50,
      let nameLength = bytes.uint16(header + 26), let extraLength = bytes.uint16(header + 28)
    else { throw .container(offset: position, "a member of the zip archive is not where it should be") }
    let start = header + 30 + Int(nameLength) + Int(extraLength)
    guard start <= bytes.count, size <= bytes.count - start else {
      throw .container(offset: position, "a member of the zip archive does not fit into the file")
    }
    return start..<start + size
  }
}
