import Annotations

/// The text of a BioC document, put together from its passages and sentences, and what offsets into it mean.
///
/// Each leaf, a passage or sentence with text of its own, begins at its offset; what lies between is filled. Offsets of
/// annotations count from the leaf's origin, which is its offset unless all its annotations show that this is wrong: 13
/// abstracts of the BC5CDR development set carry one that is 5 or 10 too high.
struct BioCLayout {
  /// A passage or sentence with text of its own.
  struct Leaf {
    var passage: Int
    /// `nil` in a passage with text.
    var sentence: Int?
    var text: [UInt8]
    /// The offset in the file.
    var declared: Int
    /// What the offsets of its annotations count from.
    var origin: Int
    /// Its length in the unit of the offsets.
    var count: Int
    var index: OffsetIndex
    /// Where it begins in the text, in bytes.
    var start = 0
  }

  /// Between passages: they are paragraphs of their own.
  static let passageFiller: UInt8 = 0x0A
  /// Between sentences.
  static let sentenceFiller: UInt8 = 0x20
  /// The longest gap that is filled, in units; a longer one becomes one character.
  static let longestGap = 1 << 12

  /// Where a sentence of a passage is in the text.
  struct Sentence {
    var passage: Int
    var sentence: Int
    var range: Range<Int>
  }

  let unit: OffsetUnit
  private(set) var leaves: [Leaf] = []
  /// In the order of the text.
  private(set) var sentences: [Sentence] = []
  /// Sentences that are not in the text that their passage has beside them.
  private(set) var lostSentences = 0
  private(set) var text: [UInt8] = []
  /// Passages whose annotations show another offset than the passage's own.
  private(set) var shifted = 0
  /// Leaves that begin before the one before ends, or so far behind it that the gap is not filled.
  private(set) var displaced = 0
  /// Indices of leaves by ascending origin.
  private var byOrigin: [Int] = []

  /// The layout of a document whose offsets count this unit.
  init(_ document: BioCDocument, unit: OffsetUnit) {
    self.unit = unit
    for (number, passage) in document.passages.enumerated() {
      if passage.text != nil || passage.sentences.isEmpty {
        add(passage, passage.text ?? [], number, nil)
      } else {
        for (place, sentence) in passage.sentences.enumerated() { add(sentence, sentence.text ?? [], number, place) }
      }
    }
    for number in leaves.indices { correctOrigin(number, document) }
    place()
    for leaf in leaves { addSentences(of: leaf, document.passages[leaf.passage].sentences) }
    byOrigin = leaves.indices.sorted { (leaves[$0].origin, $0) < (leaves[$1].origin, $1) }
  }

  private mutating func add(_ block: BioCBlock, _ text: [UInt8], _ passage: Int, _ sentence: Int?) {
    let index = OffsetIndex(text: text, unit: unit)
    leaves.append(
      Leaf(
        passage: passage, sentence: sentence, text: text, declared: block.offset, origin: block.offset,
        count: index.count, index: index))
  }

  private mutating func addSentences(of leaf: Leaf, _ blocks: [BioCBlock]) {
    if let sentence = leaf.sentence {
      let range = leaf.start..<leaf.start + leaf.text.count
      sentences.append(Sentence(passage: leaf.passage, sentence: sentence, range: range))
      return
    }
    for (number, block) in blocks.enumerated() {
      guard let text = block.text, let local = leaf.index.byte(block.offset - leaf.origin),
        local + text.count <= leaf.text.count, Array(leaf.text[local..<local + text.count]) == text,
        sentences.last?.range.upperBound ?? 0 <= leaf.start + local
      else {
        lostSentences += 1
        continue
      }
      let start = leaf.start + local
      sentences.append(Sentence(passage: leaf.passage, sentence: number, range: start..<start + text.count))
    }
  }

  /// Puts the leaves one behind the other.
  private mutating func place() {
    var end = 0
    for number in leaves.indices {
      let leaf = leaves[number]
      if number > 0 {
        let filler = leaf.passage == leaves[number - 1].passage ? Self.sentenceFiller : Self.passageFiller
        let gap = leaf.origin - end
        if gap >= 0, gap <= Self.longestGap {
          text += repeatElement(filler, count: gap)
        } else {
          text.append(filler)
          displaced += 1
        }
      }
      leaves[number].start = text.count
      text += leaf.text
      end = leaf.origin + leaf.count
    }
  }
}

// MARK: Offsets

extension BioCLayout {
  /// The bytes of the document that locations name, if they lie in this leaf.
  func ranges(_ locations: [BioCAnnotation.Location], in leaf: Int) -> [Range<Int>]? {
    Self.ranges(locations, leaves[leaf], origin: leaves[leaf].origin, from: leaves[leaf].start)
  }

