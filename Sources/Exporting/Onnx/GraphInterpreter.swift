import Foundation
import Kernels

/// Computes a graph as the ONNX specification says, operator by operator: slow, plain, and independent of the engine but
/// for matrix products. It knows the operators that `ClassifierGraph` uses.
struct GraphInterpreter {
  /// A tensor while the graph runs.
  enum Value {
    case floats([Int], [Float])
    case integers([Int], [Int])
  }

  private let model: OnnxReader
  private var values: [String: Value] = [:]

  init(_ model: OnnxReader) { self.model = model }

  /// Runs all nodes in their order.
  ///
  /// - Parameter inputs: a tensor for every input of the graph.
  /// - Returns: the shape and the numbers of the first output.
  /// - Throws: `ExportProblem.damaged` where the graph cannot run.
  mutating func run(file: String, _ inputs: [String: Value]) throws -> (shape: [Int], values: [Float]) {
    values = inputs
    for node in model.graph.nodes {
      guard let result = try? compute(node) else {
        throw ExportProblem.damaged(file: file, place: "node '\(node.name)' (\(node.op))", expected: "inputs that fit")
      }
      values[node.output] = result
    }
    guard let output = model.graph.outputs.first, case .floats(let shape, let numbers)? = values[output.name] else {
      throw ExportProblem.damaged(file: file, place: "the output", expected: "a tensor of floats")
    }
    return (shape, numbers)
  }

  /// A node whose inputs do not fit it.
  private struct Misfit: Error {}

  private func compute(_ node: OnnxGraph.Node) throws -> Value {
    switch node.op {
    case "Add": return try broadcast(node, +)
    case "Sub": return try broadcast(node, -)
    case "Mul": return try broadcast(node, *)
    case "Div": return try broadcast(node, /)
    case "Relu": return try map(node) { max($0, 0) }
    case "Tanh": return try map(node) { Float(tanh(Double($0))) }
    case "Sigmoid": return try map(node) { Float(1 / (1 + exp(-Double($0)))) }
    case "Erf": return try map(node) { Float(erf(Double($0))) }
    case "Shape":
      let shape = try dimensions(node.inputs[0])
      let bounds = (node.integer("start") ?? 0)..<(node.integer("end") ?? shape.count)
      guard bounds.upperBound <= shape.count else { throw Misfit() }
      return .integers([bounds.count], Array(shape[bounds]))
    case "Cast":
      guard case .integers(let shape, let numbers) = try value(node, 0) else { throw Misfit() }
      return .floats(shape, numbers.map { Float($0) })
    case "Unsqueeze":
      let (shape, numbers) = try floats(node, 0)
      return .floats(try integers(node, 1).sorted().reduce(into: shape) { $0.insert(1, at: $1) }, numbers)
    case "Reshape":
      let (shape, numbers) = try floats(node, 0)
      let target = try integers(node, 1).enumerated().map { $1 == 0 ? shape[$0] : $1 }
      guard target.reduce(1, *) == numbers.count else { throw Misfit() }
      return .floats(target, numbers)
    case "Gather": return try gather(node)
    case "Slice":
      let (starts, ends, axes) = (try integers(node, 1), try integers(node, 2), try integers(node, 3))
      guard starts == [0], axes == [0], let rows = ends.first, let table = model.initializers[node.inputs[0]],
        table.shape.count == 2, (0...table.shape[0]).contains(rows)
      else { throw Misfit() }
      return .floats([rows, table.shape[1]], model.floats(table, count: rows * table.shape[1]))
    case "Transpose": return try transpose(node)
    case "MatMul": return try product(node)
    case "Softmax":
      let (shape, numbers) = try floats(node, 0)
      return .floats(
        shape,
        rows(numbers, shape) { row in
          let largest = row.max() ?? 0
          let powers = row.map { exp(Double($0 - largest)) }
          let sum = powers.reduce(0, +)
          return powers.map { Float($0 / sum) }
        })
    case "LayerNormalization":
      let ((shape, numbers), (_, gain), (_, shift)) = (try floats(node, 0), try floats(node, 1), try floats(node, 2))
      guard let width = shape.last, gain.count == width, shift.count == width, let epsilon = node.float("epsilon")
      else {
        throw Misfit()
      }
      return .floats(
        shape,
        rows(numbers, shape) { row in
          let mean = row.reduce(0.0) { $0 + Double($1) } / Double(width)
          let variance = row.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / Double(width)
          let inverse = 1 / (variance + Double(epsilon)).squareRoot()
          return row.enumerated().map { Float((Double($1) - mean) * inverse) * gain[$0] + shift[$0] }
        })
    default: throw Misfit()
    }
  }

  // MARK: Inputs

  private func value(_ node: OnnxGraph.Node, _ index: Int) throws -> Value {
    guard node.inputs.indices.contains(index) else { throw Misfit() }
    if let value = values[node.inputs[index]] { return value }
    guard let tensor = model.initializers[node.inputs[index]] else { throw Misfit() }
    return tensor.type == .float32
      ? .floats(tensor.shape, model.floats(tensor)) : .integers(tensor.shape, model.integers(tensor))
  }

  private func floats(_ node: OnnxGraph.Node, _ index: Int) throws -> (shape: [Int], values: [Float]) {
    guard case .floats(let shape, let numbers) = try value(node, index) else { throw Misfit() }
    return (shape, numbers)
  }

