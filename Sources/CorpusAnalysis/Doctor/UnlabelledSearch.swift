public import Annotations

/// Counts how often surfaces that are mentions somewhere stand elsewhere without being one: a second walk through the corpus.
///
/// Surfaces are found as runs of up to six tokens, the longest first, letter by letter. Where a mention touches the run it is
/// not counted.
public struct UnlabelledSearch: Sendable {
  private let surfaces: SurfaceTable
  private let labels: [String]
  private let options: CorpusDoctor.Options
  private var counts: [UInt64: Int] = [:]
  private var places: [UInt64: [Finding.Place]] = [:]

  init(_ surfaces: SurfaceTable, labels: [String], _ options: CorpusDoctor.Options) {
    (self.surfaces, self.labels, self.options) = (surfaces, labels, options)
  }

  /// Looks at a document again.
  public mutating func add(_ document: Document, line: Int? = nil, lines: ((_ byte: Int) -> Int?)? = nil) {
    let text = document.text
    let tokens = (document.tokens.isEmpty ? Words.tokens(of: text) : document.tokens).filter {
      $0.lowerBound >= 0 && $0.upperBound <= text.count && !$0.isEmpty
    }
    let mentions = (document.layer(options.layer)?.mentions ?? []).flatMap(\.fragments).sorted {
      $0.lowerBound < $1.lowerBound
    }
    let covered = Self.covered(tokens, mentions)
    let view = DocumentView(document: document, line: line, lines: lines)
    var first = 0
    while first < tokens.count {
      guard let (key, count) = longest(text, tokens, from: first) else {
        first += 1
        continue
      }
      if !covered[first..<first + count].contains(true) {
        counts[key, default: 0] += 1
        if places[key]?.count ?? 0 < min(options.placeLimit, 3) {
          places[key, default: []].append(
            view.place(tokens[first].lowerBound..<tokens[first + count - 1].upperBound))
        }
      }
      first += count
    }
  }

  private func longest(_ text: [UInt8], _ tokens: [Range<Int>], from first: Int) -> (key: UInt64, count: Int)? {
    var hash = TextHash()
    var found: (UInt64, Int)?
    for next in first..<min(first + SurfaceTable.longestSearched, tokens.count) {
      hash.add(text[tokens[next]])
      if surfaces.entries[hash.value]?.count ?? 0 >= 2 { found = (hash.value, next + 1 - first) }
    }
    return found
  }

  /// For each token whether a mention touches it.
  private static func covered(_ tokens: [Range<Int>], _ mentions: [Range<Int>]) -> [Bool] {
    var covered = [Bool](repeating: false, count: tokens.count)
    for mention in mentions { for token in TokenRanges.tokens(tokens, in: mention) { covered[token] = true } }
    return covered
  }

  /// The surfaces that are a mention at least twice, and no mention at least once: first those of which most places may be wrong,
  /// whichever of the two is the rarer.
  public var findings: [Finding] {
    let found = counts.compactMap { key, unlabelled -> (finding: Finding, doubt: Int)? in
      guard let entry = surfaces.entries[key],
        let label = entry.labels.max(by: { ($0.count, $1.number) < ($1.count, $0.number) })
      else { return nil }
      let matter = FindingMatter.unlabelled(
        surface: SurfaceTable.shown(entry.text), label: labels[Int(label.number)], labelled: entry.count,
        unlabelled: unlabelled)
      return (Finding(matter, count: unlabelled, places: places[key] ?? []), min(entry.count, unlabelled))
    }
    let sorted = found.sorted {
      $0.doubt != $1.doubt
        ? $0.doubt > $1.doubt : $0.finding.matter.description.precedes($1.finding.matter.description)
    }
    let listed = sorted.prefix(options.findingLimit).map(\.finding)
    guard sorted.count > listed.count else { return listed }
    return listed + [Finding(.more(code: "unlabelled-surface"), count: sorted.count - listed.count)]
  }
}

extension CorpusDoctor {
  /// The second walk, for surfaces that are labelled here and not there; after all documents were added.
  public var secondWalk: UnlabelledSearch { UnlabelledSearch(surfaces, labels: labels.names, options) }
}
