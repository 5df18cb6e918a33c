import Files
import Foundation

/// Rows of an earlier run, found by what they depend on; so much of memory as 40 bytes a document.
final class EarlierResults {
  /// Where a row lies: which file, and its bytes in each stream.
  private struct Place {
    var file: Int
    var ranges: [Range<Int>]
    var checksum: UInt32
  }

  private let paths: (Int) -> [String]
  private let streams: Int
  private let isPacked: Bool
  private let documentsPerFile: Int?
  private var numbers: [UInt64: Int32] = [:]
  private var seconds: [UInt64] = []
  private var checksums: [UInt32] = []
  /// Where each row starts in its file, and where the last ends: `[rows + 1]` a stream; rows of failures too.
  private var starts: [[Int]]
  private var lengths: [[Int32]]
  private var cursors: [StreamCursor?]
  private var openFile = -1

  /// The rows of a finished run, or of one that was given up.
  ///
  /// - Parameters:
  ///   - journal: its journal.
  ///   - suffix: what follows the names of its files.
  /// - Returns: `nil` if there is none whose rows are those that this run would write.
  init?(
    journal: String, identity: RunIdentity, output: String, rendering: any TagRendering, suffix: String
  ) throws {
    guard let summary = try JournalSummary(journal), identity.sharesRows(with: summary.identity), summary.count > 0,
      let layout = Self.parse(summary.identity.layout), var rows = try JournalRows(journal)
    else { return nil }
    (isPacked, documentsPerFile) = layout
    let count = rendering.streams.count
    streams = count
    paths = { number in
      TagFiles.paths(output, rendering, number: number, documentsPerFile: layout.documents).map { $0 + suffix }
    }
    starts = Array(repeating: [], count: count)
    lengths = Array(repeating: [], count: count)
    cursors = Array(repeating: nil, count: count)
    let header = TagHeader(
      model: summary.identity.model, labels: summary.identity.labels, scores: summary.identity.scores)
    let begin = try rendering.begin(header).map(\.count)
    let separators = rendering.separators.map(\.count)
    var next = begin
    var holdsDocument = false
    while let row = try rows.next() {
      guard row.lengths.count == count else { return nil }
      let number = seconds.count
      if let documentsPerFile, number > 0, number % documentsPerFile == 0 {
        (next, holdsDocument) = (begin, false)
      }
      if row.lengths.contains(where: { $0 > 0 }) {
        if holdsDocument { for stream in 0..<count { next[stream] += separators[stream] } }
        holdsDocument = true
      }
      if !row.isFailure, let number = Int32(exactly: number) { numbers[row.digest.first] = number }
      seconds.append(row.digest.second)
      checksums.append(row.checksum)
      for stream in 0..<count {
        guard let length = Int32(exactly: row.lengths[stream]) else { return nil }
        starts[stream].append(next[stream])
        lengths[stream].append(length)
        next[stream] += row.lengths[stream]
      }
    }
  }

  private static func parse(_ layout: String) -> (isPacked: Bool, documents: Int?)? {
    let words = layout.split(separator: " ")
    guard let packing = words.first else { return nil }
    let documents = words.count > 1 ? Int(words[1]) : nil
    if words.count > 1, (documents ?? 0) < 1 { return nil }
    return (!packing.hasPrefix("none"), documents)
  }

  /// How many rows there are.
  var count: Int { seconds.count }

  /// The bytes of a document in each stream; `nil` if the earlier run has none, or they are not what it wrote.
  func row(of digest: DocumentDigest) -> [[UInt8]]? {
    guard let number = numbers[digest.first].map(Int.init), seconds[number] == digest.second else { return nil }
    return row(number)
  }

  /// The bytes of a row by its number; `nil` if they are not what was written.
  func row(_ number: Int) -> [[UInt8]]? {
    let file = documentsPerFile.map { number / $0 } ?? 0
    if file != openFile {
      let paths = paths(file)
      cursors = paths.map { StreamCursor(path: $0, isPacked: isPacked) }
      openFile = file
    }
    var bytes: [[UInt8]] = []
    for stream in 0..<streams {
      guard let found = cursors[stream]?.read(starts[stream][number], count: Int(lengths[stream][number])) else {
        return nil
      }
      bytes.append(found)
    }
    return RowChecksum.of(bytes) == checksums[number] ? bytes : nil
  }
}

/// Reads stretches of a file, fastest in ascending order; packed files by their content.
private final class StreamCursor {
  private let path: String
  private let isPacked: Bool
  private var reader: ByteReader?
  private var handle: FileHandle?
  /// Content from `position` on.
  private var buffer: [UInt8] = []
  private var position = 0

  init?(path: String, isPacked: Bool) {
    guard FileKind(of: path) == .regular else { return nil }
    (self.path, self.isPacked) = (path, isPacked)
    if !isPacked {
      guard let handle = FileHandle(forReadingAtPath: path) else { return nil }
      self.handle = handle
    }
  }

  func read(_ start: Int, count: Int) -> [UInt8]? {
    guard count > 0 else { return [] }
    if start < position || (!isPacked && start > position + buffer.count) { guard seek(start) else { return nil } }
    while position + buffer.count < start + count {
      // What lies before is not needed again in a file that is read in order.
      let passed = min(start - position, buffer.count)
      if passed > 0 {
        buffer.removeFirst(passed)
        position += passed
      }
      guard fill() else { return nil }
    }
    let first = start - position
    defer {
      if first > 1 << 20 {
        buffer.removeFirst(first)
        position += first
      }
    }
    return Array(buffer[first..<first + count])
  }

  private func seek(_ start: Int) -> Bool {
    buffer.removeAll(keepingCapacity: true)
    if let handle {
      position = start
      return (try? handle.seek(toOffset: UInt64(clamping: start))) != nil
    }
    (reader, position) = (nil, 0)
    return true
  }

  private func fill() -> Bool {
    if let handle {
      guard let more = try? handle.read(upToCount: 1 << 18), !more.isEmpty else { return false }
      buffer += more
      return true
    }
    if reader == nil { reader = try? ByteReader(path: path) }
    return ((try? reader?.read(into: &buffer)) ?? 0) > 0
  }
}
