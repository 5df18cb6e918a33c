import Foundation
import Testing

@testable import Specs

/// What Hydra and OmegaConf make of the same texts; written by `tools/goldens/specs.py`.
private struct HydraGolden: Decodable {
  /// `[type, text]`, or a list, or a map as pairs.
  indirect enum Tree: Decodable {
    case scalar(type: String, text: String)
    case list([Tree])
    case map([Pair<String>])

    private enum CodingKeys: CodingKey { case list, map }

    init(from decoder: any Decoder) throws {
      if let container = try? decoder.container(keyedBy: CodingKeys.self) {
        self =
          container.contains(.list)
          ? .list(try container.decode([Tree].self, forKey: .list))
          : .map(try container.decode([Pair<String>].self, forKey: .map))
      } else {
        var container = try decoder.unkeyedContainer()
        self = .scalar(type: try container.decode(String.self), text: try container.decode(String.self))
      }
    }

    var node: SpecNode {
      switch self {
      case .scalar("bool", let text): .value(.bool(text == "true"))
      case .scalar("int", let text): .value(Int(text).map(Scalar.Value.int) ?? .float(Double(text) ?? .nan))
      case .scalar("float", let text): .value(.float(Double(text) ?? .nan))
      case .scalar("string", let text): .value(.string(text))
      case .scalar: .value(.null)
      case .list(let list): SpecNode(.list(list.map(\.node)))
      case .map(let pairs): SpecNode(.map(pairs.reduce(into: SpecMap()) { $0.set($1.key, to: $1.tree.node) }))
      }
    }
  }

  struct Pair<Key: Decodable>: Decodable {
    var key: Key
    var tree: Tree

    init(from decoder: any Decoder) throws {
      var container = try decoder.unkeyedContainer()
      (key, tree) = (try container.decode(Key.self), try container.decode(Tree.self))
    }
  }

  var yaml: [Pair<String>]
  var overrides: [Pair<String>]
  var spec: String
  var compositions: [Pair<[String]>]
  var resolutions: [Pair<String>]

  static func load() throws -> HydraGolden {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/hydra.json")
    return try JSONDecoder().decode(HydraGolden.self, from: Data(contentsOf: url))
  }
}

@Suite("Hydra and OmegaConf")
struct HydraGoldenTests {
  @Test("unquoted and quoted YAML scalars read as OmegaConf reads them")
  func yaml() throws {
    for pair in try HydraGolden.load().yaml {
      let node = try SpecNode.parse("key: \(pair.key)\n", file: "a.yaml")["key"]
      #expect(node == pair.tree.node, "\(pair.key)")
    }
  }

  @Test("override values read as Hydra reads them")
  func overrides() throws {
    for pair in try HydraGolden.load().overrides {
      #expect(try Override("key=\(pair.key)").value == pair.tree.node, "\(pair.key)")
    }
  }

  @Test("overrides change a spec as Hydra's compose does")
  func compositions() throws {
    let golden = try HydraGolden.load()
    for pair in golden.compositions {
      let tree = try SpecNode.parse(golden.spec, file: "spec.yaml").applying(Override.parse(pair.key))
      #expect(tree == pair.tree.node, "\(pair.key)")
    }
  }

  @Test("interpolations, escapes and merge keys resolve as OmegaConf resolves them")
  func resolutions() throws {
    for pair in try HydraGolden.load().resolutions {
      // OmegaConf's container holds plain text, ours text in source form.
      let tree = try SpecNode.parse(pair.key, file: "a.yaml").resolved(environment: [:])
      #expect(tree == pair.tree.node.escaped, "\(pair.key)")
    }
  }
}
