import Foundation
import Testing

@testable import Kernels

/// Each test for every width of vectors that this processor has.
@Suite("Kernels of inference")
struct InferenceKernelTests {
  private func withVectors(_ bits: Int, _ body: () throws -> Void) rethrows {
    Processor.limitVectors(to: bits)
    defer { Processor.limitVectors(to: 512) }
    try body()
  }

  // Inputs and outputs around the widths of chunks, panels and vectors, down to one.
  private static let shapes = [
    (16, 1, 1), (16, 7, 3), (32, 20, 33), (48, 100, 65), (128, 312, 96), (144, 64, 130), (272, 384, 70), (16, 769, 50),
    (32, 1_600, 31),
  ]

  @Test("a product equals the sum in double precision, whatever follows it", arguments: shapes, [256, 512])
  func product(shape: (rows: Int, inputs: Int, outputs: Int), bits: Int) {
    let (n, i, o) = shape
    let (x, w, b, before) = (random(n, i, seed: 1), random(o, i, seed: 2), random(1, o, seed: 3), random(n, o, seed: 4))
    withVectors(bits) {
      let (packed, product) = (PackedWeights(w), PackedProduct())
      for epilogue in [ProductEpilogue.none, .adding, .activating(.gelu), .activating(.tanh)] {
        var y = before
        product.run(x, by: packed, bias: b, epilogue, into: &y)
        let worst = worstError(of: y, epilogue, x: x, w: w, bias: b, before: before)
        // A row of x times a row of w has the length i/3, and a step of Strassen's loses some bits of that.
        #expect(worst < 1e-6 + 1e-7 * Double(i), "\(epilogue)")
      }
    }
  }

  @Test("what a pair of rows gives depends on no other row, and on no place", arguments: [256, 512])
  func company(bits: Int) {
    let (w, b) = (random(100, 770, seed: 1), random(1, 100, seed: 2))
    let x = random(160, 770, seed: 3)
    withVectors(bits) {
      let (packed, product) = (PackedWeights(w), PackedProduct())
      var (all, some) = (Matrix(rows: 160, columns: 100), Matrix(rows: 32, columns: 100))
      product.run(x, by: packed, bias: b, .activating(.gelu), into: &all)
      for start in [2, 38, 120] {
        product.run(
          Matrix(rows: 32, columns: 770, elements: Array(x.elements(start * 770..<(start + 32) * 770))), by: packed,
          bias: b, .activating(.gelu), into: &some)
        #expect(some.values == Array(all.elements(start * 100..<(start + 32) * 100)))
      }
    }
  }

  @Test("GELU inside a product is within 3e-7 of the exact one", arguments: [256, 512])
  func gelu(bits: Int) {
    // A weight of 1 hands the inputs through. Rows in pairs have similar sizes, because they share roundings.
    let values = stride(from: Float(-12), to: 12, by: 0.001).map { $0 } + [-100, 100, -1e30, -1e30, 1e30, 1e30]
    let rows = PackedProduct.paddedRows(values.count)
    var x = Matrix(rows: rows, columns: 1, elements: values + [Float](repeating: 0, count: rows - values.count))
    x.resize(rows: rows)
    withVectors(bits) {
      var y = Matrix(rows: rows, columns: 1)
      PackedProduct().run(
        x, by: PackedWeights(Matrix(rows: 1, columns: 1, elements: [1])), bias: Matrix(rows: 1, columns: 1),
        .activating(.gelu), into: &y)
      var worst = 0.0
      for (r, value) in values.enumerated() {
        let exact = 0.5 * Double(value) * erfc(-Double(value) / 2.squareRoot())
        worst = max(worst, abs(Double(y[r, 0]) - exact) / max(1, abs(Double(value))))
      }
      #expect(worst < 3e-7)
    }
  }

