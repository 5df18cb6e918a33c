import Crypto
import Files
import Foundation

/// What the journal says of one place of the input, in the input's order.
struct JournalRow: Hashable {
  var digest: DocumentDigest
  /// Bytes of its text: what decides where commits are.
  var cost: Int
  var isFailure: Bool
  /// Bytes that it has in each stream of the output, before packing; empty where the output is no stream.
  var lengths: [Int] = []
  /// Over these bytes.
  var checksum: UInt32 = 0
}

/// A run's journal: what was done is written down when it is safe, block by block.
///
/// A block is its kind (1 byte), the length of its content (varint), the content, and 8 bytes of a SHA-256 over all of that. A
/// block that is torn, as the last may be, ends the journal. The first says what the run's results depend on; each commit has
/// its rows, the sink's state and the totals; `complete` says that nothing more comes.
enum JournalBlock {
  case identity(RunIdentity)
  case commit(JournalCommit)
  case complete
}

/// A commit as the journal has it.
struct JournalCommit {
  var rows: [JournalRow] = []
  var state: [UInt8] = []
  /// Bytes of the file of errors.
  var errorBytes = 0
  var totals = RunTotals()
}

/// Writes a journal.
final class TagJournal {
  private let file: AppendedFile

  /// Goes on behind the first `count` bytes of the journal at `path`.
  init(_ path: String, keeping count: Int) throws {
    file = try AppendedFile(path, keeping: count)
  }

  /// Appends a block; it is durable afterwards.
  func append(_ block: JournalBlock) throws {
    var content = JournalBytes()
    let kind: UInt8
    switch block {
    case .identity(let identity):
      kind = 1
      content = JournalBytes(Array(try JSONEncoder().encode(identity)))
    case .commit(let commit):
      kind = 2
      content.add(commit.rows.count)
      for row in commit.rows {
        content.add(fixed: row.digest.first)
        content.add(fixed: row.digest.second)
        content.add(row.cost)
        content.add(row.isFailure ? 1 : 0)
        content.add(Int(row.checksum))
        content.add(row.lengths.count)
        for length in row.lengths { content.add(length) }
      }
      content.add(commit.state)
      content.add(commit.errorBytes)
      content.add(Array(try JSONEncoder().encode(commit.totals)))
    case .complete: kind = 3
    }
    var bytes = JournalBytes([kind])
    bytes.add(content.bytes)
    try file.write(bytes.bytes + SHA256.hash(data: bytes.bytes).prefix(8))
    try file.synchronize()
  }
}

/// Reads a journal's blocks; what is torn ends it.
final class JournalReader {
  /// Bytes of the blocks that were read so far.
  private(set) var validBytes = 0
  private let reader: ByteReader
  private var buffer: [UInt8] = []

  /// - Returns: `nil` if there is no journal.
  init?(_ path: String) throws {
    guard FileKind(of: path) == .regular else { return nil }
    reader = try ByteReader(path: path, unpacksGzip: false)
  }

  func next() throws -> JournalBlock? {
    var needed = 12
    while true {
      while buffer.count < needed, try reader.read(into: &buffer) > 0 {}
      guard buffer.count >= 10 else { return nil }
      var head = JournalBytes(Array(buffer[1..<min(11, buffer.count)]))
      guard let count = head.number(), count <= 1 << 31 else { return nil }
      var start = 2
      while start < 11, buffer[start - 1] >= 0x80 { start += 1 }
      let end = start + count
      guard buffer.count >= end + 8 else {
        guard needed < end + 8 else { return nil }
        needed = end + 8
        continue
      }
      guard buffer[end..<end + 8].elementsEqual(SHA256.hash(data: buffer[..<end]).prefix(8)) else { return nil }
      guard let block = Self.block(kind: buffer[0], Array(buffer[start..<end])) else { return nil }
      buffer.removeFirst(end + 8)
      validBytes += end + 8
      return block
    }
  }

  private static func block(kind: UInt8, _ content: [UInt8]) -> JournalBlock? {
    switch kind {
    case 1: return (try? JSONDecoder().decode(RunIdentity.self, from: Data(content))).map(JournalBlock.identity)
    case 2: return commit(content).map(JournalBlock.commit)
    case 3: return .complete
    default: return nil
    }
  }

  private static func commit(_ content: [UInt8]) -> JournalCommit? {
    var bytes = JournalBytes(content)
    var commit = JournalCommit()
    guard let count = bytes.number(), count <= content.count else { return nil }
    for _ in 0..<count {
      guard let first = bytes.fixed(), let second = bytes.fixed(), let cost = bytes.number(), let flag = bytes.number(),
        let sum = bytes.number(), let streams = bytes.number(), streams <= 64
      else { return nil }
      var lengths: [Int] = []
      for _ in 0..<streams {
        guard let length = bytes.number() else { return nil }
        lengths.append(length)
      }
      commit.rows.append(
        JournalRow(
          digest: DocumentDigest(first: first, second: second), cost: cost, isFailure: flag == 1, lengths: lengths,
          checksum: UInt32(truncatingIfNeeded: sum)))
    }
    guard let state = bytes.block(), let errors = bytes.number(), let totals = bytes.block(),
      let decoded = try? JSONDecoder().decode(RunTotals.self, from: Data(totals))
    else { return nil }
    (commit.state, commit.errorBytes, commit.totals) = (state, errors, decoded)
    return commit
  }
}

/// What a journal says of how far its run came.
struct JournalSummary {
  var identity: RunIdentity
  /// Places of the input that are done.
  var count = 0
  /// The last commit, without its rows.
  var last: JournalCommit?
  var isComplete = false
  /// The journal's bytes up to the last whole block.
  var bytes = 0

  /// - Returns: `nil` if there is no journal, or none with a whole first block.
  init?(_ path: String) throws {
    guard let reader = try JournalReader(path), case .identity(let identity)? = try reader.next() else { return nil }
    self.identity = identity
    while let block = try reader.next() {
      switch block {
      case .identity: break
      case .commit(var commit):
        count += commit.rows.count
        commit.rows = []
        last = commit
      case .complete: isComplete = true
      }
    }
    bytes = reader.validBytes
  }
}

/// The rows of a journal, one after another.
struct JournalRows {
  private let reader: JournalReader
  private var rows: ArraySlice<JournalRow> = []

  /// - Returns: `nil` if there is no journal.
  init?(_ path: String) throws {
    guard let reader = try JournalReader(path) else { return nil }
    self.reader = reader
  }

  mutating func next() throws -> JournalRow? {
    while rows.isEmpty {
      guard let block = try reader.next() else { return nil }
      if case .commit(let commit) = block { rows = commit.rows[...] }
    }
    return rows.popFirst()
  }
}
