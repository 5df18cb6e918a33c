import Files

/// Copies a file with edits, a part at a time.
struct SourceRewriter {
  private let reader: ByteReader?
  /// Bytes of the file from `windowStart` on that are not copied yet.
  private var window: [UInt8]
  private var windowStart = 0

  /// Copies what the reader gives.
  init(_ reader: ByteReader) { (self.reader, window) = (reader, []) }

  /// Copies bytes in memory.
  init(bytes: [UInt8]) { (reader, window) = (nil, bytes) }

  /// Appends the file up to the end of the last edit to `output`; edits of later calls come after those of earlier ones.
  ///
  /// - Throws: `WriteBackProblem` if edits overlap or the file is shorter than they say; `FileError<FileProblem>`.
  mutating func apply(_ edits: SourceEdits, to output: inout [UInt8]) throws {
    for edit in try edits.ordered() {
      guard edit.range.lowerBound >= windowStart else {
        throw WriteBackProblem.overlappingEdits(byte: edit.range.lowerBound)
      }
      try copy(to: edit.range.lowerBound, output: &output)
      output += edit.bytes
      try skip(to: edit.range.upperBound)
    }
  }

  /// Appends the file up to an offset, which may lie before what was copied already.
  mutating func copy(to offset: Int, output: inout [UInt8]) throws {
    try advance(to: offset) { output += $0 }
  }

  /// Appends a piece of the rest; `false` at the end of the file.
  mutating func copyPiece(output: inout [UInt8]) throws -> Bool {
    if window.isEmpty { try fill() }
    output += window
    windowStart += window.count
    defer { window.removeAll(keepingCapacity: true) }
    return !window.isEmpty
  }

  private mutating func skip(to offset: Int) throws { try advance(to: offset) { _ in } }

  private mutating func advance(to offset: Int, _ body: (ArraySlice<UInt8>) -> Void) throws {
    while windowStart < offset {
      if window.isEmpty { try fill() }
      guard !window.isEmpty else { throw WriteBackProblem.sourceChanged }
      let count = min(window.count, offset - windowStart)
      body(window[..<count])
      window.removeSubrange(..<count)
      windowStart += count
    }
  }

  private mutating func fill() throws { _ = try reader?.read(into: &window) }
}
