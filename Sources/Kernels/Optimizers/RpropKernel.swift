/// Resilient backpropagation, as PyTorch does it: only the gradient's sign counts.
///
/// Riedmiller and Braun: A Direct Adaptive Method for Faster Backpropagation Learning (1993).
///
///     z = sign(g·g′) with g′ the gradient of the step before
///     η ← η·η⁺ if z > 0, η·η⁻ if z < 0, within the bounds         g ← 0 if z < 0
///     p ← p − sign(g)·η                                            every element has its own η
///
/// Every η begins as the learning rate of the first step; later rates change nothing.
public struct RpropKernel: OptimizerKernel, Hashable {
  /// η⁻
  public var shrink = 0.5
  /// η⁺
  public var grow = 1.2
  /// The smallest η.
  public var smallestStep = 1e-6
  /// The largest η.
  public var largestStep = 50.0

  /// PyTorch's constants.
  public init() {}

  /// There is none: it reads 0 and stays 0.
  public var weightDecay: Float {
    get { 0 }
    set {}
  }

  /// g′ and η.
  public func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory {
    let zeros = Matrix(rows: rows, columns: columns)
    return OptimizerMemory(layout, [("prev", zeros), ("step_size", Matrix(rows: rows, columns: columns))])
  }

  /// One step.
  public func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep
  ) {
    var (previous, sizes, _) = memory.take()
    elements.check(value.count, gradient.count, previous.count, sizes.count)
    // The whole table, also the rows that have no gradient yet.
    if step.number == 1 { sizes.fill(Float(step.rate)) }
    let (down, up, scale) = (Float(shrink), Float(grow), step.gradientScale)
    let (least, most) = (Float(smallestStep), Float(largestStep))
    var g = gradient.elements.mutableSpan
    var p = value.elements.mutableSpan
    var q = previous.elements.mutableSpan
    var s = sizes.elements.mutableSpan
    for k in 0..<elements.count {
      for i in elements[k] {
        let slope = g[i] * scale
        let turn = slope * q[i]
        let scaled = s[i] * (turn > 0 ? up : turn < 0 ? down : 1)
        let bounded = scaled < least ? least : scaled > most ? most : scaled
        let used = turn < 0 ? 0 : slope
        s[i] = bounded
        q[i] = used
        g[i] = 0
        p[i] -= used > 0 ? bounded : used < 0 ? -bounded : 0
      }
    }
    memory.give(previous, sizes)
  }
}
