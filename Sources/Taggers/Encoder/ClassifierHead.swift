public import Kernels
public import Layers

/// NeMo's token classifier: dropout, `layers − 1` times an `[h, h]` layer and an activation, then `[labels, h]`.
public struct ClassifierHead: ParameterOwner, Sendable {
  /// What a spec's `model.head` says.
  public struct Shape: Codable, Hashable, Sendable {
    /// How many affine layers, at least 1.
    public var layers: Int
    /// Dropout of the hidden states that come in.
    public var dropout: Float
    /// The function between the layers.
    public var activation: String

    /// The functions that a head may have.
    public static let activations = ["relu", "tanh", "sigmoid", "gelu", "silu"]

    /// A shape from its parts.
    public init(layers: Int, dropout: Float, activation: String) {
      (self.layers, self.dropout, self.activation) = (layers, dropout, activation)
    }
  }

  /// Layers, dropout, activation.
  public let shape: Shape
  /// From the first to the last.
  public var affines: [Affine]
  let activation: Activation

  /// Zero weights.
  public init(_ shape: Shape, hidden: Int, labels: Int) {
    self.shape = shape
    activation = Activation(rawValue: shape.activation) ?? .relu
    affines = (0..<shape.layers).map { index in
      Affine(inputs: hidden, outputs: index == shape.layers - 1 ? labels : hidden)
    }
  }

  /// Draws the weights: N(0, 0.02) and zero biases (`transformerInit`), otherwise uniform in ±1/√inputs, as PyTorch's
  /// Linear does.
  public mutating func initialize(transformerInit: Bool, using stream: inout PhiloxStream) {
    for index in affines.indices {
      let (rows, columns) = (affines[index].weight.value.rows, affines[index].weight.value.columns)
      let bound = 1 / Float(columns).squareRoot()
      var weights = [Float](repeating: 0, count: rows * columns)
      for i in weights.indices {
        weights[i] =
          transformerInit ? stream.normal(deviation: 0.02) : Float.random(in: -bound..<bound, using: &stream)
      }
      affines[index].weight.value = Matrix(rows: rows, columns: columns, elements: weights)
      if !transformerInit {
        let biases = (0..<rows).map { _ in Float.random(in: -bound..<bound, using: &stream) }
        affines[index].bias.value = Matrix(rows: 1, columns: rows, elements: biases)
      }
    }
  }

  /// What `backward` needs of `forward`.
  public final class Saved {
    var mask = DropoutMask()
    /// The inputs of every layer.
    var inputs: [Matrix]
    /// The sums before the activations.
    var sums: [Matrix]
    /// Z `[n, labels]`
    public internal(set) var logits: Matrix

    /// Empty.
    public init(_ shape: Shape, hidden: Int, labels: Int) {
      inputs = (0..<shape.layers).map { _ in Matrix(rows: 0, columns: hidden) }
      sums = (1..<max(shape.layers, 1)).map { _ in Matrix(rows: 0, columns: hidden) }
      logits = Matrix(rows: 0, columns: labels)
    }

    /// Hands out the logits to be turned into their gradient in place.
    public func withLogits<R>(_ body: (inout Matrix) -> R) -> R { body(&logits) }
  }

  /// Overwrites `saved`.
  public func forward(_ x: borrowing Matrix, _ pass: borrowing Pass, site: UInt32, saved: Saved) {
    saved.inputs[0].assign(x)
    pass.draw(&saved.mask, rate: shape.dropout, site: site, width: x.columns)
    DropoutKernel.apply(saved.mask, to: &saved.inputs[0])
    for index in affines.indices.dropLast() {
      AffineKernel.product(x: saved.inputs[index], w: affines[index].weight.value, y: &saved.sums[index])
      ActivationKernel.forward(
        activation, u: &saved.sums[index], bias: affines[index].bias.value, a: &saved.inputs[index + 1])
    }
    let last = affines.count - 1
    AffineKernel.forward(
      x: saved.inputs[last], w: affines[last].weight.value, b: affines[last].bias.value, y: &saved.logits)
  }

  /// For inference: `x` `[r, h]` → `logits` `[r, labels]`.
  func infer(_ x: Matrix, scratch: inout Matrix, logits: inout Matrix) {
    let last = affines.count - 1
    guard last > 0 else {
      return AffineKernel.forward(x: x, w: affines[0].weight.value, b: affines[0].bias.value, y: &logits)
    }
    var input = x
    for affine in affines.dropLast() {
      AffineKernel.product(x: input, w: affine.weight.value, y: &scratch)
      ActivationKernel.forwardInPlace(activation, z: &scratch, bias: affine.bias.value)
      swap(&input, &scratch)
    }
    AffineKernel.forward(x: input, w: affines[last].weight.value, b: affines[last].bias.value, y: &logits)
  }

  /// With ∂L/∂logits in `saved.logits`, overwrites `d` with ∂L/∂x and adds to all gradients.
  public mutating func backward(_ d: inout Matrix, saved: Saved) {
    let last = affines.count - 1
    AffineKernel.backwardBias(dy: saved.logits, db: &affines[last].bias.gradient)
    AffineKernel.backwardWeight(dy: saved.logits, x: saved.inputs[last], dw: &affines[last].weight.gradient)
    AffineKernel.backwardInput(dy: saved.logits, w: affines[last].weight.value, dx: &d)
    for index in affines.indices.dropLast().reversed() {
      ActivationKernel.backward(activation, u: saved.sums[index], da: &d)
      AffineKernel.backwardBias(dy: d, db: &affines[index].bias.gradient)
      AffineKernel.backwardWeight(dy: d, x: saved.inputs[index], dw: &affines[index].weight.gradient)
      var next = Matrix(rows: d.rows, columns: d.columns)
      AffineKernel.backwardInput(dy: d, w: affines[index].weight.value, dx: &next)
      d = next
    }
    DropoutKernel.apply(saved.mask, to: &d)
  }

  /// Visits the parameters under NeMo's names: linear layers have the even numbers.
  public mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E) {
    for index in affines.indices { try Self.visit(&affines[index], "mlp.layer\(2 * index)", visit) }
  }
}
