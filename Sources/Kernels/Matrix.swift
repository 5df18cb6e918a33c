/// A row-major `[rows, columns]` matrix of 32-bit floats.
///
/// It is a value; a workspace keeps it in place and passes it `inout`, so that its memory is reused. `rows` can shrink
/// and grow; memory grows only when it exceeds what was there before.
public struct Matrix: Sendable {
  /// How many rows count at present.
  public private(set) var rows: Int
  /// How many columns each row has.
  public let columns: Int
  /// The elements, row by row; there can be more of them than `rows * columns` (capacity).
  @usableFromInline var elements: [Float]

  /// A matrix of zeros.
  public init(rows: Int, columns: Int) {
    require(rows >= 0 && columns >= 0, "[\(rows), \(columns)] is no shape")
    (self.rows, self.columns) = (rows, columns)
    elements = [Float](repeating: 0, count: rows * columns)
  }

  /// A matrix of the given elements, row by row.
  public init(rows: Int, columns: Int, elements: [Float]) {
    require(elements.count == rows * columns, "[\(rows), \(columns)] from \(elements.count) elements")
    (self.rows, self.columns, self.elements) = (rows, columns, elements)
  }

  /// An empty matrix that holds the place of one that was moved elsewhere.
  public static let empty = Matrix(rows: 0, columns: 0)

  /// `rows * columns`.
  public var count: Int { rows * columns }

  /// Changes the number of rows. What the rows hold afterwards is unspecified.
  public mutating func resize(rows: Int) {
    require(rows >= 0, "\(rows) rows")
    if rows * columns > elements.count {
      elements = [Float](repeating: 0, count: rows * columns)
    }
    self.rows = rows
  }

  /// Grows to `rows` rows, which stay what they are; the new ones are zero.
  public mutating func pad(rows: Int) {
    require(rows >= self.rows, "\(rows) rows from \(self.rows)")
    let (start, end) = (count, rows * columns)
    if end > elements.count { elements += [Float](repeating: 0, count: end - elements.count) }
    var y = elements.mutableSpan
    for i in start..<end { y[i] = 0 }
    self.rows = rows
  }

  /// Grows to `rows` rows, which stay what they are; what the new ones hold is unspecified.
  public mutating func grow(rows: Int) {
    require(rows >= self.rows, "\(rows) rows from \(self.rows)")
    let end = rows * columns
    if end > elements.count { elements += [Float](repeating: 0, count: end - elements.count) }
    self.rows = rows
  }

  /// Makes the rows zero that belong to no sequence of a layout, up to its last one.
  public mutating func clearGaps(of layout: SequenceLayout) {
    require(layout.rows <= rows, "a layout of \(layout.rows) rows over \(rows)")
    let columns = columns
    var y = elements.mutableSpan
    for s in 0..<layout.count {
      let gap = layout.gap(before: s)
      for i in gap.lowerBound * columns..<gap.upperBound * columns { y[i] = 0 }
    }
  }

  /// Copies another matrix into this one's memory.
  public mutating func assign(_ other: borrowing Matrix) {
    require(columns == other.columns, "\(columns) columns from \(other.columns)")
    resize(rows: other.rows)
    let n = count
    let source = other.elements.span
    var y = elements.mutableSpan
    for i in 0..<n { y[i] = source[i] }
  }

  /// Sets every element.
  public mutating func fill(_ value: Float) {
    let n = count
    var y = elements.mutableSpan
    for i in 0..<n { y[i] = value }
  }

  /// One element; for tests and small things.
  public subscript(row: Int, column: Int) -> Float {
    get {
      require(row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of [\(rows), \(columns)]")
      return elements[row * columns + column]
    }
    set {
      require(row >= 0 && row < rows && column >= 0 && column < columns, "[\(row), \(column)] of [\(rows), \(columns)]")
      elements[row * columns + column] = newValue
    }
  }

  /// The elements that count, row by row.
  public var values: [Float] { elements.count == count ? elements : Array(elements[..<count]) }

  /// A range of the elements, row by row.
  public func elements(_ range: Range<Int>) -> ArraySlice<Float> {
    require(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
    return elements[range]
  }

  /// One row as an array.
  public func row(_ index: Int) -> [Float] {
    require(index >= 0 && index < rows, "row \(index) of \(rows)")
    return Array(elements[index * columns..<(index + 1) * columns])
  }

  /// Borrows the elements that count as a span.
  public func withSpan<R>(_ body: (Span<Float>) throws -> R) rethrows -> R {
    try body(elements.span.extracting(0..<count))
  }

  /// Borrows the elements that count as a mutable span.
  public mutating func withMutableSpan<R>(_ body: (inout MutableSpan<Float>) throws -> R) rethrows -> R {
    let n = count
    // SAFETY: the pointer does not outlive the closure, and `count` never exceeds the elements.
    return try unsafe elements.withUnsafeMutableBufferPointer { all in
      var span = unsafe MutableSpan(_unsafeElements: UnsafeMutableBufferPointer(rebasing: all[..<n]))
      return try body(&span)
    }
  }
}

extension Matrix: Equatable {
  /// Equal shapes and equal elements.
  public static func == (a: Matrix, b: Matrix) -> Bool {
    a.rows == b.rows && a.columns == b.columns && a.elements[..<a.count] == b.elements[..<b.count]
  }
}
