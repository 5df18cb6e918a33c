public import Annotations

/// What a migration did.
public struct MigrationTally: Hashable, Sendable {
  /// Mentions by rule and case, in their orders.
  public private(set) var counts: [[Int]]
  /// Mentions of each rule for which no case held.
  public private(set) var unmatched: [Int]
  /// Mentions of labels without a rule.
  public private(set) var untouched: [String: Int] = [:]
  /// Mentions that became the same as another one and went into it.
  public private(set) var merged = 0
  /// Mentions that were dropped.
  public private(set) var dropped = 0
  private static let labelLimit = 10_000

  /// Nothing done yet.
  public init(_ migration: LabelMigration) {
    counts = migration.rules.map { $0.cases.map { _ in 0 } }
    unmatched = migration.rules.map { _ in 0 }
  }

  /// The rules that met no mention.
  public var unusedRules: [Int] {
    counts.indices.filter { counts[$0].allSatisfy { $0 == 0 } && unmatched[$0] == 0 }
  }

  mutating func add(_ decision: (rule: Int?, case: Int?), label: String, isDropped: Bool) {
    if isDropped { dropped += 1 }
    switch decision {
    case (let rule?, let index?): counts[rule][index] += 1
    case (let rule?, nil): unmatched[rule] += 1
    default:
      let name = untouched[label] != nil || untouched.count < Self.labelLimit ? label : NameTable.overflowName
      untouched[name, default: 0] += 1
    }
  }

  mutating func addMerged() { merged += 1 }

  /// Adds what another one did by the same rules.
  public mutating func merge(_ other: MigrationTally) {
    for rule in counts.indices where other.counts.indices.contains(rule) {
      for index in counts[rule].indices where other.counts[rule].indices.contains(index) {
        counts[rule][index] += other.counts[rule][index]
      }
      unmatched[rule] += other.unmatched[rule]
    }
    untouched.merge(other.untouched, uniquingKeysWith: +)
    merged += other.merged
    dropped += other.dropped
  }
}

extension LabelMigration {
  /// Gives the mentions of a layer their new labels. Those that thereby become the same, place and label, become one that has the
  /// attributes of all.
  ///
  /// - Parameter layer: `nil`: the first.
  /// - Returns: one record for each mention that the layer had, in its order.
  public func apply(
    to document: inout Document, layer: String? = nil, tally: inout MigrationTally
  ) -> [SpanRecord] {
    guard
      let place = layer == nil
        ? document.layers.indices.first : document.layers.firstIndex(where: { $0.name == layer })
    else { return [] }
    let old = document.layers[place].mentions
    var new: [Mention] = []
    var records: [SpanRecord] = []
    /// New mentions by place and label, and whether one of them has changed.
    var known: [Mention: (index: Int, isChanged: Bool)] = [:]
    for mention in old {
      let surface = document.text.surface(mention.fragments)
      let decision = decision(on: mention, surface: surface)
      let result = apply(mention, surface: surface)
      tally.add(decision, label: mention.label, isDropped: result.isEmpty)
      var record = SpanRecord(.kept, label: mention.label, surface: String(decoding: surface, as: UTF8.self))
      guard let changed = result.first else {
        record = SpanRecord(.dropped, .label, isRequested: true, label: mention.label, surface: record.surface)
        records.append(record)
        continue
      }
      let isChanged = !changed.label.utf8.elementsEqual(mention.label.utf8)
      if isChanged { (record.reason, record.detail, record.isRequested) = (.label, "now \(changed.label)", true) }
      let key = Self.key(changed)
      if let twin = known[key], twin.isChanged || isChanged {
        for attribute in changed.attributes where !new[twin.index].attributes.contains(attribute) {
          new[twin.index].attributes.append(attribute)
        }
        tally.addMerged()
        record = SpanRecord(
          .merged, .duplicate, detail: record.detail, produced: 0, isRequested: true, label: mention.label,
          surface: record.surface)
      } else {
        known[key] = (new.count, isChanged)
        new.append(changed)
      }
      records.append(record)
    }
    document.layers[place].mentions = new
    return records
  }

  /// A mention's place and label alone.
  private static func key(_ mention: Mention) -> Mention {
    var key = mention
    (key.id, key.attributes) = (nil, [])
    return key
  }
}
