/// Which document goes into which part, and how good that is.
public struct SplitPlan: Hashable, Sendable {
  /// A document and its part.
  public struct Assignment: Hashable, Sendable {
    /// The document's id.
    public var id: String
    /// The part's name.
    public var part: String
  }

  /// In the order in which the documents were added.
  public var documents: [Assignment]
  /// How good it is.
  public var proof: SplitProof
}

/// What a division gives each part of each label, and what it keeps together.
public struct SplitProof: Hashable, Sendable {
  /// A part and what it has.
  public struct Part: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its wanted share of everything.
    public var wanted: Double
    /// Its documents.
    public var documents: Int
    /// Their share.
    public var documentShare: Double
    /// Its mentions.
    public var mentions: Int
    /// Their share.
    public var mentionShare: Double
  }

  /// A label and where its mentions are.
  public struct Label: Hashable, Sendable {
    /// Its name.
    public var label: String
    /// Its mentions.
    public var mentions: Int
    /// Bundles of documents that have it: with fewer of them than parts, some part has none.
    public var bundles: Int
    /// Its mentions in each part.
    public var counts: [Int]
    /// Their shares.
    public var shares: [Double]
  }

  /// The parts.
  public var parts: [Part]
  /// By falling number of mentions, then by name.
  public var labels: [Label]
  /// Bundles of documents that had to stay together; most are single documents.
  public var bundles: Int
  /// Documents that stay with others.
  public var tiedDocuments: Int
  /// The documents of the largest bundle.
  public var largestBundle: Int
  /// Pairs of equal or near texts in two parts, counted anew after the division: 0.
  public var leakedPairs: Int
  /// Groups of the metadata in two parts, counted anew: 0.
  public var dividedGroups: Int
  /// Documents that were not compared with others: no room, or not a word.
  public var uncomparedDocuments: Int
  /// Comparisons that were left out where very many documents are alike.
  public var skippedComparisons: Int

  /// The mean over labels and parts of how far the share is from what is wanted.
  public var meanDeviation: Double {
    let distances = labels.flatMap { label in zip(label.shares, parts).map { abs($0 - $1.wanted) } }
    return distances.isEmpty ? 0 : distances.reduce(0, +) / Double(distances.count)
  }

  /// The largest distance of a label's share in a part from what is wanted.
  public var largestDeviation: Double {
    labels.flatMap { label in zip(label.shares, parts).map { abs($0 - $1.wanted) } }.max() ?? 0
  }
}

extension CorpusSplitter {
  /// What a division gives, counted anew from the documents.
  func proof(_ assignment: [Int], bundles: [Stratifier.Bundle], skipped: Int) -> SplitProof {
    let sum = options.parts.reduce(0) { $0 + $1.share }
    var documents = [Int](repeating: 0, count: options.parts.count)
    var counts = [[Int]](repeating: Array(repeating: 0, count: options.parts.count), count: labels.names.count)
    for (entry, part) in zip(entries, assignment) {
      documents[part] += 1
      for (label, count) in entry.labels { counts[label][part] += count }
    }
    var holders = [Int](repeating: 0, count: labels.names.count)
    for bundle in bundles {
      for label in Set(bundle.members.flatMap { entries[$0].labels.map(\.label) }) { holders[label] += 1 }
    }
    let mentions = options.parts.indices.map { part in counts.reduce(0) { $0 + $1[part] } }
    let all = mentions.reduce(0, +)
    func share(_ count: Int, _ total: Int) -> Double { total == 0 ? 0 : Double(count) / Double(total) }
    let parts = options.parts.enumerated().map { index, part in
      SplitProof.Part(
        name: part.name, wanted: part.share / sum, documents: documents[index],
        documentShare: share(documents[index], entries.count), mentions: mentions[index],
        mentionShare: share(mentions[index], all))
    }
    let rows = labels.names.indices.map { label -> SplitProof.Label in
      let total = counts[label].reduce(0, +)
      return SplitProof.Label(
        label: labels.names[label], mentions: total, bundles: holders[label], counts: counts[label],
        shares: counts[label].map { share($0, total) })
    }
    .sorted { $0.mentions != $1.mentions ? $0.mentions > $1.mentions : $0.label.precedes($1.label) }
    return SplitProof(
      parts: parts, labels: rows, bundles: bundles.count,
      tiedDocuments: bundles.reduce(0) { $0 + ($1.members.count > 1 ? $1.members.count : 0) },
      largestBundle: bundles.map(\.members.count).max() ?? 0, leakedPairs: leakedPairs(assignment),
      dividedGroups: dividedGroups(assignment),
      uncomparedDocuments: options.duplicates == nil ? 0 : finder.tooShort + finder.withoutRoom,
      skippedComparisons: skipped)
  }

  private func leakedPairs(_ assignment: [Int]) -> Int {
    var homes = [[Int: Int]](repeating: [:], count: finder.count)
    for (entry, part) in zip(entries, assignment) {
      if let text = entry.text { homes[text][part, default: 0] += 1 }
    }
    // Pairs of one list of counts by part that lie in two parts.
    func crossing(_ a: [Int: Int], _ b: [Int: Int]) -> Int {
      a.reduce(0) { sum, first in
        sum + b.reduce(0) { $0 + ($1.key == first.key ? 0 : first.value * $1.value) }
      }
    }
    var pairs = homes.reduce(0) { $0 + crossing($1, $1) / 2 }
    finder.forEachMatch(where: { crossing(homes[$0], homes[$1]) > 0 }) {
      pairs += crossing(homes[$0.first], homes[$0.second])
    }
    return pairs
  }

  private func dividedGroups(_ assignment: [Int]) -> Int {
    var homes: [Int: Set<Int>] = [:]
    for (entry, part) in zip(entries, assignment) {
      if let group = entry.group { homes[group, default: []].insert(part) }
    }
    return homes.values.count { $0.count > 1 }
  }
}
