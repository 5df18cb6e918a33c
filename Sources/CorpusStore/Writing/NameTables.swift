import Annotations
import Foundation
import GRDB

/// The ids of labels and layer sets, looked up once. To be let go if a transaction in which it was used is taken back.
final class NameTables {
  /// A set of layers with the ids of its members, in their order.
  struct LayerSet {
    var id: Int64
    var members: [Int64]
  }

  private var labels: [Bytes: Int64] = [:]
  private var layers: [LayerKey: Int64] = [:]
  private var sets: [[LayerKey]: LayerSet] = [:]

  /// More names than any tag set has; what goes beyond is looked up each time, so that memory does not grow.
  private static let limit = 100_000

  func label(_ name: Bytes, _ database: Database) throws -> Int64 {
    if let id = labels[name] { return id }
    try database.run("INSERT INTO label (name) VALUES (CAST(? AS TEXT)) ON CONFLICT DO NOTHING", [name.data])
    guard
      let id = try database.first("SELECT id FROM label WHERE name = CAST(? AS TEXT)", [name.data], { try $0.id(0) })
    else {
      throw StoreProblem.damaged("a label that was written is not found")
    }
    if labels.count < Self.limit { labels[name] = id }
    return id
  }

  func layer(_ key: LayerKey, _ database: Database) throws -> Int64 {
    if let id = layers[key] { return id }
    let arguments: StatementArguments = [key.name.data, key.kind.rawValue]
    try database.run("INSERT INTO layer (name, kind) VALUES (CAST(? AS TEXT), ?) ON CONFLICT DO NOTHING", arguments)
    guard
      let id = try database.first(
        "SELECT id FROM layer WHERE name = CAST(? AS TEXT) AND kind = ?", arguments, { try $0.id(0) })
    else {
      throw StoreProblem.damaged("a layer that was written is not found")
    }
    if layers.count < Self.limit { layers[key] = id }
    return id
  }

  func layerSet(_ keys: [LayerKey], _ database: Database) throws -> LayerSet {
    if let set = sets[keys] { return set }
    let members = try keys.map { try layer($0, database) }
    var writer = BlobWriter()
    for member in members { writer.append(Int(member)) }
    let blob = Data(writer.bytes)
    try database.run("INSERT INTO layer_set (members) VALUES (?) ON CONFLICT DO NOTHING", [blob])
    let isNew = database.changesCount == 1
    guard let id = try database.first("SELECT id FROM layer_set WHERE members = ?", [blob], { try $0.id(0) }) else {
      throw StoreProblem.damaged("a set of layers that was written is not found")
    }
    if isNew {
      for (position, member) in members.enumerated() {
        try database.run(
          "INSERT INTO layer_set_member (layer_set, position, layer) VALUES (?, ?, ?)", [id, position, member])
      }
    }
    let set = LayerSet(id: id, members: members)
    if sets.count < Self.limit { sets[keys] = set }
    return set
  }
}