  @Test(
    "attention equals softmax(Q·Kᵀ/√w)·V in double precision, and clears nobody's rows",
    arguments: [(1, 4, 2), (3, 26, 2), (5, 32, 3), (6, 8, 1), (9, 64, 2), (33, 32, 2), (70, 33, 2), (130, 128, 1)],
    [256, 512])
  func attention(shape: (longest: Int, width: Int, heads: Int), bits: Int) {
    let (longest, w, heads) = shape
    let h = heads * w
    let layout = SequenceLayout(lengths: [longest, 1, (longest + 1) / 2], multiple: 2)
    let n = layout.rows + 3
    var qkv = random(n, 3 * h, seed: 7)
    qkv.withMutableSpan { for i in 0..<$0.count { $0[i] *= 3 } }
    let all = qkv.values.map { Double($0) }
    withVectors(bits) {
      // All queries, then one of each sequence.
      let few = SequenceLayout(lengths: [1, 1, 1], multiple: 2)
      let chosen = Matrix(
        rows: few.rows, columns: h,
        elements: (0..<few.rows).flatMap { Array(qkv.row(layout.rows(of: $0 / 2).upperBound - 1)[..<h]) })
      for (queries, asked) in [(nil, layout), (Optional(chosen), few)] {
        var (scratch, context) = (AlignedFloats(count: 0), random(asked.rows + 2, h, seed: 8))
        AttentionKernel.infer(
          queries: queries, queryLayout: asked, keysAndValues: qkv, layout: layout, heads: heads, h: h,
          scratch: &scratch, context: &context)
        var nobodys = Set(0..<context.rows)
        var worst = 0.0
        for s in 0..<layout.count {
          for r in asked.rows(of: s) {
            nobodys.remove(r)
            let q = (queries.map { $0.row(r) } ?? Array(qkv.row(r)[..<h])).map { Double($0) }
            for head in 0..<heads {
              let scores = layout.rows(of: s).map { key in
                var sum = 0.0
                for d in head * w..<(head + 1) * w { sum += q[d] * all[key * 3 * h + h + d] }
                return sum / Double(w).squareRoot()
              }
              let largest = scores.max() ?? 0
              let weights = scores.map { exp($0 - largest) }
              let sum = weights.reduce(0, +)
              for column in 0..<w {
                var expected = 0.0
                for (key, weight) in zip(layout.rows(of: s), weights) {
                  expected += weight / sum * all[key * 3 * h + 2 * h + head * w + column]
                }
                worst = max(worst, abs(Double(context[r, head * w + column]) - expected))
              }
            }
          }
        }
        #expect(worst < 1e-5)
        #expect(nobodys.allSatisfy { context.row($0).allSatisfy { $0 == 0 } })
      }
    }
  }

  @Test("a projection from tables equals the product of the norm")
  func tokenProjection() {
    let (h, o, vocabulary) = (24, 40, 30)
    let (words, positions) = (random(vocabulary, h, seed: 1), random(20, h, seed: 2))
    let (gamma, beta) = (random(1, h, seed: 3), random(1, h, seed: 4))
    let (w, b) = (random(o, h, seed: 5), random(1, o, seed: 6))
    let layout = SequenceLayout(lengths: [5, 8, 3], multiple: 2)
    let ids = (0..<layout.rows).map { Int32($0 * 7 % vocabulary) }
    var x = Matrix(rows: 0, columns: h)
    EmbeddingKernel.forward(
      ids: ids, layout: layout, words: .matrix(words), positions: positions, segments: Matrix(rows: 1, columns: h),
      firstPosition: 2, e: &x)
    var inverse: [Float] = []
    ResidualNormKernel.normInPlace(&x, gamma: gamma, beta: beta, epsilon: 1e-5, inverse: &inverse)
    var expected = Matrix(rows: 0, columns: o)
    AffineKernel.forward(x: x, w: w, b: b, y: &expected)

    func table(_ source: Matrix) -> Matrix {
      var centered = Matrix(rows: source.rows, columns: h)
      TokenProjectionKernel.center(.matrix(source), rows: Array(0..<source.rows), gamma: gamma, y: &centered)
      var y = Matrix(rows: 0, columns: o)
      AffineKernel.product(x: centered, w: w, y: &y)
      return y
    }
    var constant = Matrix(rows: 0, columns: o)
    AffineKernel.forward(x: beta, w: w, b: b, y: &constant)
    var q = random(layout.rows, o, seed: 9)
    TokenProjectionKernel.combine(
      tokens: table(words), entries: ids, places: table(positions), constant: constant, inverse: inverse,
      layout: layout, firstPosition: 2, q: &q)
    for s in 0..<layout.count {
      for r in layout.rows(of: s) { for c in 0..<o { #expect(abs(q[r, c] - expected[r, c]) < 1e-5) } }
      for r in layout.gap(before: s) { #expect(q.row(r).allSatisfy { $0 == 0 }) }
    }
  }

  @Test("sequences begin at multiples, and rows are selected and moved together by their layout")
  func layouts() {
    var layout = SequenceLayout(multiple: 2)
    for length in [3, 2, 0, 1, 4] { layout.append(length: length) }
    #expect((0..<5).map { layout.rows(of: $0) } == [0..<3, 4..<6, 6..<6, 6..<7, 8..<12])
    #expect((0..<5).map { layout.gap(before: $0) } == [0..<0, 3..<4, 6..<6, 6..<6, 7..<8])
    #expect(layout.rows == 12 && layout.longest == 4 && layout.hasGaps)
    #expect(!SequenceLayout(lengths: [3, 2, 1]).hasGaps)

    let x = random(20, 3, seed: 1)
    let rows = [5, 1, 9, 19, 0, 2, 3, 4, 8, 7]
    var y = random(16, 3, seed: 2)
    RowSelectionKernel.forward(x: x, rows: rows, layout: layout, y: &y)
    #expect(y.rows == 12)
    #expect(y.row(3) == [0, 0, 0] && y.row(7) == [0, 0, 0])
    RowSelectionKernel.compact(&y, layout: layout)
    #expect(y.rows == rows.count)
    #expect(rows.enumerated().allSatisfy { y.row($0.offset) == x.row($0.element) })
  }
}
