/// Texts that are the same, or nearly, among many.
///
/// Texts are compared as words in lower case without accents: punctuation and white space do not count. Equal ones have one
/// number. Near ones share at least `threshold` of their shingles (Jaccard's similarity); they are looked for by MinHash in bands,
/// and what the bands propose is compared by sketches, exactly where texts have no more shingles than a sketch.
///
/// Memory: about 100 bytes, 4 a band and 4 a shingle in the sketch for each distinct text; `capacity` bounds their number.
public struct DuplicateFinder: Sendable {
  /// What counts as near, and how much is kept.
  public struct Options: Hashable, Sendable {
    /// The least similarity of near duplicates, in 0...1.
    public var threshold = 0.8
    /// Words in a shingle.
    public var shingleSize = 3
    /// Texts of fewer words are not compared: short sentences are alike by nature.
    public var minimumWords = 5
    /// Distinct texts that are kept; further ones are only counted.
    public var capacity = 500_000
    /// Minima of a signature.
    public var hashes = 128
    /// Shingles in a sketch.
    public var sketchSize = 256
    /// Longer runs of candidates are not compared all with all; what is left out is counted.
    public var runLimit = 2_000
    /// Another seed makes other mistakes.
    public var seed: UInt64 = 0

    /// The defaults.
    public init() {}
  }

  /// Two distinct texts that are near.
  public struct Match: Hashable, Sendable {
    /// The number of the one that was added first.
    public var first: Int
    /// The number of the other.
    public var second: Int
    /// Jaccard's similarity of their shingles.
    public var similarity: Double
  }

  private let options: Options
  private let minHash: MinHash
  private var numbers: [UInt64: Int32] = [:]
  private var sketches: ShingleSketches
  private var keys: [UInt32] = []
  private var words: [UInt64] = []

  /// Distinct texts.
  public var count: Int { numbers.count }
  /// Texts that were too short to be compared.
  public private(set) var tooShort = 0
  /// Texts that were not compared because there was no room for more.
  public private(set) var withoutRoom = 0

  /// Nothing yet.
  public init(_ options: Options = Options()) {
    var options = options
    options.threshold = options.threshold.isNaN ? 1 : min(max(options.threshold, 0.05), 1)
    options.hashes = min(max(options.hashes, 1), 4_096)
    options.capacity = min(max(options.capacity, 0), Int(Int32.max))
    self.options = options
    minHash = MinHash(threshold: options.threshold, hashes: options.hashes, seed: options.seed)
    sketches = ShingleSketches(size: options.sketchSize)
  }

  /// The share of pairs at the threshold that is found.
  public var recallAtThreshold: Double { minHash.probability(options.threshold) }

  /// The number of a text; equal texts have one. `nil` if it is too short, or if there is no room.
  public mutating func add(_ text: [UInt8], in range: Range<Int>? = nil) -> Int? {
    words.removeAll(keepingCapacity: true)
    Words.hashes(of: text, in: (range ?? 0..<text.count).clamped(to: 0..<text.count), into: &words)
    guard words.count >= max(options.minimumWords, 1) else {
      tooShort += 1
      return nil
    }
    let whole = words.reduce(options.seed) { TextHash.mixed($0 &+ $1) }
    if let number = numbers[whole] { return Int(number) }
    guard numbers.count < options.capacity else {
      withoutRoom += 1
      return nil
    }
    let number = numbers.count
    numbers[whole] = Int32(number)
    let shingles = Shingles.hashes(of: words, size: options.shingleSize)
    sketches.add(shingles)
    keys += minHash.keys(of: shingles)
    return number
  }

  /// Calls `body` with each pair of near texts that is wanted, once.
  ///
  /// - Parameter isWanted: asked before a pair is compared; what it answers may depend on the matches so far.
  /// - Returns: how many comparisons were left out in runs of more than `runLimit` candidates.
  @discardableResult
  public func forEachMatch(
    where isWanted: (_ first: Int, _ second: Int) -> Bool = { _, _ in true }, _ body: (Match) -> Void
  ) -> Int {
    var left = 0
    guard count > 1 else { return left }
    for band in 0..<minHash.bands {
      // Keys above, numbers below: texts of one key become neighbours.
      var entries = (0..<count).map { UInt64(keys[$0 * minHash.bands + band]) << 32 | UInt64($0) }
      entries.sort()
      var start = 0
      for end in 1...entries.count where end == entries.count || entries[end] >> 32 != entries[start] >> 32 {
        if end - start > 1 { left += compare(entries[start..<end], band, isWanted, body) }
        start = end
      }
    }
    return left
  }

  /// Compares the texts of one key: all with all or, where they are too many, each with the ones just before it and the first.
  private func compare(
    _ run: ArraySlice<UInt64>, _ band: Int, _ isWanted: (Int, Int) -> Bool, _ body: (Match) -> Void
  ) -> Int {
    let numbers = run.map { Int($0 & 0xFFFF_FFFF) }
    let reach = numbers.count > options.runLimit ? max(options.runLimit / 20, 1) : numbers.count
    var left = 0
    for (place, second) in numbers.enumerated() {
      func visit(_ others: Range<Int>) {
        for other in others {
          let first = numbers[other]
          guard isWanted(first, second), !sharesBand(first, second, before: band),
            sketches.bound(first, second) >= options.threshold
          else { continue }
          let similarity = sketches.similarity(first, second)
          if similarity >= options.threshold {
            body(Match(first: first, second: second, similarity: similarity))
          }
        }
      }
      let near = max(place - reach, 0)
      let leading = min(reach, near)
      visit(0..<leading)
      visit(near..<place)
      left += near - leading
    }
    return left
  }

  /// Whether an earlier band has proposed this pair.
  private func sharesBand(_ first: Int, _ second: Int, before band: Int) -> Bool {
    let (a, b) = (first * minHash.bands, second * minHash.bands)
    return (0..<band).contains { keys[a + $0] == keys[b + $0] }
  }
}
