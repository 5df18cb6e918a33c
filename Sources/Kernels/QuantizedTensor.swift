/// The weights of an affine layer as signed 8-bit numbers: w = scale·v, with a scale for each output, |v| ≤ 127.
public struct QuantizedTensor: Hashable, Sendable {
  /// i
  public let inputs: Int
  /// v `[outputs, inputs]`, row by row.
  public let numbers: [Int8]
  /// `[outputs]`
  public let scales: [Float]

  /// From numbers and scales, as they were stored; `nil` if their counts do not belong together, or there are none.
  public init?(numbers: [Int8], scales: [Float]) {
    guard !scales.isEmpty, !numbers.isEmpty, numbers.count % scales.count == 0 else { return nil }
    (self.numbers, self.scales, inputs) = (numbers, scales, numbers.count / scales.count)
  }

  /// The nearest numbers of a weight matrix `[outputs, inputs]`; the largest of each output becomes ±127.
  public init(_ w: borrowing Matrix) {
    require(w.rows > 0 && w.columns > 0, "[\(w.rows), \(w.columns)]")
    inputs = w.columns
    var (numbers, scales) = ([Int8](), [Float]())
    numbers.reserveCapacity(w.count)
    for r in 0..<w.rows {
      let row = w.elements(r * w.columns..<(r + 1) * w.columns)
      let largest = row.reduce(0) { max($0, $1.magnitude) }
      // What is no number, or too small for a scale, is zero: `isFinite` is the caller's question.
      let isUsable = largest.isFinite && largest > 1e-30
      scales.append(isUsable ? largest / 127 : 0)
      for value in row {
        let number = isUsable ? (value / largest * 127).rounded(.toNearestOrEven) : 0
        numbers.append(Int8(exactly: max(-127, min(127, number))) ?? 0)
      }
    }
    (self.numbers, self.scales) = (numbers, scales)
  }

  /// o
  public var outputs: Int { scales.count }

  /// Some outputs.
  public func outputs(_ range: Range<Int>) -> QuantizedTensor {
    require(range.lowerBound >= 0 && range.upperBound <= outputs && !range.isEmpty, "outputs \(range) of \(outputs)")
    let numbers = Array(numbers[range.lowerBound * inputs..<range.upperBound * inputs])
    guard let part = QuantizedTensor(numbers: numbers, scales: Array(scales[range])) else { stop("a part of nothing") }
    return part
  }

  /// scale·v `[outputs, inputs]`.
  public var values: Matrix {
    Matrix(
      rows: outputs, columns: inputs, elements: numbers.indices.map { Float(numbers[$0]) * scales[$0 / inputs] })
  }
}
