/// Where the places of a text are in another version of it.
///
/// What both have in common at the beginning and at the end stays; between them, words and single other characters (but white
/// space) are aligned with the fewest insertions and deletions (`EditScript`). What lies between two aligned stretches is a change.
struct TextAlignment {
  /// A stretch that both texts have.
  private struct Common {
    var old: Int
    var new: Int
    var length: Int
  }

  private let old: [UInt8]
  private let new: [UInt8]
  /// Ascending, without overlap; the last is empty and stands at the ends of both.
  private var common: [Common] = []
  /// Whether the texts are the same, byte by byte.
  let isIdentity: Bool

  init(from old: [UInt8], to new: [UInt8]) {
    (self.old, self.new) = (old, new)
    isIdentity = old == new
    guard !isIdentity else { return }
    var head = zip(old, new).prefix { $0 == $1 }.count
    while head > 0, TextUnits.isInside(old, head) || TextUnits.isInside(new, head) { head -= 1 }
    var tail = zip(old.dropFirst(head).reversed(), new.dropFirst(head).reversed()).prefix { $0 == $1 }.count
    while tail > 0, TextUnits.isInside(old, old.count - tail) || TextUnits.isInside(new, new.count - tail) { tail -= 1 }
    append(Common(old: 0, new: 0, length: head))
    let (a, b) = (
      TextUnits.ranges(old, head..<old.count - tail), TextUnits.ranges(new, head..<new.count - tail)
    )
    for (first, second) in EditScript.shared(a.map { TextHash.of(old[$0]) }, b.map { TextHash.of(new[$0]) }) {
      append(Common(old: a[first].lowerBound, new: b[second].lowerBound, length: a[first].count))
    }
    append(Common(old: old.count - tail, new: new.count - tail, length: tail))
    common.append(Common(old: old.count, new: new.count, length: 0))
  }

  /// Appends a stretch, together with what stands before it where that is the same in both texts.
  private mutating func append(_ next: Common) {
    guard next.length > 0 else { return }
    if let last = common.last, last.length > 0 {
      let (a, b) = (last.old + last.length, last.new + last.length)
      if old[a..<next.old].elementsEqual(new[b..<next.new]) {
        common[common.count - 1].length = next.old + next.length - last.old
        return
      }
    }
    common.append(next)
  }

  /// A range of the old text in the new one. What was changed as a whole is where the change is; of a change that the range goes
  /// into it takes as many words with it as before; what was taken out, or is a part of something that was written anew, is an empty
  /// range.
  func map(_ range: Range<Int>) -> Range<Int> {
    if isIdentity { return range }
    let first = stretch(endingAfter: range.lowerBound)
    guard !range.isEmpty else {
      let start =
        common[first].old <= range.lowerBound
        ? place(range.lowerBound, in: first) : change(before: first).new.lowerBound
      return start..<start
    }
    let last = stretch(endingAfter: range.upperBound - 1)
    let (startsInside, endsInside) = (common[first].old <= range.lowerBound, common[last].old < range.upperBound)
    if first == last, !startsInside, !endsInside {
      let change = change(before: first)
      let isWhole = range.lowerBound <= change.old.lowerBound && range.upperBound >= change.old.upperBound
      return isWhole ? change.new : change.new.lowerBound..<change.new.lowerBound
    }
    let start = startsInside ? place(range.lowerBound, in: first) : start(of: range.lowerBound, before: first)
    let end = endsInside ? place(range.upperBound, in: last) : end(of: range.upperBound, before: last)
    return start..<max(start, end)
  }

  private func place(_ offset: Int, in stretch: Int) -> Int {
    common[stretch].new + min(max(offset - common[stretch].old, 0), common[stretch].length)
  }

  /// The first stretch that ends behind an old offset.
  private func stretch(endingAfter offset: Int) -> Int {
    var (low, high) = (0, common.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if common[middle].old + common[middle].length > offset { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// What lies before a stretch, without white space at its ends.
  private func change(before stretch: Int) -> (old: Range<Int>, new: Range<Int>) {
    let (a, b) =
      stretch == 0
      ? (0, 0)
      : (common[stretch - 1].old + common[stretch - 1].length, common[stretch - 1].new + common[stretch - 1].length)
    return (
      TextUnits.hull(old, a..<max(a, common[stretch].old)), TextUnits.hull(new, b..<max(b, common[stretch].new))
    )
  }

  /// Where the last words of a change begin, as many as the range has of it.
  private func start(of offset: Int, before stretch: Int) -> Int {
    let change = change(before: stretch)
    let kept = TextUnits.ranges(old, min(offset, change.old.upperBound)..<change.old.upperBound).count
    guard let first = TextUnits.ranges(new, change.new).suffix(kept).first else { return common[stretch].new }
    return first.lowerBound
  }

  /// Where the first words of a change end, as many as the range has of it.
  private func end(of offset: Int, before stretch: Int) -> Int {
    let change = change(before: stretch)
    let kept = TextUnits.ranges(old, change.old.lowerBound..<max(offset, change.old.lowerBound)).count
    if let last = TextUnits.ranges(new, change.new).prefix(kept).last { return last.upperBound }
    return stretch == 0 ? 0 : common[stretch - 1].new + common[stretch - 1].length
  }
}
