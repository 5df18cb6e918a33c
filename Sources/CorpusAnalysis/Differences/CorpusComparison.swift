public import Annotations

/// The sums of many comparisons of documents.
public struct CorpusComparison: Sendable {
  /// What became of the mentions of a label.
  public struct Label: Hashable, Sendable {
    /// The label.
    public var label: String
    /// Mentions that are as they were.
    public var unchanged = 0
    /// Mentions by what happened; those of another label count under the old one.
    public var counts: [MentionChange.Kind: Int] = [:]
    /// Mentions of other labels that became this one.
    public var arrived = 0

    /// Its mentions in the old version.
    public var old: Int { unchanged + counts.reduce(0) { $0 + ($1.key == .added ? 0 : $1.value) } }
    /// Its mentions in the new version.
    public var new: Int {
      unchanged + arrived + [.added, .moved, .edited].reduce(0) { $0 + (counts[$1] ?? 0) }
    }
  }

  /// One label that became another.
  public struct Step: Hashable, Sendable {
    /// The old label.
    public var from: String
    /// The new label.
    public var to: String
  }

  /// A change as an example.
  public struct Example: Hashable, Sendable {
    /// What happened.
    public var kind: MentionChange.Kind
    /// The old label; `nil` if it was added.
    public var oldLabel: String?
    /// The new label; `nil` if it was removed.
    public var newLabel: String?
    /// The place in the old version; `nil` if it was added.
    public var old: Quotation?
    /// The place in the new version; `nil` if it was removed.
    public var new: Quotation?
  }

  private struct Key: Hashable {
    var kind: MentionChange.Kind
    var label: Int
  }

  private let exampleLimit: Int
  private var names: NameTable
  private var rows: [Label] = []
  private var stepCounts: [[Int]: Int] = [:]
  private var exampleCounts: [Key: Int] = [:]
  /// Documents that are the same.
  public private(set) var unchangedDocuments = 0
  /// Documents of which something changed.
  public private(set) var changedDocuments = 0
  /// Documents that are only in the new version.
  public private(set) var addedDocuments = 0
  /// Documents that are only in the old version.
  public private(set) var removedDocuments = 0
  /// Documents by the parts that changed beside the mentions.
  public private(set) var parts: [DocumentComparison.Part: Int] = [:]
  /// The first changes of each kind and label.
  public private(set) var examples: [Example] = []

  /// Nothing compared yet.
  ///
  /// - Parameters:
  ///   - exampleLimit: examples of each kind and label.
  ///   - labelLimit: labels that are told apart; further ones count as "…".
  public init(exampleLimit: Int = 3, labelLimit: Int = 1_000) {
    self.exampleLimit = exampleLimit
    names = NameTable(limit: labelLimit)
  }

  // MARK: Adding

  /// Adds a document of both versions; returns what changed.
  @discardableResult
  public mutating func add(
    from old: Document, to new: Document, oldLayer: String? = nil, newLayer: String? = nil
  ) -> DocumentComparison {
    let comparison = DocumentComparison(from: old, to: new, oldLayer: oldLayer, newLayer: newLayer)
    add([comparison], old, new)
    return comparison
  }

  /// Adds a document of both versions, each layer compared with that of the same name.
  ///
  /// - Returns: whether anything differs.
  @discardableResult
  public mutating func add(allLayersFrom old: Document, to new: Document) -> Bool {
    var names: [String?] = []
    for layer in old.layers + new.layers where !names.contains(layer.name) { names.append(layer.name) }
    if names.isEmpty { names = [nil] }
    let comparisons = names.map {
      DocumentComparison(from: old, to: new, oldLayer: $0, newLayer: $0)
    }
    add(comparisons, old, new)
    return comparisons.contains { !$0.isEmpty }
  }

  private mutating func add(_ comparisons: [DocumentComparison], _ old: Document, _ new: Document) {
    if comparisons.allSatisfy(\.isEmpty) { unchangedDocuments += 1 } else { changedDocuments += 1 }
    for part in comparisons.first?.parts ?? [] { parts[part, default: 0] += 1 }
    for comparison in comparisons {
      for mention in comparison.unchanged { rows[row(mention.label)].unchanged += 1 }
      for change in comparison.changes { add(change, old, new) }
    }
  }

  /// Adds documents that are known to be the same in both versions.
  public mutating func add(unchanged documents: Int) { unchangedDocuments += documents }

  /// Adds the mentions of documents that were not compared since they are the same, by the number of all mentions of the
  /// label in the new version.
  public mutating func complete(_ label: String, new count: Int) {
    let row = row(label)
    rows[row].unchanged += max(0, count - rows[row].new)
  }

  /// Adds a document that is only in the new version, with all its layers.
  public mutating func add(added document: Document) {
    addedDocuments += 1
    for mention in document.layers.flatMap(\.mentions) {
      add(MentionChange(kind: .added, old: nil, new: mention, parts: []), document, document)
    }
  }

  /// Adds a document that is only in the old version, with all its layers.
  public mutating func add(removed document: Document) {
    removedDocuments += 1
    for mention in document.layers.flatMap(\.mentions) {
      add(MentionChange(kind: .removed, old: mention, new: nil, parts: []), document, document)
    }
  }

  private mutating func row(_ label: String) -> Int {
    let number = names.number(of: label)
    while rows.count <= number { rows.append(Label(label: names.names[rows.count])) }
    return number
  }

  private mutating func add(_ change: MentionChange, _ old: Document, _ new: Document) {
    let label = row(change.label)
    rows[label].counts[change.kind, default: 0] += 1
    if change.kind == .relabelled || change.kind == .replaced, let other = change.new {
      let target = row(other.label)
      rows[target].arrived += 1
      stepCounts[[label, target], default: 0] += 1
    }
    let key = Key(kind: change.kind, label: label)
    exampleCounts[key, default: 0] += 1
    guard exampleCounts[key, default: 0] <= exampleLimit else { return }
    examples.append(
      Example(
        kind: change.kind, oldLabel: change.old?.label, newLabel: change.new?.label,
        old: change.old.map { Quotation(old, $0) }, new: change.new.map { Quotation(new, $0) }))
  }

  // MARK: Results

  /// By falling number of mentions in the old version, then by name.
  public var labels: [Label] {
    rows.sorted { $0.old != $1.old ? $0.old > $1.old : $0.label.precedes($1.label) }
  }

  /// Labels that became others, the most frequent first.
  public var steps: [(step: Step, count: Int)] {
    stepCounts.map { (Step(from: names.names[$0.key[0]], to: names.names[$0.key[1]]), $0.value) }
      .sorted {
        if $0.count != $1.count { return $0.count > $1.count }
        return $0.step.from != $1.step.from ? $0.step.from.precedes($1.step.from) : $0.step.to.precedes($1.step.to)
      }
  }

  /// Mentions of all labels by what happened.
  public func count(_ kind: MentionChange.Kind) -> Int { rows.reduce(0) { $0 + ($1.counts[kind] ?? 0) } }
}
