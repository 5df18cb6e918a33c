/// What a run's results depend on besides the documents: the first block of its journal.
public struct RunIdentity: Hashable, Sendable, Codable {
  /// The name of the model's file.
  public var model: String
  /// A hash of the model's content.
  public var modelHash: String
  /// The model's labels by id.
  public var labels: [String]
  /// How documents are read and tagged, in words: what changes results, not what changes speed.
  public var tagging: String
  /// `TagRendering.identity`, or the sink's.
  public var rows: String
  /// How the rows are put into files: packing and documents a file.
  public var layout: String
  /// `1/1`, or the part that this run has.
  public var shard: String

  /// An identity from its parts.
  public init(
    model: String, modelHash: String, labels: [String], tagging: String, rows: String, layout: String, shard: String
  ) {
    (self.model, self.modelHash, self.labels) = (model, modelHash, labels)
    (self.tagging, self.rows, self.layout, self.shard) = (tagging, rows, layout, shard)
  }

  /// Whether a document's row of another run is its row of this one.
  func sharesRows(with other: RunIdentity) -> Bool {
    modelHash == other.modelHash && tagging == other.tagging && rows == other.rows
  }

  /// What another run has otherwise, for people: `precision: 'fp32', now 'int8'`.
  func differences(from other: RunIdentity) -> [String] {
    var found: [String] = []
    func compare(_ name: String, _ path: KeyPath<RunIdentity, String>) {
      if self[keyPath: path] != other[keyPath: path] {
        found.append("\(name): '\(other[keyPath: path])', now '\(self[keyPath: path])'")
      }
    }
    if modelHash != other.modelHash { found.append("the model: '\(other.model)' with other content than '\(model)'") }
    compare("reading and tagging", \.tagging)
    compare("output", \.rows)
    compare("files", \.layout)
    compare("part", \.shard)
    return found
  }

  /// A renamed model is the same model.
  func isSame(as other: RunIdentity) -> Bool { differences(from: other).isEmpty }
}
