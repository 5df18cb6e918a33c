/// Finds where in a file new elements can stand around stretches of text, so that elements do not cross.
struct InlinePlacement {
  /// Where one element goes.
  struct Piece: Hashable {
    /// Bytes of the file that it holds.
    var source: Range<Int>
    /// What it holds of the text.
    var text: Range<Int>
  }

  private let text: [UInt8]
  private let source: InlineSource
  private let layout: MarkupProfile.Layout
  private let isSGML: Bool
  /// The tags that an element must not cross, in the order of the file; without those of empty elements.
  private var tags: [InlineSource.Tag] = []
  /// For each of `tags` where its partner is.
  private var partners: [Int] = []
  /// For each of `tags` whether what follows it stands in a choice, and in no element within that.
  private var beginsChoice: [Bool] = []
  /// For each token its row.
  private let tokens: [Range<Int>]

  /// - Parameter removed: elements that will not be there.
  init(
    text: [UInt8], tokens: [Range<Int>], source: InlineSource, layout: MarkupProfile.Layout, isSGML: Bool,
    removed: Set<Int>
  ) {
    (self.text, self.tokens, self.source, self.layout) = (text, tokens, source, layout)
    self.isSGML = isSGML
    var places: [Int: Int] = [:]
    var strays = source.strayEnds[...]
    func addStrays(before offset: Int) {
      while let stray = strays.first, stray.source.lowerBound < offset {
        tags.append(stray)
        partners.append(-1)
        strays.removeFirst()
      }
    }
    defer { addStrays(before: .max) }
    for tag in source.tags {
      addStrays(before: tag.source.lowerBound)
      let element = source.elements[tag.element]
      guard !removed.contains(tag.element) else { continue }
      guard element.end >= 0 else {
        // An end tag that is missing would be taken from whatever goes around the start tag.
        tags.append(tag)
        partners.append(-1)
        continue
      }
      // An element with nothing in it cannot be crossed.
      guard !source.tags[element.end].source.isEmpty else { continue }
      if let other = places[tag.element] {
        partners[other] = tags.count
        partners.append(other)
      } else {
        places[tag.element] = tags.count
        partners.append(-1)
      }
      tags.append(tag)
    }
    if source.elements.contains(where: \.isChoice) { beginsChoice = choices() }
  }

  private func choices() -> [Bool] {
    var open: [Int] = []
    return tags.map { tag in
      if tag.isStart {
        open.append(tag.element)
      } else if let last = open.lastIndex(of: tag.element) {
        open.remove(at: last)
      }
      return open.last.map { $0 >= 0 && source.elements[$0].isChoice } ?? false
    }
  }

  /// The pieces that hold a stretch together, in order; empty if it begins or ends inside something indivisible.
  func pieces(_ stretch: Range<Int>) -> [Piece] {
    guard let stretch = trimmed(stretch), var range = bytes(stretch) else { return [] }
    // Each round takes in at least one tag more.
    for _ in 0...tags.count {
      let crossed = crossings(range)
      if crossed.isEmpty {
        let before = firstTag(from: range.lowerBound) - 1
        if beginsChoice.indices.contains(before), beginsChoice[before] { return [] }
        return [Piece(source: aroundTokens(range, stretch), text: stretch)]
      }
      var cuts: [Int] = []
      for index in crossed {
        if let wider = extended(range, over: index, stretch) { range = wider } else { cuts.append(index) }
      }
      if !cuts.isEmpty { return split(stretch, at: cuts) }
    }
    return []
  }

  private func split(_ stretch: Range<Int>, at cuts: [Int]) -> [Piece] {
    var pieces: [Piece] = []
    var start = stretch.lowerBound
    for end in cuts.map({ tags[$0].text }) + [stretch.upperBound] {
      let end = min(max(end, start), stretch.upperBound)
      if end > start, end - start < stretch.count { pieces += self.pieces(start..<end) }
      start = max(start, end)
    }
    return pieces
  }

  /// The bytes of a stretch of visible text.
  private func bytes(_ stretch: Range<Int>) -> Range<Int>? {
    if layout == .rows {
      let touched = InlineStretches.touched(tokens, by: stretch)
      guard !touched.isEmpty, source.rows.count == tokens.count,
        tokens[touched.lowerBound].lowerBound == stretch.lowerBound,
        tokens[touched.upperBound - 1].upperBound == stretch.upperBound
      else { return nil }
      return source.rows[touched.lowerBound].source.lowerBound..<source.rows[touched.upperBound - 1].source.upperBound
    }
    guard !isSGML || !isBehindOpenTag(stretch.lowerBound) && !isBehindOpenTag(stretch.upperBound) else { return nil }
    guard let start = source.map.start(of: stretch.lowerBound, in: text),
      let end = source.map.end(of: stretch.upperBound, in: text), start < end
    else { return nil }
    return start..<end
  }

