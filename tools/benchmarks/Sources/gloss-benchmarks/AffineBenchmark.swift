import Foundation
import Kernels

/// Affine layers: `AffineKernel`, which training uses, and `PackedProduct`, which tagging uses, beside OpenBLAS alone.
enum AffineBenchmark {
  static func run(_ machine: MachineSpeed) throws {
    var worst = 0.0
    for shape in AffineShape.all { worst = max(worst, try check(shape)) }
    let table = Table(
      "Affine kernels, one thread, GFLOP/s (share of the peak of \((machine.peak * 1e-9).fixed(1)), share of OpenBLAS on the"
        + " same product in the same run); checked against plain loops, largest error \(worst.scientific) of the terms' sum",
      [
        "layer", "OpenBLAS", "AffineKernel forward", "of peak", "of OpenBLAS", "dX", "of OpenBLAS", "dW", "of OpenBLAS",
        "PackedProduct", "of peak", "of OpenBLAS",
      ])
    for shape in AffineShape.all where shape.isTimed { measure(shape, machine, table) }
  }

  private static func measure(_ shape: AffineShape, _ machine: MachineSpeed, _ table: Table) {
    let (x, w, b) = (
      Matrix.random(shape.rows, shape.inputs, seed: 1), Matrix.random(shape.outputs, shape.inputs, seed: 2),
      Matrix.random(1, shape.outputs, seed: 4)
    )
    let dy = Matrix.random(shape.rows, shape.outputs, seed: 3)
    var y = Matrix(rows: shape.rows, columns: shape.outputs)
    var packedY = y
    var dx = Matrix(rows: shape.rows, columns: shape.inputs)
    var dw = Matrix(rows: shape.outputs, columns: shape.inputs)
    let (packed, product) = (PackedWeights(w), PackedProduct())
    let rates = bestRates([
      shape.openBLAS(), (shape.work, { AffineKernel.forward(x: x, w: w, b: b, y: &y) }),
      shape.openBLASBackwardInput(), (shape.work, { AffineKernel.backwardInput(dy: dy, w: w, dx: &dx) }),
      shape.openBLASBackwardWeight(), (shape.work, { AffineKernel.backwardWeight(dy: dy, x: x, dw: &dw) }),
      (shape.work, { product.run(x, by: packed, bias: b, shape.epilogue, into: &packedY) }),
    ])
    func giga(_ rate: Double) -> String { (rate * 1e-9).fixed(1) }
    table.row([
      shape.name, giga(rates[0]), giga(rates[1]), rates[1].share(of: machine.peak), rates[1].share(of: rates[0]),
      giga(rates[3]), rates[3].share(of: rates[2]), giga(rates[5]), rates[5].share(of: rates[4]),
      giga(rates[6]), rates[6].share(of: machine.peak), rates[6].share(of: rates[0]),
    ])
  }

  /// Compares everything that is timed with loops in double precision: every element of small shapes, and of large ones
  /// every sixteenth row and the last.
  ///
  /// - Returns: the largest error, as a share of the sum of the absolute values of what was added.
  private static func check(_ shape: AffineShape) throws -> Double {
    let (n, i, o) = (shape.rows, shape.inputs, shape.outputs)
    let (x, w, b) = (Matrix.random(n, i, seed: 1), Matrix.random(o, i, seed: 2), Matrix.random(1, o, seed: 4))
    let (dy, before) = (Matrix.random(n, o, seed: 3), Matrix.random(n, o, seed: 5))
    var (y, packedY) = (Matrix(rows: n, columns: o), before)
    AffineKernel.forward(x: x, w: w, b: b, y: &y)
    PackedProduct().run(x, by: PackedWeights(w), bias: b, shape.epilogue, into: &packedY)
    var dx = Matrix(rows: n, columns: i)
    AffineKernel.backwardInput(dy: dy, w: w, dx: &dx)
    let beforeW = Matrix.random(o, i, seed: 6)
    var dw = beforeW
    AffineKernel.backwardWeight(dy: dy, x: x, dw: &dw)
    var db = Matrix(rows: 1, columns: o)
    AffineKernel.backwardBias(dy: dy, db: &db)

    var verification = Verification("affine kernels, \(shape.name)")
    let (xs, ws, bs, ds) = (x.values, w.values, b.values, dy.values)
    /// Σ a·b over `count` pairs, and Σ |a·b|.
    func sum(_ count: Int, _ pair: (Int) -> (Float, Float)) -> (Double, Double) {
      var (total, magnitude) = (0.0, 0.0)
      for index in 0..<count {
        let (p, q) = pair(index)
        let term = Double(p) * Double(q)
        total += term
        magnitude += abs(term)
      }
      return (total, magnitude)
    }
    for r in sampled(n) {
      for c in 0..<o {
        let (product, magnitude) = sum(i) { (xs[r * i + $0], ws[c * i + $0]) }
        let expected = product + Double(bs[c])
        try verification.expect(y[r, c], expected, magnitude: magnitude, at: "Y[\(r), \(c)]")
        let after = shape.epilogue.applied(to: expected, before: Double(before[r, c]))
        try verification.expect(packedY[r, c], after, magnitude: magnitude, at: "packed Y[\(r), \(c)]")
      }
      for c in 0..<i {
        let (expected, magnitude) = sum(o) { (ds[r * o + $0], ws[$0 * i + c]) }
        try verification.expect(dx[r, c], expected, magnitude: magnitude, at: "dX[\(r), \(c)]")
      }
    }
    for r in sampled(o) {
      for c in 0..<i {
        let (product, magnitude) = sum(n) { (ds[$0 * o + r], xs[$0 * i + c]) }
        try verification.expect(
          dw[r, c], product + Double(beforeW[r, c]), magnitude: magnitude, at: "dW[\(r), \(c)]")
      }
      let (expected, magnitude) = sum(n) { (ds[$0 * o + r], 1) }
      try verification.expect(db[0, r], expected, magnitude: magnitude, at: "db[\(r)]")
    }
    return verification.worst
  }

  private static func sampled(_ rows: Int) -> [Int] {
    rows <= 256 ? Array(0..<rows) : Array(stride(from: 0, to: rows, by: 16)) + [rows - 1]
  }
}

extension ProductEpilogue {
  /// What the epilogue makes of X·Wᵀ + b, where `before` stood.
  func applied(to sum: Double, before: Double) -> Double {
    switch self {
    case .none: sum
    case .adding: before + sum
    case .activating(.gelu): 0.5 * sum * (1 + erf(sum / 2.squareRoot()))
    case .activating(let other): preconditionFailure("no reference for \(other)")
    }
  }
}
