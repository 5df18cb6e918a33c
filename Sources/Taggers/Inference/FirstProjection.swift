import Kernels
import Layers

/// Queries, keys and values of the first layer without a product: what follows a norm over embeddings is a sum over tokens and places
/// (`TokenProjectionKernel` says how), and the same tokens come again and again.
struct FirstProjection: Sendable {
  fileprivate let weights: PackedWeights
  fileprivate let gamma: Matrix
  fileprivate let firstPosition: Int
  /// B `[positions, 3h]`
  fileprivate let places: Matrix
  /// c `[1, 3h]`
  fileprivate let constant: Matrix

  /// For the first layer of several. `nil` where something else than one norm stands between the embeddings and the projection.
  ///
  /// - Parameters:
  ///   - packed: the layer's projection, if it is packed already.
  ///   - format: what it is packed as otherwise.
  init?(_ embeddings: Embeddings, _ layer: EncoderLayer, packed: PackedLayer.Affine?, format: ProductFormat) {
    let shape = embeddings.shape
    guard shape.hasNorm, embeddings.projection == nil, layer.shape.norms == .after else { return nil }
    let projection = packed ?? PackedLayer.Affine(layer.qkv, format)
    (weights, gamma, firstPosition) = (projection.weights, embeddings.norm.gamma.value, shape.firstPosition)
    let product = PackedProduct()
    let (h, o) = (shape.hidden, projection.weights.outputs)

    var sums = embeddings.positions.value
    AffineKernel.addBias(Matrix(rows: 1, columns: h, elements: embeddings.segments.value.row(0)), to: &sums)
    let count = PackedProduct.paddedRows(sums.rows)
    var centered = Matrix(rows: count, columns: h)
    TokenProjectionKernel.center(.matrix(sums), rows: Array(0..<sums.rows), gamma: gamma, y: &centered)
    var places = Matrix(rows: count, columns: o)
    product.run(centered, by: weights, bias: Matrix(rows: 1, columns: o), into: &places)
    self.places = places

    var beta = embeddings.norm.beta.value
    beta.pad(rows: PackedProduct.granularity)
    var constants = Matrix(rows: PackedProduct.granularity, columns: o)
    product.run(beta, by: weights, bias: projection.bias, into: &constants)
    constant = Matrix(rows: 1, columns: o, elements: constants.row(0))
  }
}

/// A, for the tokens that a worker has met: rows are computed when a token comes for the first time, and kept until the table is full.
///
/// Where a product mixes two rows in the last bits (`PackedWeights.sharing`), tokens are computed in pairs of neighbours in the
/// vocabulary, which is mostly ordered by frequency: so a token's row is the same in every run.
final class TokenProjections {
  /// Bytes that the kept rows may take.
  static let capacity = 32 << 20

  private let first: FirstProjection
  private let words: RowTable
  /// Tokens that are computed together, 1 or 2.
  private let size: Int
  /// Groups of so many that are kept, at most.
  private let limit: Int
  /// For each group of tokens the first of its rows, or −1.
  private var rowOfGroup: [Int32]
  /// Groups in `rows` that stay.
  private var kept = 0
  /// A, group after group.
  private var rows: Matrix
  private var entries: [Int32] = []
  private var missing: [Int] = []
  private var inputs: Matrix
  private let zero: Matrix

  init(_ first: FirstProjection, words: RowTable) {
    (self.first, self.words) = (first, words)
    let o = first.weights.outputs
    size = first.weights.sharing
    rowOfGroup = [Int32](repeating: -1, count: (words.rows + size - 1) / size)
    limit = min(rowOfGroup.count, max(Self.capacity / (size * o * MemoryLayout<Float>.stride), 1))
    rows = Matrix(rows: 0, columns: o)
    inputs = Matrix(rows: 0, columns: first.weights.inputs)
    zero = Matrix(rows: 1, columns: o)
  }

  /// Overwrites `qkv` with what the projection of the batch's embeddings gives.
  ///
  /// - Parameter inverse: 1/σ of each row's norm.
  func project(
    _ batch: borrowing PackedBatch, inverse: borrowing [Float], _ product: PackedProduct, into qkv: inout Matrix
  ) {
    look(up: batch.ids)
    compute(product)
    TokenProjectionKernel.combine(
      tokens: rows, entries: entries, places: first.places, constant: first.constant, inverse: inverse,
      layout: batch.layout, firstPosition: first.firstPosition, q: &qkv)
    // What did not fit is forgotten.
    for token in missing.dropFirst(size * max(0, limit - kept)) where token >= 0 { rowOfGroup[token / size] = -1 }
    kept = min(limit, kept + missing.count / size)
  }

  /// Finds the row of each token, and lists the groups that have none yet behind those that stay.
  private func look(up ids: borrowing [Int32]) {
    missing.removeAll(keepingCapacity: true)
    entries.removeAll(keepingCapacity: true)
    for index in ids.indices {
      let (group, place) = Int(ids[index]).quotientAndRemainder(dividingBy: size)
      if rowOfGroup[group] < 0 {
        rowOfGroup[group] = Int32(size * kept + missing.count)
        for token in size * group..<size * (group + 1) { missing.append(token < words.rows ? token : -1) }
      }
      entries.append(rowOfGroup[group] + Int32(place))
    }
  }

  /// Computes the rows of the groups that are missing.
  private func compute(_ product: PackedProduct) {
    guard !missing.isEmpty else { return }
    let count = PackedProduct.paddedRows(missing.count)
    inputs.resize(rows: count)
    TokenProjectionKernel.center(words, rows: missing, gamma: first.gamma, y: &inputs)
    // Rows beyond those that stay are a batch's own, and the last product may write up to a multiple of rows.
    if rows.rows < size * kept + count { rows.grow(rows: max(size * kept + count, min(2 * rows.rows, size * limit))) }
    product.run(inputs, rows: 0..<count, by: first.weights, bias: zero, .none, into: &rows, at: size * kept)
  }
}