  private func integers(_ node: OnnxGraph.Node, _ index: Int) throws -> [Int] {
    guard case .integers(_, let numbers) = try value(node, index) else { throw Misfit() }
    return numbers
  }

  private func dimensions(_ name: String) throws -> [Int] {
    switch values[name] {
    case .floats(let shape, _)?, .integers(let shape, _)?: return shape
    case nil: throw Misfit()
    }
  }

  // MARK: Operators

  private func map(_ node: OnnxGraph.Node, _ body: (Float) -> Float) throws -> Value {
    let (shape, numbers) = try floats(node, 0)
    return .floats(shape, numbers.map(body))
  }

  /// Applies `body` to every row along the last axis.
  private func rows(_ numbers: [Float], _ shape: [Int], _ body: (ArraySlice<Float>) -> [Float]) -> [Float] {
    let width = max(shape.last ?? 1, 1)
    return stride(from: 0, to: numbers.count, by: width).flatMap { body(numbers[$0..<$0 + width]) }
  }

  /// Sizes are aligned at their ends; a size of 1 is repeated.
  private func broadcast(_ node: OnnxGraph.Node, _ body: (Float, Float) -> Float) throws -> Value {
    let (a, b) = (try floats(node, 0), try floats(node, 1))
    let rank = max(a.shape.count, b.shape.count)
    func padded(_ shape: [Int]) -> [Int] { Array(repeating: 1, count: rank - shape.count) + shape }
    let (left, right) = (padded(a.shape), padded(b.shape))
    guard zip(left, right).allSatisfy({ $0 == $1 || $0 == 1 || $1 == 1 }) else { throw Misfit() }
    let shape = zip(left, right).map(max)
    func strides(_ shape: [Int]) -> [Int] {
      var step = 1
      return shape.reversed().map { size in
        defer { step *= size }
        return size == 1 ? 0 : step
      }.reversed()
    }
    let (leftSteps, rightSteps) = (strides(left), strides(right))
    var result = [Float](repeating: 0, count: shape.reduce(1, *))
    var place = [Int](repeating: 0, count: rank)
    var (i, j) = (0, 0)
    for index in result.indices {
      result[index] = body(a.values[i], b.values[j])
      for axis in stride(from: rank - 1, through: 0, by: -1) {
        place[axis] += 1
        (i, j) = (i + leftSteps[axis], j + rightSteps[axis])
        if place[axis] < shape[axis] { break }
        place[axis] = 0
        (i, j) = (i - leftSteps[axis] * shape[axis], j - rightSteps[axis] * shape[axis])
      }
    }
    return .floats(shape, result)
  }

  private func gather(_ node: OnnxGraph.Node) throws -> Value {
    // Only the rows that are asked for are read: a table may be large.
    guard let table = model.initializers[node.inputs[0]], table.shape.count == 2, node.integer("axis") == 0,
      case .integers(let shape, let rows) = try value(node, 1),
      rows.allSatisfy({ (0..<table.shape[0]).contains($0) })
    else { throw Misfit() }
    let width = table.shape[1]
    return .floats(shape + [width], rows.flatMap { model.floats(table, from: $0 * width, count: width) })
  }

  private func transpose(_ node: OnnxGraph.Node) throws -> Value {
    let (shape, numbers) = try floats(node, 0)
    guard let order = node.integers("perm"), order.sorted() == Array(shape.indices) else { throw Misfit() }
    var steps = [Int](repeating: 1, count: shape.count)
    for axis in shape.indices.dropLast().reversed() { steps[axis] = steps[axis + 1] * shape[axis + 1] }
    let target = order.map { shape[$0] }
    let moves = order.map { steps[$0] }
    var result: [Float] = []
    result.reserveCapacity(numbers.count)
    var place = [Int](repeating: 0, count: shape.count)
    for _ in numbers.indices {
      result.append(numbers[zip(place, moves).reduce(0) { $0 + $1.0 * $1.1 }])
      for axis in target.indices.reversed() {
        place[axis] += 1
        if place[axis] < target[axis] { break }
        place[axis] = 0
      }
    }
    return .floats(target, result)
  }

  /// `[…, n, k]·[k, m]`, or a product for each of equal leading sizes.
  private func product(_ node: OnnxGraph.Node) throws -> Value {
    let (a, b) = (try floats(node, 0), try floats(node, 1))
    guard a.shape.count >= 2, b.shape.count >= 2, let k = a.shape.last, b.shape[b.shape.count - 2] == k,
      let m = b.shape.last
    else { throw Misfit() }
    let isShared = b.shape.count == 2
    guard isShared || a.shape.dropLast(2) == b.shape.dropLast(2) else { throw Misfit() }
    let n = isShared ? a.values.count / max(k, 1) : a.shape[a.shape.count - 2]
    var result: [Float] = []
    for batch in 0..<(isShared ? 1 : a.shape.dropLast(2).reduce(1, *)) {
      let left = Matrix(rows: n, columns: k, elements: Array(a.values[batch * n * k..<(batch + 1) * n * k]))
      let right = Matrix(rows: k, columns: m, elements: Array(b.values[batch * k * m..<(batch + 1) * k * m]))
      var out = Matrix(rows: n, columns: m)
      // The product behind an affine layer's backward pass is the plain one: A·B.
      AffineKernel.backwardInput(dy: left, w: right, dx: &out)
      result += out.values
    }
    return .floats(a.shape.dropLast() + [m], result)
  }
}
