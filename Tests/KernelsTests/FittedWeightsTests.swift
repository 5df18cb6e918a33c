import Foundation
import Testing

@testable import Kernels

@Suite("Weights fitted to what goes in")
struct FittedWeightsTests {
  /// Rows whose columns depend on each other, as hidden states do.
  private func rows(_ count: Int, _ columns: Int, seed: UInt64) -> Matrix {
    let (few, mixing, noise) = (
      random(count, max(1, columns / 4), seed: seed), random(columns, max(1, columns / 4), seed: seed + 1),
      random(count, columns, seed: seed + 2)
    )
    var x = Matrix(rows: 0, columns: columns)
    AffineKernel.product(x: few, w: mixing, y: &x)
    x.withMutableSpan { x in
      noise.withSpan { for i in 0..<x.count { x[i] += 0.1 * $0[i] + 0.5 * Float(i % columns % 3) } }
    }
    return x
  }

  private func moments(_ x: Matrix) -> InputMoments {
    var moments = InputMoments(columns: x.columns)
    moments.add(x)
    return moments
  }

  @Test("a factor times its transpose is the matrix", arguments: [1, 2, 63, 64, 65, 200])
  func cholesky(n: Int) {
    let c = moments(rows(3 * n + 10, n, seed: 1)).covariance()
    var a = c
    for i in 0..<n { a[i, i] += 0.01 }
    let expected = a
    #expect(Cholesky.factor(&a))
    for i in 0..<n {
      for j in 0...i {
        let sum = (0...j).reduce(0.0) { $0 + Double(a[i, $1]) * Double(a[j, $1]) }
        #expect(abs(sum - Double(expected[i, j])) < 1e-4)
      }
    }
    a = expected
    a[n - 1, n - 1] = -1
    #expect(!Cholesky.factor(&a))
  }

