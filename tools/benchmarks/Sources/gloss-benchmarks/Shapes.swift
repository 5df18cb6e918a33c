import CMachine
import Kernels

/// The shapes of affine layers: one table serves the check against plain loops and the measurement.
struct AffineShape {
  var name: String
  var rows: Int
  var inputs: Int
  var outputs: Int
  /// What follows the product in the encoder.
  var epilogue = ProductEpilogue.none
  /// Whether it is measured; the others are there to be checked.
  var isTimed = true

  static let all =
    [
      AffineShape(name: "1×1", rows: 16, inputs: 1, outputs: 1, isTimed: false),
      AffineShape(name: "odd", rows: 48, inputs: 7, outputs: 13, epilogue: .adding, isTimed: false),
      AffineShape(name: "odd, GELU", rows: 144, inputs: 129, outputs: 65, epilogue: .activating(.gelu), isTimed: false),
    ] + encoder("MiniLM", rows: 1024, hidden: 384, intermediate: 1536)
    + encoder("BERT-base", rows: 512, hidden: 768, intermediate: 3072)

  /// The affine layers of one encoder layer.
  private static func encoder(_ name: String, rows: Int, hidden h: Int, intermediate f: Int) -> [AffineShape] {
    [
      AffineShape(name: "\(name) QKV", rows: rows, inputs: h, outputs: 3 * h),
      AffineShape(name: "\(name) attention output", rows: rows, inputs: h, outputs: h, epilogue: .adding),
      AffineShape(name: "\(name) up", rows: rows, inputs: h, outputs: f, epilogue: .activating(.gelu)),
      AffineShape(name: "\(name) down", rows: rows, inputs: f, outputs: h, epilogue: .adding),
    ]
  }

  /// Floating-point operations of the product.
  var work: Double { 2 * Double(rows) * Double(inputs) * Double(outputs) }

  /// OpenBLAS by itself on this shape, to be timed.
  func openBLAS() -> (work: Double, body: () -> Void) {
    let x = Matrix.random(rows, inputs, seed: 1).values
    let w = Matrix.random(outputs, inputs, seed: 2).values
    var y = [Float](repeating: 0, count: rows * outputs)
    let (m, n, k) = (Int32(rows), Int32(outputs), Int32(inputs))
    return (work, { machineProduct(m, n, k, x, w, 1, &y) })
  }

  /// OpenBLAS's dY·W.
  func openBLASBackwardInput() -> (work: Double, body: () -> Void) {
    let d = Matrix.random(rows, outputs, seed: 3).values
    let w = Matrix.random(outputs, inputs, seed: 2).values
    var dx = [Float](repeating: 0, count: rows * inputs)
    let (m, n, k) = (Int32(rows), Int32(inputs), Int32(outputs))
    return (work, { machineProduct(m, n, k, d, w, 0, &dx) })
  }

  /// OpenBLAS's dYᵀ·X.
  func openBLASBackwardWeight() -> (work: Double, body: () -> Void) {
    let d = Matrix.random(rows, outputs, seed: 3).values
    let x = Matrix.random(rows, inputs, seed: 1).values
    var dw = [Float](repeating: 0, count: outputs * inputs)
    let (m, n, k) = (Int32(outputs), Int32(inputs), Int32(rows))
    return (work, { machineProductOfTransposed(m, n, k, d, x, &dw) })
  }
}

/// The shapes of self-attention.
struct AttentionShape {
  var name: String
  var hidden: Int
  var heads: Int
  var length: Int
  var isTimed = true

  static let all =
    [
      AttentionShape(name: "tiny", hidden: 2, heads: 1, length: 1, isTimed: false),
      AttentionShape(name: "odd", hidden: 15, heads: 3, length: 7, isTimed: false),
    ]
    + [16, 32, 64, 128, 512].map { AttentionShape(name: "MiniLM", hidden: 384, heads: 12, length: $0) }
    + [16, 32, 64, 128, 512].map { AttentionShape(name: "BERT-base", hidden: 768, heads: 12, length: $0) }

  /// Sequences of a batch of about a thousand rows.
  var sequences: Int { max(2, 1024 / length) }
  var layout: SequenceLayout { SequenceLayout(lengths: Array(repeating: length, count: sequences)) }
  /// Floating-point operations of the forward pass's two products; the backward pass has four.
  var work: Double { 4 * Double(sequences * hidden) * Double(length * length) }
}
