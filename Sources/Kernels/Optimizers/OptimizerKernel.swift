/// The arithmetic of an optimizer: how one step changes one parameter.
///
/// A kernel holds the optimizer's constants. What the optimizer remembers of a parameter is an `OptimizerMemory`, which the
/// kernel makes and then gets back at every step.
public protocol OptimizerKernel: Sendable {
  /// λ: how strongly weights are drawn to zero. What it does exactly is the optimizer's matter.
  var weightDecay: Float { get set }
  /// Whether a row of a table that never had a gradient changes by `decay` alone, so that it can be left out.
  var leavesIdleRows: Bool { get }
  /// Whether a step looks at every element of a table, even of one whose gradient has few rows.
  var readsWholeTables: Bool { get }

  /// The learning rate of a step (from 1), given what the schedule says.
  func rate(step: Int, scheduled: Double) -> Double

  /// The same optimizer with another momentum (μ or β₁); `nil` if it has none.
  func withMomentum(_ momentum: Double) -> (any OptimizerKernel)?

  /// What a step multiplies an element by that never had a gradient; 1 leaves it.
  func decay(rate: Double) -> Float

  /// The memory of a parameter before the first step.
  func memory(rows: Int, columns: Int, _ layout: TensorLayout) -> OptimizerMemory

  /// One step over some elements of a parameter; clears their gradients.
  func update(
    value: inout Matrix, gradient: inout Matrix, memory: inout OptimizerMemory, elements: UpdatedElements,
    _ step: OptimizerStep)
}

extension OptimizerKernel {
  /// Decay that is added to the gradient gives every element one.
  public var leavesIdleRows: Bool { weightDecay == 0 }
  /// Element by element.
  public var readsWholeTables: Bool { false }
  /// The schedule's.
  public func rate(step: Int, scheduled: Double) -> Double { scheduled }
  /// None.
  public func withMomentum(_ momentum: Double) -> (any OptimizerKernel)? { nil }
  /// No decay but what the gradient brings.
  public func decay(rate: Double) -> Float { 1 }
}

/// Where a run stands, as an optimizer sees it.
public struct OptimizerStep: Sendable, Hashable {
  /// The number of the step, from 1.
  public var number: Int
  /// The learning rate η.
  public var rate: Double
  /// What gradients are multiplied by first: the clipping factor.
  public var gradientScale: Float

  /// A step from its parts.
  public init(number: Int, rate: Double, gradientScale: Float) {
    require(number >= 1, "step \(number)")
    (self.number, self.rate, self.gradientScale) = (number, rate, gradientScale)
  }
}

/// What tensors a parameter is made of.
public struct TensorLayout: Sendable, Hashable {
  /// How many tensors of equal size stand one after the other in the matrix (query, key and value in one).
  public var parts: Int
  /// Whether each is a vector.
  public var isVector: Bool

  /// A layout from its parts.
  public init(parts: Int, isVector: Bool) {
    require(parts >= 1, "\(parts) tensors")
    (self.parts, self.isVector) = (parts, isVector)
  }
}

/// What an optimizer remembers of one parameter: up to three matrices, under PyTorch's names.
public struct OptimizerMemory: Sendable {
  /// The names of the matrices in use, in order.
  public let names: [String]
  /// What tensors the parameter is made of.
  public let layout: TensorLayout
  var first = Matrix.empty
  var second = Matrix.empty
  var third = Matrix.empty

  /// A memory of up to three named matrices.
  public init(_ layout: TensorLayout, _ cells: [(name: String, value: Matrix)]) {
    require(cells.count <= 3, "\(cells.count) matrices")
    self.layout = layout
    names = cells.map(\.name)
    for (index, cell) in cells.enumerated() { self[index] = cell.value }
  }

  /// The matrix of a name's place.
  public subscript(index: Int) -> Matrix {
    get {
      require(names.indices.contains(index), "matrix \(index) of \(names.count)")
      return index == 0 ? first : index == 1 ? second : third
    }
    set {
      switch index {
      case 0: first = newValue
      case 1: second = newValue
      case 2: third = newValue
      default: require(false, "matrix \(index) of 3")
      }
    }
  }
}

extension OptimizerMemory {
  /// Moves the matrices out, so that a step changes them in place; `give` puts them back.
  mutating func take() -> (Matrix, Matrix, Matrix) {
    var taken = (Matrix.empty, Matrix.empty, Matrix.empty)
    swap(&taken.0, &first)
    swap(&taken.1, &second)
    swap(&taken.2, &third)
    return taken
  }

  /// Puts the matrices back.
  mutating func give(_ first: consuming Matrix, _ second: consuming Matrix, _ third: consuming Matrix = .empty) {
    (self.first, self.second, self.third) = (first, second, third)
  }
}

/// Which elements of a parameter a step changes: all, or some rows.
public struct UpdatedElements: Sendable {
  private let rows: [Int32]?
  private let width: Int
  private let total: Int

  /// All elements.
  public static func all(_ matrix: borrowing Matrix) -> UpdatedElements {
    UpdatedElements(rows: nil, width: matrix.count, total: matrix.count)
  }

  /// Some rows, in the given order.
  public static func rows(_ rows: [Int32], of matrix: borrowing Matrix) -> UpdatedElements {
    for row in rows { require(row >= 0 && Int(row) < matrix.rows, "row \(row) of \(matrix.rows)") }
    return UpdatedElements(rows: rows, width: matrix.columns, total: matrix.count)
  }

  /// How many ranges there are.
  var count: Int { rows?.count ?? 1 }

  /// A range of elements, always inside the matrix.
  subscript(index: Int) -> Range<Int> {
    guard let rows else { return 0..<total }
    let start = Int(rows[index]) * width
    return start..<start + width
  }

  /// The ranges inside one of `parts` equal tensors.
  func ranges(part: Int, of parts: Int) -> [Range<Int>] {
    guard rows == nil else {
      require(parts == 1, "rows of \(parts) tensors")
      return (0..<count).map { self[$0] }
    }
    return [total / parts * part..<total / parts * (part + 1)]
  }

  /// Checks that all the matrices have an element for each of the parameter's.
  func check(_ counts: Int...) {
    for count in counts { require(count == total, "\(count) elements for \(total)") }
  }
}
