import Testing

@testable import Kernels

@Suite("Products of bfloat16 numbers", .enabled(if: Processor.hasBFloatProducts, "this processor has no AVX512_BF16"))
struct RoundedProductTests {
  /// The nearest bfloat16, ties to even.
  private func rounded(_ value: Float) -> Double {
    let bits = value.bitPattern
    return Double(Float(bitPattern: (bits &+ 0x7fff &+ (bits >> 16 & 1)) & 0xffff_0000))
  }

  // Inputs and outputs around the widths of panels, vectors and pairs, down to one.
  @Test(
    "a product equals the sum over rounded numbers in double precision, whatever follows it",
    arguments: [
      (16, 1, 1), (16, 7, 3), (32, 20, 33), (48, 101, 47), (128, 312, 96), (144, 64, 130), (272, 384, 49),
      (16, 769, 50),
      (32, 1_600, 31),
    ])
  func product(shape: (rows: Int, inputs: Int, outputs: Int)) {
    let (n, i, o) = shape
    let (x, w, b, before) = (random(n, i, seed: 1), random(o, i, seed: 2), random(1, o, seed: 3), random(n, o, seed: 4))
    let (packed, product) = (PackedWeights(w, .bfloat16), PackedProduct())
    for epilogue in [ProductEpilogue.none, .adding, .activating(.gelu), .activating(.tanh)] {
      var y = before
      product.run(x, by: packed, bias: b, epilogue, into: &y)
      let worst = worstError(of: y, epilogue, x: x, w: w, bias: b, before: before, factors: rounded)
      #expect(worst < 1e-6 + 1e-7 * Double(i), "\(epilogue)")
    }
  }

  @Test("what a row gives depends on no other row, and on no place")
  func company() {
    let (w, b, x) = (random(100, 770, seed: 1), random(1, 100, seed: 2), random(160, 770, seed: 3))
    let (packed, product) = (PackedWeights(w, .bfloat16), PackedProduct())
    var (all, some) = (Matrix(rows: 160, columns: 100), Matrix(rows: 16, columns: 100))
    product.run(x, by: packed, bias: b, .activating(.gelu), into: &all)
    for start in [1, 38, 143] {
      product.run(
        Matrix(rows: 16, columns: 770, elements: Array(x.elements(start * 770..<(start + 16) * 770))), by: packed,
        bias: b, .activating(.gelu), into: &some)
      #expect(some.values == Array(all.elements(start * 100..<(start + 16) * 100)))
    }
  }
}
