/// Tensors of another source under other names, as they are or as a third of a fused projection.
struct RenamedTensors: TensorSource {
  /// Where a tensor comes from.
  enum Origin {
    /// A tensor as it is.
    case whole(String)
    /// Query (0), key (1) or value (2) of a tensor that holds all three.
    case projection(String, part: Int, FusedRows)
  }

  private let base: any TensorSource
  private let origins: [String: Origin]
  let names: [String]

  /// The tensors of `base` that get a name.
  init(_ base: any TensorSource, naming: (String) -> [(name: String, origin: Origin)]) {
    self.base = base
    var names: [String] = []
    var origins: [String: Origin] = [:]
    for original in base.names {
      for (name, origin) in naming(original) where origins.updateValue(origin, forKey: name) == nil {
        names.append(name)
      }
    }
    (self.names, self.origins) = (names, origins)
  }

  var path: String { base.path }

  func shape(of name: String) throws -> [Int] {
    switch origins[name] {
    case .whole(let original): return try base.shape(of: original)
    case .projection(let original, _, _):
      var shape = try base.shape(of: original)
      if let rows = shape.first, rows.isMultiple(of: 3) { shape[0] = rows / 3 }
      return shape
    case nil: return try base.shape(of: name)
    }
  }

  func floats(_ name: String) throws -> [Float] {
    switch origins[name] {
    case .whole(let original): return try base.floats(original)
    case .projection(let original, let part, let rows):
      return rows.part(part, of: try base.floats(original), rows: try base.shape(of: original).first ?? 0)
    case nil: return try base.floats(name)
    }
  }
}

/// How the rows of query, key and value stand in one tensor of Megatron, by the version of its checkpoints.
struct FusedRows {
  /// Which of the axes projection p, head a and row i of a head runs slowest.
  enum Order {
    /// [p, a, i]: before version 1.
    case projectionsFirst
    /// [a, i, p]: version 1.
    case projectionsLast
    /// [a, p, i]: from version 2.
    case headsFirst
  }

  let order: Order
  let heads: Int

  /// The order of a checkpoint's version.
  static func order(version: Double) -> Order {
    if version >= 2 { return .headsFirst }
    return version == 1 ? .projectionsLast : .projectionsFirst
  }

  /// The rows of one projection, in the order of the heads. What does not divide evenly comes back whole; its shape is
  /// wrong then, and the loader says so.
  func part(_ p: Int, of elements: [Float], rows: Int) -> [Float] {
    guard rows > 0, rows.isMultiple(of: 3), heads > 0, (rows / 3).isMultiple(of: heads), (0..<3).contains(p),
      elements.count.isMultiple(of: rows)
    else { return elements }
    let (width, size) = (elements.count / rows, rows / 3 / heads)
    var result: [Float] = []
    result.reserveCapacity(elements.count / 3)
    for a in 0..<heads {
      for i in 0..<size {
        let row =
          switch order {
          case .projectionsFirst: (p * heads + a) * size + i
          case .projectionsLast: (a * size + i) * 3 + p
          case .headsFirst: (a * 3 + p) * size + i
          }
        result += elements[row * width..<(row + 1) * width]
      }
    }
    return result
  }
}
