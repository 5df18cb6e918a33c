import Annotations
import GRDB

/// The names of labels and layers by their ids, looked up once.
struct StoredNames {
  /// A layer of a set.
  struct Layer {
    var id: Int64
    var name: String
    var kind: AnnotationLayer.Kind
  }

  private var labels: [Int64: String] = [:]
  private var sets: [Int64: [Layer]] = [:]

  /// What goes beyond is looked up each time, so that memory does not grow.
  private static let limit = 100_000

  mutating func label(_ id: Int64, _ database: Database) throws -> String {
    if let name = labels[id] { return name }
    guard let name = try database.first("SELECT name FROM label WHERE id = ?", [id], { try $0.text(0) }) else {
      throw StoreProblem.damaged("a mention has a label that is not there")
    }
    if labels.count < Self.limit { labels[id] = name }
    return name
  }

  mutating func layers(ofSet id: Int64, _ database: Database) throws -> [Layer] {
    if let layers = sets[id] { return layers }
    let layers = try database.list(
      """
      SELECT l.id, l.name, l.kind FROM layer_set_member s JOIN layer l ON l.id = s.layer
      WHERE s.layer_set = ? ORDER BY s.position
      """, [id]
    ) { row in
      guard let kind = AnnotationLayer.Kind(rawValue: try row.text(2)) else {
        throw StoreProblem.damaged("a layer is of no kind that is known")
      }
      return Layer(id: try row.id(0), name: try row.text(1), kind: kind)
    }
    if sets.count < Self.limit { sets[id] = layers }
    return layers
  }
}
