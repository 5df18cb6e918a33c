public import Kernels

/// A trainable matrix with the gradient that a backward pass accumulates.
public struct Parameter: Sendable {
  /// The weights `[rows, columns]`.
  public var value: Matrix
  /// ∂L/∂value, the same shape; empty until `allocateGradient`.
  public var gradient: Matrix = .empty
  /// Whether the value is one row that files store as a vector.
  public var isVector: Bool
  /// What it is to its layer.
  public let role: ParameterRole
  /// For tables whose gradient has few rows that are not zero: which ones. `nil` for all other parameters.
  public var touched: TouchedRows?

  /// A matrix.
  public init(_ value: Matrix, isVector: Bool = false, role: ParameterRole = .weight) {
    (self.value, self.isVector, self.role) = (value, isVector, role)
  }

  /// A row of `count` elements, all `value`.
  public init(vector count: Int, filledWith value: Float = 0, role: ParameterRole = .bias) {
    var row = Matrix(rows: 1, columns: count)
    row.fill(value)
    self.init(row, isVector: true, role: role)
  }

  /// The shape that files give it.
  public var shape: [Int] { isVector ? [value.columns] : [value.rows, value.columns] }

  /// Whether training changes it.
  public var isTrained: Bool { gradient.count > 0 }

  /// Makes room for a gradient of zeros.
  public mutating func allocateGradient(sparseRows: Bool = false) {
    gradient = Matrix(rows: value.rows, columns: value.columns)
    touched = sparseRows ? TouchedRows(rows: value.rows) : nil
  }
}

/// The rows of a gradient that may differ from zero.
public struct TouchedRows: Sendable {
  /// In the order in which they were first touched.
  public private(set) var rows: [Int32] = []
  private var flags: [Bool]

  /// None of `rows` rows.
  public init(rows: Int) { flags = [Bool](repeating: false, count: rows) }

  /// Marks rows; ids outside the table are our own bug.
  public mutating func insert(_ ids: some Sequence<Int32>) {
    for id in ids where !flags[Int(id)] {
      flags[Int(id)] = true
      rows.append(id)
    }
  }

  /// Whether a row is marked.
  public func contains(_ row: Int32) -> Bool { flags[Int(row)] }

  /// Unmarks all.
  public mutating func removeAll() {
    for row in rows { flags[Int(row)] = false }
    rows.removeAll(keepingCapacity: true)
  }
}