  @Test("moments are those of all rows, however they come")
  func moments() {
    let x = rows(50, 7, seed: 3)
    var (parts, other) = (InputMoments(columns: 7), InputMoments(columns: 7))
    parts.add(Matrix(rows: 20, columns: 7, elements: Array(x.elements(0..<140))))
    other.add(Matrix(rows: 30, columns: 7, elements: Array(x.elements(140..<350))))
    parts.add(other)
    #expect(parts.count == 50)
    let factors: [Float] = [1, 2, 0.5, 3, 1, 1, 0.25]
    let (means, covariance) = (parts.means, parts.covariance(factors: factors))
    for i in 0..<7 {
      let column = (0..<50).map { Double(x[$0, i]) }
      let mean = column.reduce(0, +) / 50
      #expect(abs(Double(means[i]) - mean) < 1e-6)
      #expect(Double(parts.least[i]) == column.min() && Double(parts.largest[i]) == column.max())
      for j in 0..<7 {
        let other = (0..<50).map { Double(x[$0, j]) }
        let otherMean = other.reduce(0, +) / 50
        let expected = zip(column, other).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - otherMean) } / 50
        #expect(abs(Double(covariance[i, j]) - expected * Double(factors[i] * factors[j])) < 1e-5)
      }
    }
    #expect(InputMoments(columns: 2).means == [0, 0])
  }

  /// The method as it is published: weights that are not yet rounded are changed by the inverse of what is left of the Hessian.
  private func published(_ w: Matrix, _ covariance: Matrix, _ scales: [Float]) -> [Int8] {
    let n = w.columns
    let order = (0..<n).sorted { (covariance[$1, $1], $1) < (covariance[$0, $0], $0) }
    let mean = (0..<n).reduce(0.0) { $0 + Double(covariance[$1, $1]) } / Double(n)
    var numbers = [Int8](repeating: 0, count: w.count)
    for r in 0..<w.rows {
      var values = order.map { Double(w[r, $0]) }
      for k in 0..<n {
        let number = max(-127, min(127, (values[k] / Double(scales[r])).rounded(.toNearestOrEven)))
        numbers[r * n + order[k]] = Int8(number)
        let error = values[k] - number * Double(scales[r])
        // The best change of the others: H·δ = −error·(column k of H), over those that are left.
        let left = Array(k + 1..<n)
        guard !left.isEmpty else { continue }
        func h(_ i: Int, _ j: Int) -> Double {
          Double(covariance[order[i], order[j]]) + (i == j ? Double(CompensatedRounding.damping) * mean : 0)
        }
        var system = left.map { i in left.map { h(i, $0) } + [error * h(i, k)] }
        for p in system.indices {
          for i in system.indices where i != p {
            let ratio = system[i][p] / system[p][p]
            for j in p..<system[i].count { system[i][j] -= ratio * system[p][j] }
          }
        }
        for (p, i) in left.enumerated() { values[i] += system[p][left.count] / system[p][p] }
      }
    }
    return numbers
  }

  @Test(
    "numbers are those of the published method, wherever they are better than the nearest",
    arguments: 1...4 as ClosedRange<UInt64>)
  func compensated(seed: UInt64) {
    let (n, outputs) = (24, 10)
    let covariance = moments(rows(200, n, seed: seed)).covariance()
    let w = random(outputs, n, seed: seed + 100)
    let nearest = QuantizedTensor(w)
    let expected = published(w, covariance, nearest.scales)
    let found = CompensatedRounding.tensor(w, covariance: covariance)
    #expect(found.scales == nearest.scales)
    var changed = 0
    for r in 0..<outputs {
      let row = found.numbers[r * n..<(r + 1) * n]
      if row == nearest.numbers[r * n..<(r + 1) * n] { continue }
      changed += 1
      #expect(row == expected[r * n..<(r + 1) * n])
    }
    #expect(changed > outputs / 2)
  }

  @Test(
    "no output loses more on the rows that were seen than by rounding to the nearest",
    arguments: 1...5 as ClosedRange<UInt64>, [3, 128, 150])
  func neverWorse(seed: UInt64, n: Int) {
    let (x, w) = (rows(400, n, seed: seed), random(30, n, seed: seed + 7))
    let covariance = moments(x).covariance()
    let (nearest, fitted) = (QuantizedTensor(w), CompensatedRounding.tensor(w, covariance: covariance))
    /// The variance of each output's error over the rows, by multiplying them out.
    func errors(_ tensor: QuantizedTensor) -> [Double] {
      var (exact, rounded) = (Matrix(rows: 0, columns: 30), Matrix(rows: 0, columns: 30))
      AffineKernel.product(x: x, w: w, y: &exact)
      AffineKernel.product(x: x, w: tensor.values, y: &rounded)
      return (0..<30).map { o in
        let e = (0..<x.rows).map { Double(exact[$0, o] - rounded[$0, o]) }
        let mean = e.reduce(0, +) / Double(e.count)
        return e.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(e.count)
      }
    }
    let (before, after) = (errors(nearest), errors(fitted))
    for (before, after) in zip(before, after) { #expect(after <= before * 1.001 + 1e-9) }
    if n > 100 { #expect(after.reduce(0, +) < 0.5 * before.reduce(0, +)) }
  }

  @Test("what says nothing of the rows leaves the nearest numbers")
  func nothing() {
    let w = random(5, 8, seed: 1)
    let none = Matrix(rows: 8, columns: 8)
    #expect(CompensatedRounding.tensor(w, covariance: none) == QuantizedTensor(w))
    #expect(CompensatedRounding.tensor(w, covariance: InputMoments(columns: 8).covariance()) == QuantizedTensor(w))
    var spoilt = none
    for i in 0..<8 { spoilt[i, i] = .nan }
    #expect(CompensatedRounding.tensor(w, covariance: spoilt) == QuantizedTensor(w))
    // Outputs without weights stay what they are.
    let zero = Matrix(rows: 2, columns: 8)
    let covariance = moments(rows(50, 8, seed: 2)).covariance()
    #expect(CompensatedRounding.tensor(zero, covariance: covariance) == QuantizedTensor(zero))
  }

  @Test("a folded layer gives of mapped rows what the layer gives of the rows", arguments: [1, 5, 64])
  func folded(columns: Int) {
    var x = rows(40, columns, seed: 5)
    // A column of another size, and one that never changes.
    for r in 0..<40 { (x[r, 0], x[r, columns / 2]) = (30 * x[r, 0] + 100, 2) }
    let (w, bias) = (random(9, columns, seed: 6), random(1, 9, seed: 7).values)
    let map = ColumnMap(moments(x), w)
    #expect(
      map.factors.allSatisfy { $0.isFinite && $0 > 0 } && ColumnMap(factors: map.factors, shifts: map.shifts) == map)
    let folded = map.folded(w, bias: bias)
    for r in 0..<40 {
      for o in 0..<9 {
        let exact = (0..<columns).reduce(Double(bias[o])) { $0 + Double(w[o, $1]) * Double(x[r, $1]) }
        let found = (0..<columns).reduce(Double(folded.bias[o])) {
          $0 + Double(folded.weights[o, $1]) * (Double(x[r, $1]) * Double(map.factors[$1]) + Double(map.shifts[$1]))
        }
        #expect(abs(found - exact) < 1e-4)
      }
    }
    #expect(ColumnMap(InputMoments(columns: columns), w).factors.allSatisfy { $0.isFinite && $0 > 0 })
    #expect(ColumnMap(factors: [1, 0], shifts: [0, 0]) == nil && ColumnMap(factors: [1], shifts: [.nan]) == nil)
    #expect(ColumnMap(factors: [1], shifts: []) == nil && ColumnMap(factors: [-1], shifts: [0]) == nil)
  }
}

