/// Where in a file each byte of a text came from.
///
/// The text is a row of runs: copies, whose bytes stand in the file one after another, and units, where some bytes of the
/// text stand for some bytes of the file as a whole (an entity, a line end, white space that became one space).
struct SourceMap: Hashable, Sendable {
  /// A stretch of text.
  struct Run: Hashable, Sendable {
    /// Where it begins in the text; it ends where the next one begins.
    var text: Int
    /// Its bytes in the file. Empty for what stands in no file.
    var source: Range<Int>
    /// Whether it cannot be divided.
    var isUnit: Bool
  }

  /// How the file spells characters; it decides where inside a copy a character stands.
  var encoding = XMLEncoding.utf8
  /// In the order of the text.
  private(set) var runs: [Run] = []
  /// The length of the text.
  private(set) var count = 0

  /// No text yet.
  init(encoding: XMLEncoding = .utf8) { self.encoding = encoding }

  /// Appends `length` bytes that stand like this in the file.
  mutating func append(copy length: Int, from source: Range<Int>) {
    guard length > 0 else { return }
    if let last = runs.last, !last.isUnit, last.source.upperBound == source.lowerBound, isShort(last) {
      runs[runs.count - 1].source = last.source.lowerBound..<source.upperBound
    } else {
      runs.append(Run(text: count, source: source, isUnit: false))
    }
    count += length
  }

  /// Appends `length` bytes that stand for this as a whole.
  mutating func append(unit length: Int, from source: Range<Int>) {
    guard length > 0 else { return }
    runs.append(Run(text: count, source: source, isUnit: true))
    count += length
  }

  /// Forgets the runs of the text from an offset on, which must be a border of characters.
  mutating func truncate(to length: Int, in text: [UInt8]) {
    while let last = runs.last, last.text >= length { runs.removeLast() }
    if let last = runs.last, !last.isUnit, length < count {
      let kept = encoding.sourceLength(text.span.extracting(last.text..<length))
      runs[runs.count - 1].source = last.source.lowerBound..<(last.source.lowerBound + kept)
    }
    count = min(count, length)
  }

  mutating func removeAll() {
    runs.removeAll(keepingCapacity: true)
    count = 0
  }

  /// In other encodings a place inside a copy is found by a walk, which must not be long.
  private func isShort(_ run: Run) -> Bool { encoding == .utf8 || count - run.text < 4096 }
}

extension SourceMap {
  /// The run that holds the byte at an offset of the text.
  func index(at offset: Int) -> Int? {
    guard offset >= 0, offset < count else { return nil }
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].text <= offset { low = middle + 1 } else { high = middle }
    }
    return low - 1
  }

  /// Where the text of a run ends.
  func textEnd(ofRun index: Int) -> Int { index + 1 < runs.count ? runs[index + 1].text : count }

  /// Where in the file the character at an offset begins; `nil` inside a unit, and for what stands in no file.
  func start(of offset: Int, in text: [UInt8]) -> Int? {
    guard let index = index(at: offset) else { return nil }
    let run = runs[index]
    if run.isUnit { return offset == run.text && !run.source.isEmpty ? run.source.lowerBound : nil }
    return run.source.lowerBound + encoding.sourceLength(text.span.extracting(run.text..<offset))
  }

  /// Where in the file the character before an offset ends; `nil` inside a unit, and for what stands in no file.
  func end(of offset: Int, in text: [UInt8]) -> Int? {
    guard let index = index(at: offset - 1) else { return nil }
    let run = runs[index]
    if run.isUnit { return offset == textEnd(ofRun: index) && !run.source.isEmpty ? run.source.upperBound : nil }
    return run.source.lowerBound + encoding.sourceLength(text.span.extracting(run.text..<offset))
  }
}
