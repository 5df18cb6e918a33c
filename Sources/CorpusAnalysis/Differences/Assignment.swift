/// The best one-to-one matching of two sides.
enum Assignment {
  /// A pair that may be matched.
  struct Edge {
    var left: Int
    var right: Int
    /// Above 0.
    var weight: Double
  }

  /// Beyond so many on a side that hang together, pairs are taken by falling weight instead.
  private static let exactLimit = 150

  /// The pairs whose weights have the largest sum; of what hangs together each part by itself.
  static func best(_ edges: [Edge], left: Int, right: Int) -> [Edge] {
    var groups = Groups()
    groups.grow(to: left + right)
    for edge in edges { groups.join(edge.left, left + edge.right) }
    var components: [Int: [Edge]] = [:]
    for edge in edges { components[groups.representative(of: edge.left), default: []].append(edge) }
    return components.sorted { $0.key < $1.key }.flatMap { solve($0.value) }
  }

  private static func solve(_ edges: [Edge]) -> [Edge] {
    if edges.count == 1 { return edges }
    let (lefts, rights) = (Set(edges.map(\.left)).sorted(), Set(edges.map(\.right)).sorted())
    guard max(lefts.count, rights.count) <= exactLimit else { return greedy(edges) }
    let row = Dictionary(uniqueKeysWithValues: lefts.enumerated().map { ($1, $0) })
    let column = Dictionary(uniqueKeysWithValues: rights.enumerated().map { ($1, $0) })
    var weights = [[Double]](repeating: Array(repeating: 0, count: rights.count), count: lefts.count)
    for edge in edges {
      if let a = row[edge.left], let b = column[edge.right] { weights[a][b] = max(weights[a][b], edge.weight) }
    }
    let isWide = lefts.count <= rights.count
    let matrix = isWide ? weights : rights.indices.map { b in lefts.indices.map { weights[$0][b] } }
    return hungarian(matrix).enumerated().compactMap { first, second in
      let (a, b) = isWide ? (first, second) : (second, first)
      return weights[a][b] > 0 ? Edge(left: lefts[a], right: rights[b], weight: weights[a][b]) : nil
    }.sorted { $0.left < $1.left }
  }

  private static func greedy(_ edges: [Edge]) -> [Edge] {
    var (lefts, rights) = (Set<Int>(), Set<Int>())
    let order = edges.sorted { ($1.weight, $0.left, $0.right) < ($0.weight, $1.left, $1.right) }
    return order.filter { edge in
      guard !lefts.contains(edge.left), !rights.contains(edge.right) else { return false }
      lefts.insert(edge.left)
      rights.insert(edge.right)
      return true
    }.sorted { $0.left < $1.left }
  }

  /// The column of each row with the largest sum of weights, for at most as many rows as columns: the Hungarian method with
  /// potentials, one shortest augmenting path a row (Jonker and Volgenant, Computing 1987).
  private static func hungarian(_ weights: [[Double]]) -> [Int] {
    let (n, m) = (weights.count, weights.first?.count ?? 0)
    // Index 0 stands for "none" in both directions.
    var (u, v) = ([Double](repeating: 0, count: n + 1), [Double](repeating: 0, count: m + 1))
    var (rowOf, way) = ([Int](repeating: 0, count: m + 1), [Int](repeating: 0, count: m + 1))
    for row in 1...n {
      rowOf[0] = row
      var column = 0
      var least = [Double](repeating: .infinity, count: m + 1)
      var isUsed = [Bool](repeating: false, count: m + 1)
      repeat {
        isUsed[column] = true
        var (delta, next) = (Double.infinity, 0)
        for j in 1...m where !isUsed[j] {
          let cost = -weights[rowOf[column] - 1][j - 1] - u[rowOf[column]] - v[j]
          if cost < least[j] { (least[j], way[j]) = (cost, column) }
          if least[j] < delta { (delta, next) = (least[j], j) }
        }
        for j in 0...m {
          if isUsed[j] {
            u[rowOf[j]] += delta
            v[j] -= delta
          } else {
            least[j] -= delta
          }
        }
        column = next
      } while rowOf[column] != 0
      repeat {
        rowOf[column] = rowOf[way[column]]
        column = way[column]
      } while column != 0
    }
    var columns = [Int](repeating: 0, count: n)
    for j in 1...m where rowOf[j] > 0 { columns[rowOf[j] - 1] = j - 1 }
    return columns
  }
}
