/// 8-bit weights whose errors make up for each other on rows like those that were seen (GPTQ: Frantar et al. 2023, arXiv 2210.17323).
///
/// The error of an output is dᵀ·C·d, with d its weights' errors and C the covariance of the inputs. With C = L·Lᵀ that is the sum over
/// k of (Σⱼ dⱼ·Lⱼₖ)², j ≥ k: from the last input to the first, each is rounded so that its own term is least.
public enum CompensatedRounding {
  /// What is added to the covariance's diagonal, as a part of its mean: inputs that were not seen exist.
  static let damping: Float = 0.05
  private static let block = 128

  /// Weights `[outputs, inputs]` in 8 bits; each output as `QuantizedTensor` rounds it, where that is no worse on `covariance`
  /// `[inputs, inputs]`.
  public static func tensor(_ w: borrowing Matrix, covariance: borrowing Matrix) -> QuantizedTensor {
    let (n, nearest) = (w.columns, QuantizedTensor(w))
    require(covariance.rows == n && covariance.columns == n, "a covariance of \(covariance.rows) for \(n) inputs")
    // Inputs that vary most are rounded first, while there are others to make up for them.
    let order = (0..<n).sorted { (covariance[$0, $0], $0) < (covariance[$1, $1], $1) }
    guard let factor = factor(covariance, order) else { return nearest }
    let numbers = compensated(w, nearest.scales, factor, order)
    guard let compensated = QuantizedTensor(numbers: numbers, scales: nearest.scales) else { return nearest }
    let (before, after) = (errors(nearest, w, covariance), errors(compensated, w, covariance))
    var best = nearest.numbers
    for r in 0..<w.rows where after[r] < before[r] {
      best.replaceSubrange(r * n..<(r + 1) * n, with: numbers[r * n..<(r + 1) * n])
    }
    return QuantizedTensor(numbers: best, scales: nearest.scales) ?? nearest
  }

  /// dᵀ·C·d of each output.
  static func errors(_ tensor: QuantizedTensor, _ w: borrowing Matrix, _ covariance: borrowing Matrix) -> [Double] {
    let n = w.columns
    let values = tensor.values.values
    var d = w.values
    for i in d.indices { d[i] -= values[i] }
    let differences = Matrix(rows: w.rows, columns: n, elements: d)
    var products = Matrix(rows: w.rows, columns: n)
    AffineKernel.product(x: differences, w: covariance, y: &products)
    return products.withSpan { products in
      (0..<w.rows).map { r in
        (r * n..<(r + 1) * n).reduce(0.0) { $0 + Double(d[$1]) * Double(products[$1]) }
      }
    }
  }

  /// L of the damped covariance, its rows and columns in `order`; `nil` if it is no covariance.
  private static func factor(_ covariance: borrowing Matrix, _ order: [Int]) -> Matrix? {
    let n = order.count
    let mean = (0..<n).reduce(0) { $0 + covariance[$1, $1] } / Float(n)
    guard mean > 0, mean.isFinite else { return nil }
    var added = damping * mean
    for _ in 0..<3 {
      var l = Matrix(rows: n, columns: n)
      covariance.withSpan { c in
        l.withMutableSpan { l in
          for (i, row) in order.enumerated() {
            for (j, column) in order.enumerated() { l[i * n + j] = c[row * n + column] }
            l[i * n + i] += added
          }
        }
      }
      if Cholesky.factor(&l) { return l }
      added *= 10
    }
    return nil
  }

  /// The numbers `[outputs, inputs]`, inputs in their own order.
  private static func compensated(
    _ w: borrowing Matrix, _ scales: [Float], _ factor: borrowing Matrix, _ order: [Int]
  ) -> [Int8] {
    let (n, outputs) = (w.columns, w.rows)
    var numbers = [Int8](repeating: 0, count: outputs * n)
    // Errors, inputs in `order`, and what those of finished blocks add to the terms of the block at hand.
    var errors = [Float](repeating: 0, count: outputs * n)
    var terms = [Float](repeating: 0, count: outputs * block)
    var end = n
    while end > 0 {
      let start = max(0, end - block)
      let width = end - start
      factor.withSpan { l in
        if end < n {
          var target = terms.mutableSpan
          Product.multiply(
            errors.span, Block(start: end, rows: outputs, columns: n - end, stride: n), by: l,
            Block(start: end * n + start, rows: n - end, columns: width, stride: n), into: &target,
            Block(start: 0, rows: outputs, columns: width, stride: block))
        }
        w.withSpan { w in
          var t = terms.mutableSpan
          var e = errors.mutableSpan
          var q = numbers.mutableSpan
          for r in 0..<outputs {
            let scale = scales[r]
            for k in stride(from: end - 1, through: start, by: -1) {
              let value = w[r * n + order[k]]
              let wanted = value + t[r * block + k - start] / l[k * n + k]
              let number =
                scale > 0 && wanted.isFinite
                ? max(-127, min(127, (wanted / scale).rounded(.toNearestOrEven))) : 0
              q[r * n + order[k]] = Int8(number)
              let error = scale > 0 ? value - number * scale : 0
              e[r * n + k] = error
              for j in start..<k { t[r * block + j - start] += error * l[k * n + j] }
            }
          }
        }
      }
      end = start
    }
    return numbers
  }
}