  /// Whether what stands before an offset looks like a tag that has begun: `<`, a slash, a name. It is text only as long as
  /// nothing that begins a tag comes behind it.
  private func isBehindOpenTag(_ offset: Int) -> Bool {
    var index = offset - 1
    while index >= 0, offset - index < 256 {
      let byte = text[index]
      if byte == .lessThan { return source.map.index(at: index).map { !source.map.runs[$0].isUnit } ?? false }
      guard byte == .slash || byte > 0x20 && byte != .greaterThan else { return false }
      index -= 1
    }
    return false
  }

  /// Tags in a range whose partners lie outside of it.
  private func crossings(_ range: Range<Int>) -> [Int] {
    let first = firstTag(from: range.lowerBound)
    var last = first
    while last < tags.count, tags[last].source.upperBound <= range.upperBound { last += 1 }
    return (first..<last).filter { !(first..<last).contains(partners[$0]) }
  }

  /// The first tag that does not begin before an offset.
  private func firstTag(from offset: Int) -> Int {
    var (low, high) = (0, tags.count)
    while low < high {
      let middle = (low + high) / 2
      if tags[middle].source.lowerBound < offset { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The range with the partner of a tag in it, if nothing but white space and tags of running text lies between.
  private func extended(_ range: Range<Int>, over index: Int, _ stretch: Range<Int>) -> Range<Int>? {
    guard partners[index] >= 0 else { return nil }
    let partner = tags[partners[index]]
    guard source.elements[partner.element].isInline else { return nil }
    if partner.isStart {
      guard isBlank(partner.text, stretch.lowerBound) else { return nil }
      return min(partner.source.lowerBound, range.lowerBound)..<range.upperBound
    }
    guard isBlank(stretch.upperBound, partner.text) else { return nil }
    return range.lowerBound..<max(partner.source.upperBound, range.upperBound)
  }

  /// Goes around tokens that are filled, since in a token there should be no mention.
  private func aroundTokens(_ range: Range<Int>, _ stretch: Range<Int>) -> Range<Int> {
    var range = range
    while true {
      let after = firstTag(from: range.upperBound)
      let before = firstTag(from: range.lowerBound) - 1
      guard before >= 0, after < tags.count, partners[before] == after, source.elements[tags[before].element].isToken,
        isBlank(tags[before].text, stretch.lowerBound), isBlank(stretch.upperBound, tags[after].text)
      else { return range }
      range = tags[before].source.lowerBound..<tags[after].source.upperBound
    }
  }

  private func isBlank(_ from: Int, _ to: Int) -> Bool {
    guard from < to else { return true }
    return from >= 0 && to <= text.count && text[from..<to].allSatisfy { $0.isXMLSpace }
  }

  /// A stretch without white space at its ends; `nil` if nothing is left.
  func trimmed(_ stretch: Range<Int>) -> Range<Int>? { Self.trimmed(stretch, in: text) }

  static func trimmed(_ stretch: Range<Int>, in text: [UInt8]) -> Range<Int>? {
    var (start, end) = (stretch.lowerBound, stretch.upperBound)
    guard start >= 0, end <= text.count else { return nil }
    while start < end, text[start].isXMLSpace { start += 1 }
    while end > start, text[end - 1].isXMLSpace { end -= 1 }
    return start < end ? start..<end : nil
  }
}

/// Makes stretches lie within one another or apart.
enum StretchNesting {
  /// Stretches in the order in which elements open, those that cross another one cut at its end; each with its number.
  static func nested(_ stretches: [(range: Range<Int>, number: Int)]) -> [(range: Range<Int>, number: Int)] {
    func precedes(_ a: (range: Range<Int>, number: Int), _ b: (range: Range<Int>, number: Int)) -> Bool {
      (a.range.lowerBound, -a.range.upperBound, a.number) < (b.range.lowerBound, -b.range.upperBound, b.number)
    }
    // Ascending; what is cut off goes back to its place among those that are still to come.
    var waiting = stretches.sorted { precedes($1, $0) }
    var open: [Range<Int>] = []
    var nested: [(range: Range<Int>, number: Int)] = []
    while let next = waiting.popLast() {
      while let last = open.last, last.upperBound <= next.range.lowerBound { open.removeLast() }
      guard let last = open.last, next.range.upperBound > last.upperBound else {
        nested.append(next)
        open.append(next.range)
        continue
      }
      for part in [next.range.lowerBound..<last.upperBound, last.upperBound..<next.range.upperBound] {
        let place = waiting.firstIndex { precedes($0, (part, next.number)) } ?? waiting.endIndex
        waiting.insert((part, next.number), at: place)
      }
    }
    return nested
  }
}
