import Foundation

/// L = Σᵣ wᵣ · (logΣⱼ e^Z[r,j] − Z[r,yᵣ]) / Σᵣ wᵣ        Z `[n, c]`   y, w `[n]`
///
/// wᵣ is 0 where the row does not count, otherwise the weight of class yᵣ (1 without class weights), which is
/// PyTorch's weighted mean. The sum of weights is an argument, because a batch may be split between workers.
public enum CrossEntropyKernel {
  /// Σᵣ wᵣ·nll(r), not yet divided.
  public static func forward(
    logits: borrowing Matrix, labels: borrowing [Int32], weights: borrowing [Float]
  ) -> Double {
    let (n, c) = (logits.rows, logits.columns)
    require(labels.count == n && weights.count == n, "\(n) rows, \(labels.count) labels, \(weights.count) weights")
    let z = logits.elements.span
    var total = 0.0
    for r in 0..<n where weights[r] != 0 {
      let row = r * c..<(r + 1) * c
      let label = Int(labels[r])
      require(label >= 0 && label < c, "label \(label) of \(c)")
      let largest = z.largest(row)
      var sum = 0.0
      for j in row { sum += exp(Double(z[j] - largest)) }
      total += Double(weights[r]) * (log(sum) + Double(largest - z[row.lowerBound + label]))
    }
    return total
  }

  /// Turns Z into ∂L/∂Z in place:   wᵣ·(softmax(Z[r])ⱼ − [j = yᵣ]) / Σ w
  public static func backward(
    logits: inout Matrix, labels: borrowing [Int32], weights: borrowing [Float], weightSum: Double
  ) {
    let (n, c) = (logits.rows, logits.columns)
    var z = logits.elements.mutableSpan
    for r in 0..<n {
      let row = r * c..<(r + 1) * c
      guard weights[r] != 0, weightSum > 0 else {
        for j in row { z[j] = 0 }
        continue
      }
      AttentionKernel.softmaxRows(&z, at: row.lowerBound, rows: 1, columns: c)
      let factor = Float(Double(weights[r]) / weightSum)
      for j in row { z[j] *= factor }
      z[row.lowerBound + Int(labels[r])] -= factor
    }
  }

  /// The softmax of every row, in place; for scores.
  public static func softmax(_ logits: inout Matrix) {
    let (n, c) = (logits.rows, logits.columns)
    var z = logits.elements.mutableSpan
    AttentionKernel.softmaxRows(&z, at: 0, rows: n, columns: c)
  }
}
