import Foundation
import Testing

@testable import Kernels

extension InferenceKernelTests {
  /// Each test for every way to sum products of bytes that this processor has.
  @Suite("Kernels of 8-bit inference")
  struct QuantizedKernelTests {
    private static let ways = [(512, true), (512, false), (256, true), (256, false)]

    private func random(_ count: Int, seed: UInt64) -> [Float] { KernelsTests.random(1, count, seed: seed).values }

    func matrix(_ rows: Int, _ columns: Int, seed: UInt64) -> Matrix {
      Matrix(rows: rows, columns: columns, elements: random(rows * columns, seed: seed))
    }

    /// `body` with each way; tests that compare them return what has to be equal.
    func withEachWay<R>(_ body: () throws -> R) rethrows -> [R] {
      defer { Processor.limitVectors(to: 512) }
      return try Self.ways.map {
        Processor.limitVectors(to: $0.0, dotProducts: $0.1)
        return try body()
      }
    }

    // Around the widths of panels and of fours, and the most inputs there may be.
    @Test(
      "a product is the exact sum over integers, scaled, in every bit, whatever the vectors",
      arguments: [(1, 1), (3, 7), (33, 20), (65, 100), (96, 312), (130, 64), (48, 384), (50, 769), (5, 65_536)])
    func product(shape: (outputs: Int, inputs: Int)) throws {
      let (o, i) = shape
      let n = 16
      let numbers = random(o * i, seed: 1).map { Int8(($0 * 127).rounded()) }
      let tensor = try #require(QuantizedTensor(numbers: numbers, scales: random(o, seed: 2).map { abs($0) + 0.01 }))
      let (bias, before) = (matrix(1, o, seed: 3), matrix(n, o, seed: 4))
      var x = matrix(n, i, seed: 5)
      // The largest sum there is, and the least.
      x.withMutableSpan { for k in 0..<2 * i { $0[k] = k < i ? 255 : 0 } }
      let all = withEachWay {
        let (weights, q) = (QuantizedWeights(tensor, bias: bias), QuantizedActivations(columns: i))
        q.quantize(x)
        return [ProductEpilogue.none, .adding].map { epilogue in
          var y = before
          weights.product(q, rows: 0..<n, epilogue, into: &y)
          for r in 0..<n {
            let row = q.row(r)
            for c in 0..<o {
              var (sum, total) = (0, 0)
              for k in 0..<i {
                sum += Int(row.numbers[k]) * Int(numbers[c * i + k])
                total += Int(numbers[c * i + k])
              }
              let scale = tensor.scales[c]
              let shift = bias[0, c].addingProduct(row.minimum, scale * Float(total))
              var expected = shift.addingProduct(Float(sum) * row.scale, scale)
              if epilogue == .adding { expected += before[r, c] }
              if y[r, c] != expected { Issue.record("\(epilogue) [\(r), \(c)]: \(y[r, c]), not \(expected)") }
            }
          }
          return y.values.map(\.bitPattern)
        }
      }
      #expect(all.allSatisfy { $0 == all[0] })
    }

    @Test("GELU inside a product is within 4e-4 of the exact one, and has the same bits everywhere")
    func gelu() throws {
      let values = stride(from: Float(-10), to: 10, by: 0.01).map { $0 }
      let tensor = try #require(QuantizedTensor(numbers: [Int8](repeating: 0, count: values.count), scales: values))
      let all = withEachWay {
        // Weights of nothing: the bias comes through.
        let bias = Matrix(rows: 1, columns: values.count, elements: values)
        let (weights, q) = (QuantizedWeights(tensor, bias: bias), QuantizedActivations(columns: 1))
        q.quantize(Matrix(rows: 16, columns: 1))
        var y = Matrix(rows: 0, columns: values.count)
        weights.product(q, .activating(.gelu), into: &y)
        return y.row(3)
      }
      for (value, found) in zip(values, all[0]) {
        #expect(abs(Double(found) - 0.5 * Double(value) * erfc(-Double(value) / 2.squareRoot())) < 4e-4)
      }
      #expect(all.allSatisfy { $0 == all[0] })
    }

