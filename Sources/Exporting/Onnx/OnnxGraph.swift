import Foundation
import Taggers

/// A computation as ONNX describes it: nodes in an order in which they can run, and the tensors that they begin with.
struct OnnxGraph {
  /// The numbers of ONNX for the types of elements that we use.
  enum ElementType: Int {
    case float32 = 1
    case int64 = 7

    /// Bytes an element.
    var size: Int { self == .float32 ? 4 : 8 }
  }

  /// What a node is told besides its inputs.
  enum Attribute: Hashable {
    case integer(Int)
    case float(Float)
    case integers([Int])
  }

  /// One operator at work.
  struct Node: Hashable {
    var name: String
    var op: String
    var inputs: [String]
    var output: String
    var attributes: [String: Attribute] = [:]

    /// An attribute that is an integer.
    func integer(_ name: String) -> Int? { if case .integer(let value)? = attributes[name] { value } else { nil } }
    /// An attribute that is a list of integers.
    func integers(_ name: String) -> [Int]? { if case .integers(let value)? = attributes[name] { value } else { nil } }
    /// An attribute that is a number.
    func float(_ name: String) -> Float? { if case .float(let value)? = attributes[name] { value } else { nil } }
  }

  /// A size of an input or output.
  enum Dimension: Hashable {
    case fixed(Int)
    /// Any size; equal names are equal sizes.
    case named(String)
  }

  /// An input or an output.
  struct Port: Hashable {
    var name: String
    var type: ElementType
    var dimensions: [Dimension]
  }

  /// A tensor that is part of the model.
  enum Initializer {
    case weights(WeightTensor)
    case integers(name: String, values: [Int])

    var name: String {
      switch self {
      case .weights(let tensor): tensor.name
      case .integers(let name, _): name
      }
    }

    var shape: [Int] {
      switch self {
      case .weights(let tensor): tensor.shape
      case .integers(_, let values): [values.count]
      }
    }

    var type: ElementType {
      switch self {
      case .weights: .float32
      case .integers: .int64
      }
    }

    /// How many bytes its numbers take.
    var byteCount: Int { shape.reduce(type.size, *) }

    /// Hands the numbers to `emit`, little-endian, a piece at a time.
    func write(to emit: (Data) throws -> Void) throws {
      switch self {
      case .weights(let tensor): try tensor.write(to: emit)
      case .integers(_, let values):
        try emit(Data(values.flatMap { value in (0..<8).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }))
      }
    }
  }

  var name: String
  var nodes: [Node] = []
  var initializers: [Initializer] = []
  var inputs: [Port] = []
  var outputs: [Port] = []
  /// What the file says about itself besides the graph.
  var metadata: [(key: String, value: String)] = []

  /// The version of the standard operators; LayerNormalization came with it.
  static let opset = 17
}
