public import Annotations

/// Divides a corpus into parts: whole documents, each label in its share everywhere, nothing alike in two parts.
///
/// Documents that are equal or near duplicates, and those of one group (a patient, a source, an author: a key of the metadata)
/// stay together. The result depends on ids, texts, labels and the seed, not on the order of the documents.
///
/// Memory: a document's id, its label counts, and what `DuplicateFinder` keeps of its text.
public struct CorpusSplitter: Sendable {
  /// A part that is wanted.
  public struct Part: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its share; shares need not add up to 1.
    public var share: Double

    /// A part from its name and share.
    public init(_ name: String, share: Double) { (self.name, self.share) = (name, share) }
  }

  /// How a corpus is divided.
  public struct Options: Hashable, Sendable {
    /// The parts.
    public var parts = [Part("train", share: 0.8), Part("dev", share: 0.1), Part("test", share: 0.1)]
    /// Another seed gives another division that is as good.
    public var seed: UInt64 = 0
    /// The layer whose labels count; `nil`: the first of each document.
    public var layer: String?
    /// The key of the metadata whose value ties documents together.
    public var groupKey: String?
    /// Which documents are too alike for two parts; `nil`: none is looked for.
    public var duplicates: DuplicateFinder.Options? = {
      var options = DuplicateFinder.Options()
      options.minimumWords = 1
      return options
    }()
    /// Labels that are told apart; further ones are taken together as "…".
    public var labelLimit = 1_000

    /// The defaults.
    public init() {}
  }

  struct Entry: Sendable {
    var id: String
    /// The place in the order that seed and id give.
    var rank: UInt64
    /// A hash of text and labels, which decides where ids are equal.
    var content: UInt64
    /// The number of its text; `nil` if it was not compared.
    var text: Int?
    /// The number of its group; `nil` if it has none.
    var group: Int?
    /// Mentions by label; ascending labels.
    var labels: [(label: Int, count: Int)]
  }

  let options: Options
  private(set) var entries: [Entry] = []
  private(set) var labels: NameTable
  private(set) var finder: DuplicateFinder
  private var groupNumbers: [UInt64: Int] = [:]

  /// Nothing to divide yet.
  public init(_ options: Options = Options()) throws(SplitProblem) {
    guard !options.parts.isEmpty else { throw .noParts }
    var names = Set<[UInt8]>()
    for part in options.parts {
      guard !part.name.isEmpty else { throw .emptyName }
      guard names.insert(Array(part.name.utf8)).inserted else { throw .duplicateName(part.name) }
      guard part.share > 0, part.share.isFinite else { throw .share(name: part.name, part.share) }
    }
    self.options = options
    labels = NameTable(limit: options.labelLimit)
    finder = DuplicateFinder(options.duplicates ?? DuplicateFinder.Options())
  }

  /// Takes a document in.
  public mutating func add(_ document: Document) {
    var counts: [Int: Int] = [:]
    var content = TextHash()
    content.add(document.text)
    for mention in document.layer(options.layer)?.mentions ?? [] {
      counts[labels.number(of: mention.label), default: 0] += 1
      content.add(mention.label.utf8)
    }
    let text = options.duplicates == nil ? nil : finder.add(document.text)
    let group = options.groupKey.flatMap { key in
      document.metadata.first { $0.key.utf8.elementsEqual(key.utf8) }
    }.map { attribute -> Int in
      let hash = TextHash.of(attribute.value.utf8)
      let number = groupNumbers[hash] ?? groupNumbers.count
      groupNumbers[hash] = number
      return number
    }
    var rank = TextHash(seed: options.seed)
    rank.add(document.id.utf8)
    entries.append(
      Entry(
        id: document.id, rank: rank.value, content: content.value, text: text, group: group,
        labels: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }))
  }

  /// The division of all documents so far.
  public func split() -> SplitPlan {
    let (bundles, skipped) = bundles
    var stratifier = Stratifier(
      bundles: bundles, labels: labels.names.count, shares: options.parts.map(\.share), seed: options.seed)
    let parts = stratifier.assign()
    var assignment = [Int](repeating: 0, count: entries.count)
    for (bundle, part) in zip(bundles, parts) { for member in bundle.members { assignment[member] = part } }
    return SplitPlan(
      documents: zip(entries, assignment).map { .init(id: $0.id, part: options.parts[$1].name) },
      proof: proof(assignment, bundles: bundles, skipped: skipped))
  }

  /// Documents that must stay together, and how many comparisons were left out when they were looked for. Labels are numbered by
  /// their names here, since the table's numbers follow the order of the documents.
  private var bundles: ([Stratifier.Bundle], Int) {
    var groups = Groups()
    groups.grow(to: entries.count)
    var firstOfText: [Int: Int] = [:]
    var firstOfGroup: [Int: Int] = [:]
    for (index, entry) in entries.enumerated() {
      if let text = entry.text {
        if let first = firstOfText[text] { groups.join(first, index) } else { firstOfText[text] = index }
      }
      if let group = entry.group {
        if let first = firstOfGroup[group] { groups.join(first, index) } else { firstOfGroup[group] = index }
      }
    }
    let skipped = finder.forEachMatch(where: { first, second in
      guard let a = firstOfText[first], let b = firstOfText[second] else { return false }
      return groups.representative(of: a) != groups.representative(of: b)
    }) { match in
      if let a = firstOfText[match.first], let b = firstOfText[match.second] { groups.join(a, b) }
    }
    var members: [Int: [Int]] = [:]
    for index in entries.indices { members[groups.representative(of: index), default: []].append(index) }
    let order = labels.names.indices.sorted { labels.names[$0].precedes(labels.names[$1]) }
    var ranks = [Int](repeating: 0, count: order.count)
    for (rank, label) in order.enumerated() { ranks[label] = rank }
    let bundles = members.values.map { members -> Stratifier.Bundle in
      var counts: [Int: Int] = [:]
      for member in members {
        for (label, count) in entries[member].labels { counts[ranks[label], default: 0] += count }
      }
      let first = members.map { (entries[$0].rank, entries[$0].content) }.min { $0 < $1 } ?? (0, 0)
      return Stratifier.Bundle(
        members: members, rank: first.0, content: first.1,
        labels: counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    }
    return (bundles.sorted { ($0.rank, $0.content) < ($1.rank, $1.content) }, skipped)
  }
}