    @Test("what a row gives depends on no other row, and on no place")
    func company() {
      let (w, b, x) = (QuantizedTensor(matrix(100, 384, seed: 1)), matrix(1, 100, seed: 2), matrix(64, 384, seed: 3))
      _ = withEachWay {
        let (weights, q, some) = (
          QuantizedWeights(w, bias: b), QuantizedActivations(columns: 384), QuantizedActivations(columns: 384)
        )
        q.quantize(x)
        var (all, part) = (Matrix(rows: 0, columns: 100), Matrix(rows: 16, columns: 100))
        weights.product(q, .activating(.gelu), into: &all)
        for start in [1, 17, 48] {
          some.resize(rows: 16)
          some.quantize(x, rows: start..<start + 16)
          weights.product(some, .activating(.gelu), into: &part)
          #expect(part.values == Array(all.elements(start * 100..<(start + 16) * 100)))
        }
      }
    }

    @Test("a quantised row spans its least and its largest element", arguments: [1, 5, 16, 31, 64, 385])
    func rows(columns: Int) {
      var x = matrix(32, columns, seed: 1)
      x.withMutableSpan {
        // Equal numbers, a huge one, tiny differences.
        for k in 0..<columns { ($0[k], $0[2 * columns + k]) = (-7.25, Float(k) * 1e-38) }
        $0[columns] = 1e30
      }
      let all = withEachWay {
        let q = QuantizedActivations(columns: columns)
        q.quantize(x)
        return (0..<32).map { q.row($0) }
      }
      for (r, row) in all[0].enumerated() {
        let values = x.row(r)
        #expect(row.minimum == values.min())
        for (value, number) in zip(values, row.numbers) {
          let found = row.minimum + row.scale * Float(number)
          #expect(abs(found - value) <= row.scale * 0.501 + 1e-30)
        }
      }
      for other in all.dropFirst() {
        #expect(
          zip(other, all[0]).allSatisfy { $0.numbers == $1.numbers && $0.scale == $1.scale && $0.minimum == $1.minimum }
        )
      }
    }

    @Test("a norm that quantises is the norm, in place and aside", arguments: [1, 20, 64, 384, 390])
    func norm(columns: Int) {
      let (x, gamma, beta) = (matrix(16, columns, seed: 1), matrix(1, columns, seed: 2), matrix(1, columns, seed: 3))
      var expected = Matrix(rows: 0, columns: columns)
      NormKernel.infer(x: x, gamma: gamma, beta: beta, epsilon: 1e-5, y: &expected)
      let all = withEachWay {
        let (q, aside) = (QuantizedActivations(columns: columns), QuantizedActivations(columns: columns))
        q.resize(rows: 16)
        aside.resize(rows: 16)
        var (y, scratch) = (x, Matrix(rows: 0, columns: columns))
        q.quantizeNorm(inPlace: &y, rows: 0..<16, gamma: gamma, beta: beta, epsilon: 1e-5)
        aside.quantizeNorm(x, rows: 0..<16, gamma: gamma, beta: beta, epsilon: 1e-5, normed: &scratch)
        let direct = QuantizedActivations(columns: columns)
        direct.quantize(y)
        for r in 0..<16 {
          #expect(q.row(r).numbers == direct.row(r).numbers && aside.row(r).numbers == direct.row(r).numbers)
          #expect(q.row(r).scale == direct.row(r).scale && aside.row(r).minimum == direct.row(r).minimum)
        }
        return y
      }
      #expect(zip(all[0].values, expected.values).allSatisfy { abs($0 - $1) < 1e-5 })
      #expect(all.allSatisfy { $0 == all[0] })
    }

    @Test("weights become the nearest of 255 numbers, and what is no number zero")
    func weights() {
      var w = matrix(4, 50, seed: 1)
      w.withMutableSpan { for k in 0..<50 { ($0[k], $0[50 + k]) = (0, k == 3 ? .nan : k == 4 ? .infinity : 1) } }
      let tensor = QuantizedTensor(w)
      #expect(tensor.outputs == 4 && tensor.inputs == 50 && tensor.scales[0] == 0 && tensor.scales[1] == 0)
      let values = tensor.values
      for r in 2..<4 {
        #expect(tensor.numbers[r * 50..<(r + 1) * 50].map { abs(Int($0)) }.max() == 127)
        for k in 0..<50 { #expect(abs(values[r, k] - w[r, k]) <= tensor.scales[r] * 0.501) }
      }
      #expect(tensor.outputs(1..<3).numbers == Array(tensor.numbers[50..<150]))
      #expect(QuantizedTensor(numbers: [1, 2, 3], scales: [1, 2]) == nil)
      #expect(QuantizedTensor(numbers: [], scales: [1]) == nil && QuantizedTensor(numbers: [1], scales: []) == nil)
    }
  }
}