extension InferenceKernelTests.QuantizedKernelTests {
  @Test("mapped rows and norms are quantised as rows that were mapped before", arguments: [1, 20, 64, 390])
  func mapped(columns: Int) throws {
    let (x, gamma, beta) = (random(16, columns, seed: 1), random(1, columns, seed: 2), random(1, columns, seed: 3))
    let map = try #require(
      ColumnMap(
        factors: random(1, columns, seed: 4).values.map { 1.5 + $0 }, shifts: random(1, columns, seed: 5).values))
    func by(_ map: ColumnMap, _ x: Matrix) -> Matrix {
      var y = x
      y.withMutableSpan {
        for i in 0..<$0.count { $0[i] = map.shifts[i % columns].addingProduct($0[i], map.factors[i % columns]) }
      }
      return y
    }
    let all = withEachWay {
      let (q, expected) = (QuantizedActivations(columns: columns), QuantizedActivations(columns: columns))
      func isEqual() -> Bool {
        (0..<16).allSatisfy {
          let (a, b) = (q.row($0), expected.row($0))
          return a.numbers == b.numbers && a.scale == b.scale && a.minimum == b.minimum
        }
      }
      q.quantize(x, map)
      expected.quantize(by(map, x))
      #expect(isEqual())
      var (y, scratch) = (x, Matrix(rows: 0, columns: columns))
      q.quantizeNorm(inPlace: &y, rows: 0..<16, gamma: gamma, beta: beta, epsilon: 1e-5, map)
      expected.quantize(by(map, y))
      #expect(isEqual())
      q.quantizeNorm(x, rows: 0..<16, gamma: gamma, beta: beta, epsilon: 1e-5, map, normed: &scratch)
      #expect(isEqual())
      // What passes by is the norm itself.
      var plain = x
      expected.quantizeNorm(inPlace: &plain, rows: 0..<16, gamma: gamma, beta: beta, epsilon: 1e-5)
      #expect(plain == y)
      return (0..<16).map { q.row($0).numbers }
    }
    #expect(all.allSatisfy { $0 == all[0] })
  }
}
