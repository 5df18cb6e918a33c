import Kernels

/// A fully connected layer: `[n, inputs] → [n, outputs]`.
public struct Affine: ParameterOwner, Sendable {
  /// `[outputs, inputs]`
  public var weight: Parameter
  /// `[1, outputs]`
  public var bias: Parameter
  /// What files call it: several names where projections are fused row upon row.
  let names: [String]

  /// Zeros.
  public init(inputs: Int, outputs: Int, names: [String] = []) {
    weight = Parameter(Matrix(rows: outputs, columns: inputs))
    bias = Parameter(vector: outputs)
    self.names = names
  }

  /// Visits weight and bias.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    let weights = names.isEmpty ? ["weight"] : names.map { $0 + ".weight" }
    let biases = names.isEmpty ? ["bias"] : names.map { $0 + ".bias" }
    try visit(ParameterPath(stacking: weights), &weight)
    try visit(ParameterPath(stacking: biases), &bias)
  }
}

/// The gain and shift of a LayerNorm.
public struct Norm: ParameterOwner, Sendable {
  /// γ `[1, width]`
  public var gamma: Parameter
  /// β `[1, width]`
  public var beta: Parameter

  /// γ = 1, β = 0.
  public init(width: Int) {
    gamma = Parameter(vector: width, filledWith: 1, role: .norm)
    beta = Parameter(vector: width, role: .norm)
  }

  /// Visits γ and β under the names `weight` and `bias`.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    try visit(ParameterPath("weight"), &gamma)
    try visit(ParameterPath("bias"), &beta)
  }
}
