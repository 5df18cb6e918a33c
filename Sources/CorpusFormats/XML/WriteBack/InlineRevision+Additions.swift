import Annotations

/// An element that is new.
struct InlineInsertion {
  var source: Range<Int>
  var start: [UInt8]
  var end: [UInt8]
}

extension InlineRevision {
  /// Puts elements around mentions that the file does not have.
  mutating func add(_ numbers: [Int]) {
    let stretches = numbers.flatMap { number in wanted[number].mention.fragments.map { (range: $0, number: number) } }
    let placement = InlinePlacement(
      text: document.text, tokens: document.tokens, source: source, layout: profile.layout, isSGML: spelling.isSGML,
      removed: removed)
    var pieces: [Int: [InlinePlacement.Piece]] = [:]
    // In the order in which elements open, so that those around come before those within.
    for (range, number) in StretchNesting.nested(stretches) { pieces[number, default: []] += placement.pieces(range) }
    for number in numbers {
      let found = (pieces[number] ?? []).sorted { $0.source.lowerBound < $1.source.lowerBound }
      let mention = wanted[number].mention
      guard InlineStretches.joined(found.map(\.text), in: document.text) == mention.fragments else {
        drop(number, "it begins or ends inside something that cannot be divided")
        continue
      }
      guard let element = spelling.element(mention, keepsId: keepsIdsAs, unused: &ids) else {
        drop(number, "no rule gives an element that is read as '\(mention.label)'")
        continue
      }
      insert(number, element, found)
    }
    writeInsertions()
  }

  /// Drops mentions that cross others, as the policy says; those within others are kept.
  mutating func dropCrossing() {
    let all = wanted.indices.flatMap { number in wanted[number].mention.fragments.map { (range: $0, number: number) } }
    guard StretchNesting.nested(all).count > all.count else { return }
    func rank(_ number: Int) -> (Int, Int, Int) {
      let hull = wanted[number].mention.hull
      switch policy.overlap ?? .longest {
      case .longest: return (-hull.count, hull.lowerBound, number)
      case .shortest: return (hull.count, hull.lowerBound, number)
      case .first: return (hull.lowerBound, -hull.count, number)
      }
    }
    var accepted: [Range<Int>] = []
    var gone: Set<Int> = []
    for number in wanted.indices.sorted(by: { rank($0) < rank($1) }) {
      let ranges = wanted[number].mention.fragments
      let crosses = ranges.contains { range in
        accepted.contains { other in
          range.overlaps(other) && !(range.lowerBound >= other.lowerBound && range.upperBound <= other.upperBound)
            && !(other.lowerBound >= range.lowerBound && other.upperBound <= range.upperBound)
        }
      }
      guard crosses else {
        accepted += ranges
        continue
      }
      gone.insert(number)
      drop(number, "it crosses another mention, and elements cannot", .overlap, isRequested: policy.overlap != nil)
    }
    wanted = wanted.indices.filter { !gone.contains($0) }.map { wanted[$0] }
  }

  private mutating func insert(
    _ number: Int, _ element: InlineSpelling.Element, _ pieces: [InlinePlacement.Piece]
  ) {
    let mention = wanted[number].mention
    let isTied = profile.tiesPieces && pieces.count > 1
    var element = element
    var names: [String] = []
    if isTied {
      let own = element.attributes.first { $0.key == "xml:id" }?.value
      element.attributes.removeAll { $0.key == "xml:id" }
      names = pieces.indices.map { $0 == 0 ? own ?? ids.next() : ids.next() }
    }
    for (index, piece) in pieces.enumerated() {
      var own = element
      if isTied {
        own.attributes.append(Attribute("xml:id", names[index]))
        if index > 0 { own.attributes.append(Attribute("prev", "#" + names[index - 1])) }
        if index + 1 < names.count { own.attributes.append(Attribute("next", "#" + names[index + 1])) }
      }
      let end = Array("</\(source.prefix)\(own.name)>".utf8)
      insertions.append(
        InlineInsertion(source: piece.source, start: spelling.startTag(own, prefix: source.prefix), end: end))
    }
    let record = wanted[number].record
    if !element.missing.isEmpty { records[record].note("without " + element.missing.joined(separator: ", ")) }
    guard pieces.count > 1, !isTied else {
      wanted[number].written = [mention]
      return
    }
    wanted[number].written = pieces.map { piece in
      var part = mention
      part.fragments = [piece.text]
      return part
    }
    (records[record].fate, records[record].reason) = (.split, .crossesBoundary)
    records[record].produced += pieces.count - 1
    records[record].detail = "an element for each part between tags that it crosses"
  }

  /// Puts the new tags into the file: at one place ends come before starts, inner ends before outer ones, and outer
  /// starts before inner ones.
  private mutating func writeInsertions() {
    struct Border {
      var offset: Int
      var isStart: Bool
      var other: Int
      var order: Int
      var markup: [UInt8]
    }
    var borders: [Border] = []
    for (order, insertion) in insertions.enumerated() {
      let (low, high) = (insertion.source.lowerBound, insertion.source.upperBound)
      borders.append(Border(offset: low, isStart: true, other: -high, order: order, markup: insertion.start))
      borders.append(Border(offset: high, isStart: false, other: -low, order: -order, markup: insertion.end))
    }
    borders.sort { a, b in
      if a.offset != b.offset { return a.offset < b.offset }
      if a.isStart != b.isStart { return !a.isStart }
      return (a.other, a.order) < (b.other, b.order)
    }
    for border in borders {
      edits.insert(encoded(onLine(border.markup, at: border.offset, isStart: border.isStart)), at: border.offset)
    }
  }

  /// In rows every tag has a line of its own; in CDATA sections a tag needs the section to be left.
  private func onLine(_ markup: [UInt8], at offset: Int, isStart: Bool) -> [UInt8] {
    if profile.layout == .rows {
      let endsLine = isStart || lineEnds.contains(offset)
      return endsLine ? markup + [0x0A] : [0x0A] + markup
    }
    let section = InlineStretches.touched(source.sections, by: offset - 1..<offset + 1)
    return !section.isEmpty ? Array("]]>".utf8) + markup + Array("<![CDATA[".utf8) : markup
  }
}
