import Foundation
import Kernels

/// Self-attention: the forward and backward pass of training, and the forward pass of tagging.
enum AttentionBenchmark {
  /// Everything that one shape needs.
  private struct Bench {
    let shape: AttentionShape
    let layout: SequenceLayout
    let qkv: Matrix
    let dcontext: Matrix
    let mask = DropoutMask()
    var saved = AttentionKernel.Saved()
    var context: Matrix
    var inferred: Matrix
    var dqkv: Matrix
    var scratch: [Float] = []
    var inferScratch = AlignedFloats(count: 0)

    init(_ shape: AttentionShape) {
      (self.shape, layout) = (shape, shape.layout)
      let (n, h) = (shape.layout.rows, shape.hidden)
      (qkv, dcontext) = (Matrix.random(n, 3 * h, seed: 1), Matrix.random(n, h, seed: 2))
      context = Matrix(rows: n, columns: h)
      inferred = Matrix(rows: n, columns: h)
      dqkv = Matrix(rows: n, columns: 3 * h)
    }

    mutating func forward() {
      AttentionKernel.forward(
        qkv: qkv, layout: layout, heads: shape.heads, mask: mask, saved: &saved, context: &context)
    }

    mutating func backward() {
      AttentionKernel.backward(
        dcontext: dcontext, qkv: qkv, layout: layout, heads: shape.heads, mask: mask, saved: saved, scratch: &scratch,
        dqkv: &dqkv)
    }

    mutating func infer() {
      AttentionKernel.infer(
        queries: nil, queryLayout: layout, keysAndValues: qkv, layout: layout, heads: shape.heads, h: shape.hidden,
        scratch: &inferScratch, context: &inferred)
    }
  }

  static func run(_ machine: MachineSpeed) throws {
    var worst = 0.0
    for shape in AttentionShape.all { worst = max(worst, try check(shape)) }
    let table = Table(
      "Attention kernels, one thread, batches of about 1,024 rows, GFLOP/s of the products (softmax costs time, but counts"
        + " for nothing); checked against plain loops, largest error \(worst.scientific) of the terms' sum",
      ["model", "heads × width", "length", "forward", "of peak", "backward", "of peak", "tagging", "of peak"])
    for shape in AttentionShape.all where shape.isTimed {
      var (forward, backward, infer) = (Bench(shape), Bench(shape), Bench(shape))
      backward.forward()
      let rates = bestRates([
        (shape.work, { forward.forward() }), (2 * shape.work, { backward.backward() }),
        (shape.work, { infer.infer() }),
      ])
      table.row(
        [shape.name, "\(shape.heads) × \(shape.hidden / shape.heads)", "\(shape.length)"]
          + rates.flatMap { [($0 * 1e-9).fixed(1), $0.share(of: machine.peak)] })
    }
  }

  /// Compares the last sequence of a batch with loops in double precision.
  ///
  /// - Returns: the largest error, as a share of the sum of the absolute values of what was added.
  private static func check(_ shape: AttentionShape) throws -> Double {
    var bench = Bench(shape)
    bench.forward()
    bench.backward()
    bench.infer()
    var verification = Verification("attention of \(shape.length), \(shape.hidden)")
    let rows = bench.layout.rows(of: bench.layout.count - 1)
    let (h, w) = (shape.hidden, shape.hidden / shape.heads)
    let (qkv, dcontext) = (bench.qkv.values, bench.dcontext.values)
    for head in 0..<shape.heads {
      func column(_ part: Int, _ c: Int) -> Int { part * h + head * w + c }
      func part(_ part: Int) -> [[Double]] {
        rows.map { row in (0..<w).map { Double(qkv[row * 3 * h + column(part, $0)]) } }
      }
      let dc = rows.map { row in (0..<w).map { Double(dcontext[row * h + head * w + $0]) } }
      let expected = AttentionReference(q: part(0), k: part(1), v: part(2), dc: dc)
      for (index, row) in rows.enumerated() {
        for c in 0..<w {
          let place = "[\(row), head \(head), \(c)]"
          let (value, magnitude) = expected.context[index][c]
          try verification.expect(bench.context[row, head * w + c], value, magnitude: magnitude, at: "C\(place)")
          try verification.expect(
            bench.inferred[row, head * w + c], value, magnitude: magnitude, at: "tagging C\(place)")
          for (part, gradient) in [expected.dq, expected.dk, expected.dv].enumerated() {
            let (value, magnitude) = gradient[index][c]
            try verification.expect(
              bench.dqkv[row, column(part, c)], value, magnitude: magnitude, at: "d\(["Q", "K", "V"][part])\(place)")
          }
        }
      }
    }
    return verification.worst
  }
}

/// One head of one sequence in double precision; each result comes with the sum of the absolute values of its terms.
///
/// P = softmax(Q·Kᵀ/√w)   C = P·V   dV = Pᵀ·dC   dS = P ∘ (dC·Vᵀ − rowsum(P ∘ dC·Vᵀ))   dQ = dS·K/√w   dK = dSᵀ·Q/√w
struct AttentionReference {
  typealias Sums = [[(Double, Double)]]
  private(set) var context: Sums
  private(set) var dq: Sums
  private(set) var dk: Sums
  private(set) var dv: Sums

  init(q: [[Double]], k: [[Double]], v: [[Double]], dc: [[Double]]) {
    let (length, width) = (q.count, q.first?.count ?? 0)
    let zeros = Sums(repeating: Array(repeating: (0, 0), count: width), count: length)
    (context, dq, dk, dv) = (zeros, zeros, zeros, zeros)
    let shrink = 1 / Double(width).squareRoot()
    for i in 0..<length {
      let scores = (0..<length).map { j in Self.dot(q[i], k[j]) * shrink }
      let largest = scores.max() ?? 0
      let powers = scores.map { exp($0 - largest) }
      let total = powers.reduce(0, +)
      let p = powers.map { $0 / total }
      let dp = (0..<length).map { j in Self.dot(dc[i], v[j]) }
      let mean = (0..<length).reduce(0) { $0 + p[$1] * dp[$1] }
      let size = (0..<length).reduce(0) { $0 + p[$1] * abs(dp[$1]) }
      for j in 0..<length {
        let ds = p[j] * (dp[j] - mean) * shrink
        let dsSize = p[j] * (abs(dp[j]) + size) * shrink
        for c in 0..<width {
          Self.add(&context[i][c], p[j] * v[j][c], abs(p[j] * v[j][c]))
          Self.add(&dv[j][c], p[j] * dc[i][c], abs(p[j] * dc[i][c]))
          Self.add(&dq[i][c], ds * k[j][c], dsSize * abs(k[j][c]))
          Self.add(&dk[j][c], ds * q[i][c], dsSize * abs(q[i][c]))
        }
      }
    }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for c in a.indices { sum += a[c] * b[c] }
    return sum
  }

  private static func add(_ sum: inout (Double, Double), _ term: Double, _ size: Double) {
    sum.0 += term
    sum.1 += size
  }
}
