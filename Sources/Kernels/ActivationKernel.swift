/// The functions between affine layers, by the names that model configurations give them.
public enum Activation: String, Sendable, CaseIterable {
  /// x·Φ(x), with the exact distribution function.
  case gelu
  /// ½x(1 + tanh(√(2/π)(x + 0.044715 x³))), the approximation of the first BERT and of GPT-2.
  case geluTanh = "gelu_new"
  /// max(x, 0).
  case relu
  /// tanh x.
  case tanh
  /// 1/(1 + e⁻ˣ).
  case sigmoid
  /// x/(1 + e⁻ˣ).
  case silu
}

/// A = act(U), U = Z + b        Z, U, A `[n, f]`   b `[1, f]`
public enum ActivationKernel {
  /// Adds the bias to `u` in place (training needs U again) and overwrites `a`.
  public static func forward(_ kind: Activation, u: inout Matrix, bias: borrowing Matrix, a: inout Matrix) {
    require(bias.count == u.columns && a.columns == u.columns, "bias of \(bias.count) for \(u.columns) columns")
    AffineKernel.addBias(bias, to: &u)
    a.resize(rows: u.rows)
    let n = u.count
    let x = u.elements.span
    var y = a.elements.mutableSpan
    switch kind {
    case .gelu: for i in 0..<n { y[i] = x[i] * normalDistribution(x[i]).phi }
    case .geluTanh: for i in 0..<n { y[i] = 0.5 * x[i] * (1 + fastTanh(inner(x[i]))) }
    case .relu: for i in 0..<n { y[i] = max(x[i], 0) }
    case .tanh: for i in 0..<n { y[i] = fastTanh(x[i]) }
    case .sigmoid: for i in 0..<n { y[i] = fastSigmoid(x[i]) }
    case .silu: for i in 0..<n { y[i] = x[i] * fastSigmoid(x[i]) }
    }
  }

  /// Some rows of A become act(A) in place.
  static func apply(_ kind: Activation, to a: inout Matrix, rows: Range<Int>) {
    require(rows.lowerBound >= 0 && rows.upperBound <= a.rows, "rows \(rows) of \(a.rows)")
    let range = rows.lowerBound * a.columns..<rows.upperBound * a.columns
    var y = a.elements.mutableSpan
    switch kind {
    case .gelu: for i in range { y[i] = y[i] * normalDistribution(y[i]).phi }
    case .geluTanh: for i in range { y[i] = 0.5 * y[i] * (1 + fastTanh(inner(y[i]))) }
    case .relu: for i in range { y[i] = max(y[i], 0) }
    case .tanh: for i in range { y[i] = fastTanh(y[i]) }
    case .sigmoid: for i in range { y[i] = fastSigmoid(y[i]) }
    case .silu: for i in range { y[i] = y[i] * fastSigmoid(y[i]) }
    }
  }

  /// Z becomes act(Z + b), in one pass and in place: for inference, which needs U no more.
  public static func forwardInPlace(_ kind: Activation, z: inout Matrix, bias: borrowing Matrix) {
    require(bias.count == z.columns, "bias of \(bias.count) for \(z.columns) columns")
    guard kind == .gelu || kind == .relu else {
      // The rare ones share the two-pass code.
      var a = Matrix(rows: z.rows, columns: z.columns)
      forward(kind, u: &z, bias: bias, a: &a)
      z = a
      return
    }
    let (rows, columns) = (z.rows, z.columns)
    let b = bias.elements.span
    var y = z.elements.mutableSpan
    for r in 0..<rows {
      let at = r &* columns
      if kind == .gelu {
        for j in 0..<columns {
          let v = y[at &+ j] + b[j]
          y[at &+ j] = v * normalDistribution(v).phi
        }
      } else {
        for j in 0..<columns { y[at &+ j] = max(y[at &+ j] + b[j], 0) }
      }
    }
  }

  /// Turns `da` = ∂L/∂A into ∂L/∂U in place.
  public static func backward(_ kind: Activation, u: borrowing Matrix, da: inout Matrix) {
    require(u.rows == da.rows && u.columns == da.columns, "[\(u.rows), \(u.columns)] and [\(da.rows), \(da.columns)]")
    let n = u.count
    let x = u.elements.span
    var d = da.elements.mutableSpan
    switch kind {
    case .gelu:
      // d/dx x·Φ(x) = Φ(x) + x·φ(x)
      for i in 0..<n {
        let (phi, gauss) = normalDistribution(x[i])
        d[i] *= phi.addingProduct(x[i] * 0.398_942_28, gauss)
      }
    case .geluTanh:
      for i in 0..<n {
        let t = fastTanh(inner(x[i]))
        let slope = Float(0.797_884_56) * (1 + 3 * 0.044_715 * x[i] * x[i])
        d[i] *= 0.5 * (1 + t) + 0.5 * x[i] * (1 - t * t) * slope
      }
    case .relu: for i in 0..<n { d[i] = x[i] > 0 ? d[i] : 0 }
    case .tanh:
      for i in 0..<n {
        let t = fastTanh(x[i])
        d[i] *= 1 - t * t
      }
    case .sigmoid:
      for i in 0..<n {
        let s = fastSigmoid(x[i])
        d[i] *= s * (1 - s)
      }
    case .silu:
      for i in 0..<n {
        let s = fastSigmoid(x[i])
        d[i] *= s * (1 + x[i] * (1 - s))
      }
    }
  }

  @inline(__always)
  private static func inner(_ x: Float) -> Float {
    0.797_884_56 * (x + 0.044_715 * x * x * x)
  }
}