  /// The bytes of the document that locations name, wherever they lie.
  func ranges(_ locations: [BioCAnnotation.Location]) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    for location in locations {
      guard let start = byte(location.offset, isEnd: false),
        let end = byte(location.offset + location.length, isEnd: true), start <= end
      else { return nil }
      ranges.append(start..<end)
    }
    return ranges
  }

  /// The byte of an offset from the document's start. Where two leaves touch, a start lies in the second.
  private func byte(_ offset: Int, isEnd: Bool) -> Int? {
    var (low, high) = (0, byOrigin.count)
    while low < high {
      let middle = (low + high) / 2
      let origin = leaves[byOrigin[middle]].origin
      if origin < offset || origin == offset && !isEnd { low = middle + 1 } else { high = middle }
    }
    guard let number = low > 0 ? byOrigin[low - 1] : byOrigin.first else { return nil }
    let leaf = leaves[number]
    let local = offset - leaf.origin
    if local <= leaf.count { return leaf.index.byte(local).map { $0 + leaf.start } }
    // In the gap behind the leaf, where each byte is one unit.
    let end = leaf.start + leaf.text.count
    let next = number + 1 < leaves.count ? leaves[number + 1].start : text.count
    return local - leaf.count <= next - end ? end + local - leaf.count : nil
  }

  /// - Parameter start: where the leaf begins in what the result counts from.
  private static func ranges(
    _ locations: [BioCAnnotation.Location], _ leaf: Leaf, origin: Int, from start: Int = 0
  ) -> [Range<Int>]? {
    var ranges: [Range<Int>] = []
    ranges.reserveCapacity(locations.count)
    for location in locations {
      let first = location.offset - origin
      guard let range = leaf.index.bytes(first, first + location.length) else { return nil }
      ranges.append(range.lowerBound + start..<range.upperBound + start)
    }
    return ranges
  }
}

// MARK: Which offsets fit

extension BioCLayout {
  /// How many annotations of a leaf cover their text if offsets count from `origin`, of how many that can be checked.
  ///
  /// - Parameter limit: so many that fit are enough to know.
  private static func fits(
    _ annotations: [BioCAnnotation], _ leaf: Leaf, origin: Int, upTo limit: Int = .max
  ) -> (fitting: Int, checked: Int) {
    var (fitting, checked) = (0, 0)
    for annotation in annotations where annotation.fault == nil && !annotation.locations.isEmpty {
      guard fitting < limit else { break }
      guard let surface = annotation.text, !surface.isEmpty else { continue }
      checked += 1
      guard let ranges = ranges(annotation.locations, leaf, origin: origin) else { continue }
      if SurfaceCheck.matches(leaf.text, ranges, surface) { fitting += 1 }
    }
    return (fitting, checked)
  }

  /// How many annotations of leaves fit as the offsets stand, of how many that can be checked.
  static func fits(_ document: BioCDocument, unit: OffsetUnit) -> (fitting: Int, checked: Int) {
    var sum = (fitting: 0, checked: 0)
    for passage in document.passages {
      for block in passage.text == nil ? passage.sentences : [passage] where !block.annotations.isEmpty {
        let text = block.text ?? []
        let index = OffsetIndex(text: text, unit: unit)
        let leaf = Leaf(
          passage: 0, text: text, declared: block.offset, origin: block.offset, count: index.count, index: index)
        let (fitting, checked) = fits(block.annotations, leaf, origin: block.offset)
        sum.fitting += fitting
        sum.checked += checked
      }
    }
    return sum
  }

  /// How many passages and sentences follow the one before them at once or after one character, of how many.
  static func contiguous(_ document: BioCDocument, unit: OffsetUnit) -> (following: Int, all: Int) {
    var sum = (following: 0, all: 0)
    var end: Int?
    for passage in document.passages {
      for block in passage.text == nil ? passage.sentences : [passage] {
        if let end {
          sum.all += 1
          if block.offset == end || block.offset == end + 1 { sum.following += 1 }
        }
        end = block.offset + OffsetIndex(text: block.text ?? [], unit: unit).count
      }
    }
    return sum
  }

  /// Corrects the origin of a leaf if all of its annotations are off by the same distance, two of them at least, or one
  /// where the corrected leaf follows the one before it after one character.
  private mutating func correctOrigin(_ number: Int, _ document: BioCDocument) {
    let leaf = leaves[number]
    let passage = document.passages[leaf.passage]
    let annotations = leaf.sentence.map { passage.sentences[$0].annotations } ?? passage.annotations
    let (fitting, checked) = Self.fits(annotations, leaf, origin: leaf.origin, upTo: 1)
    guard fitting == 0, checked > 0 else { return }
    var votes: [Int: Int] = [:]
    for annotation in annotations.prefix(16) where annotation.locations.count == 1 {
      guard let surface = annotation.text, surface.count > 1 else { continue }
      for distance in distances(of: surface, from: annotation.locations[0].offset - leaf.origin, leaf) {
        votes[distance, default: 0] += 1
      }
    }
    let best = votes.max { ($0.value, -abs($0.key), $0.key) < ($1.value, -abs($1.key), $1.key) }
    guard let best else { return }
    let origin = leaf.origin - best.key
    let previous = number > 0 ? leaves[number - 1] : nil
    let follows = previous.map { $0.origin + $0.count + 1 == origin } ?? false
    let corrected = Self.fits(annotations, leaf, origin: origin).fitting
    guard origin >= 0, corrected >= 2 && corrected * 2 > checked || corrected == 1 && follows else { return }
    leaves[number].origin = origin
    shifted += 1
  }

  /// How far from an offset a surface stands, in units, for all its places that are not far.
  private func distances(of surface: [UInt8], from local: Int, _ leaf: Leaf) -> [Int] {
    let reach = 64
    let near = leaf.index.byte(min(max(0, local), leaf.count)) ?? 0
    let part = max(0, near - 4 * reach)..<min(leaf.text.count, near + surface.count + 4 * reach)
    var counter = OffsetCounter(text: leaf.text, unit: unit)
    return SurfaceCheck.occurrences(of: surface[...], in: leaf.text, within: part).map {
      counter.offset(ofByte: $0.lowerBound) - local
    }
    .filter { $0 != 0 && abs($0) <= reach }
  }
}
