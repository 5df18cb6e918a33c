import Foundation

/// An ONNX model read back: its structure, and where its numbers lie.
struct OnnxReader {
  /// A tensor of the file.
  struct Tensor {
    var name = ""
    var shape: [Int] = []
    var type = OnnxGraph.ElementType.float32
    /// Its numbers in the storage, or in the external one.
    var range = 0..<0
    var isExternal = false
    /// How many numbers it has.
    var count: Int { shape.reduce(1, *) }
  }

  /// The graph without its initializers.
  private(set) var graph = OnnxGraph(name: "")
  private(set) var initializers: [String: Tensor] = [:]
  private(set) var irVersion = 0
  private(set) var opset = 0
  private let file: String
  private let storage: Data
  private let external: Data
  private let externalRange: Range<Int>

  private typealias Field = OnnxFile.Field

  /// Reads a model.
  ///
  /// - Parameters:
  ///   - range: where its message lies in the storage.
  ///   - external: the file beside it, if there is one, and `externalRange` where in this storage it lies.
  /// - Throws: `ExportProblem.damaged`.
  init(
    file: String, storage: Data, range: Range<Int>, external: Data = Data(), externalRange: Range<Int>? = nil
  ) throws {
    (self.file, self.storage, self.external) = (file, storage, external)
    self.externalRange = externalRange ?? 0..<external.count
    do {
      try readModel(range)
    } catch let damage as ProtobufDamage {
      throw ExportProblem.damaged(file: file, place: "byte \(damage.offset)", expected: "a field of a protobuf message")
    }
  }

  /// A tensor's floats, or its rows from one on.
  func floats(_ tensor: Tensor, from first: Int = 0, count: Int? = nil) -> [Float] {
    let source = tensor.isExternal ? external : storage
    let count = count ?? tensor.count
    let start = tensor.range.lowerBound + 4 * first
    precondition(first >= 0 && start + 4 * count <= tensor.range.upperBound, "numbers \(first)+\(count)")
    var floats = [Float](repeating: 0, count: count)
    var target = floats.mutableSpan
    let bytes = source.span
    for i in target.indices {
      let at = start + 4 * i
      let low = UInt32(bytes[at]) | UInt32(bytes[at + 1]) << 8
      let high = UInt32(bytes[at + 2]) | UInt32(bytes[at + 3]) << 8
      target[i] = Float(bitPattern: low | high << 16)
    }
    return floats
  }

  /// A tensor's integers.
  func integers(_ tensor: Tensor) -> [Int] {
    let source = tensor.isExternal ? external : storage
    return (0..<tensor.count).map { index in
      let start = tensor.range.lowerBound + 8 * index
      return Int(
        truncatingIfNeeded: (0..<8).reduce(UInt64(0)) { $0 | UInt64(source[start + $1]) << UInt64(8 * $1) })
    }
  }

  /// A tensor's bytes as they stand in the file.
  func bytes(_ tensor: Tensor) -> Data { (tensor.isExternal ? external : storage)[tensor.range] }

  private func text(_ range: Range<Int>) -> String { String(decoding: storage[range], as: UTF8.self) }

  private func damaged(_ place: String, _ expected: String) -> ExportProblem {
    .damaged(file: file, place: place, expected: expected)
  }

  private mutating func readModel(_ range: Range<Int>) throws {
    var reader = ProtobufReader(storage, range)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (Field.modelIRVersion, .integer(let version)): irVersion = version
      case (Field.modelGraph, .bytes(let range)): try readGraph(range)
      case (Field.modelOpset, .bytes(let range)):
        var entry = ProtobufReader(storage, range)
        while let (field, value) = try entry.next() {
          if case (Field.opsetVersion, .integer(let version)) = (field, value) { opset = version }
        }
      default: break
      }
    }
  }

  private mutating func readGraph(_ range: Range<Int>) throws {
    var reader = ProtobufReader(storage, range)
    while let (field, value) = try reader.next() {
      guard case .bytes(let range) = value else { continue }
      switch field {
      case Field.graphName: graph.name = text(range)
      case Field.graphNode: graph.nodes.append(try node(range))
      case Field.graphInput: graph.inputs.append(try port(range))
      case Field.graphOutput: graph.outputs.append(try port(range))
      case Field.graphInitializer:
        let tensor = try tensor(range)
        guard initializers.updateValue(tensor, forKey: tensor.name) == nil else {
          throw damaged("initializer '\(tensor.name)'", "each name once")
        }
      default: break
      }
    }
  }

  private func node(_ range: Range<Int>) throws -> OnnxGraph.Node {
    var node = OnnxGraph.Node(name: "", op: "", inputs: [], output: "")
    var reader = ProtobufReader(storage, range)
    while let (field, value) = try reader.next() {
      guard case .bytes(let range) = value else { continue }
      switch field {
      case Field.nodeInput: node.inputs.append(text(range))
      case Field.nodeOutput: node.output = text(range)
      case Field.nodeName: node.name = text(range)
      case Field.nodeOp: node.op = text(range)
      case Field.nodeAttribute:
        let (name, attribute) = try attribute(range)
        node.attributes[name] = attribute
      default: break
      }
    }
    return node
  }

  private func attribute(_ range: Range<Int>) throws -> (String, OnnxGraph.Attribute) {
    var name = ""
    var attribute: OnnxGraph.Attribute?
    var list: [Int] = []
    var reader = ProtobufReader(storage, range)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (Field.attributeName, .bytes(let range)): name = text(range)
      case (Field.attributeFloat, .float(let number)): attribute = .float(number)
      case (Field.attributeInteger, .integer(let number)): attribute = .integer(number)
      case (Field.attributeIntegers, .integer(let number)): list.append(number)
      default: break
      }
    }
    return (name, attribute ?? .integers(list))
  }

  private func tensor(_ range: Range<Int>) throws -> Tensor {
    var tensor = Tensor()
    var entries: [String: String] = [:]
    var type = 0
    var reader = ProtobufReader(storage, range)
    while let (field, value) = try reader.next() {
      switch (field, value) {
      case (Field.tensorDimension, .integer(let size)): tensor.shape.append(size)
      case (Field.tensorType, .integer(let number)): type = number
      case (Field.tensorName, .bytes(let range)): tensor.name = text(range)
      case (Field.tensorRaw, .bytes(let range)): tensor.range = range
      case (Field.tensorLocation, .integer(let place)): tensor.isExternal = place == 1
      case (Field.tensorExternal, .bytes(let range)):
        let (key, value) = try entry(range)
        entries[key] = value
      default: break
      }
    }
    guard let known = OnnxGraph.ElementType(rawValue: type) else {
      throw damaged("initializer '\(tensor.name)'", "floats or 64-bit integers")
    }
    tensor.type = known
    if tensor.isExternal {
      guard let offset = entries["offset"].flatMap({ Int($0) }), let length = entries["length"].flatMap({ Int($0) }),
        offset >= 0, length >= 0, offset <= externalRange.count, length <= externalRange.count - offset
      else { throw damaged("initializer '\(tensor.name)'", "a place in the file of external data") }
      let start = externalRange.lowerBound + offset
      tensor.range = start..<start + length
    }
    var size = known.size
    for dimension in tensor.shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: dimension)
      guard dimension >= 0, !overflow else { throw damaged("initializer '\(tensor.name)'", "sizes of a tensor") }
      size = product
    }
    guard size == tensor.range.count else {
      throw damaged("initializer '\(tensor.name)'", "\(size) bytes for the shape \(tensor.shape)")
    }
    return tensor
  }

  private func entry(_ range: Range<Int>) throws -> (String, String) {
    var (key, content) = ("", "")
    var reader = ProtobufReader(storage, range)
    while let (field, value) = try reader.next() {
      guard case .bytes(let range) = value else { continue }
      if field == Field.entryKey { key = text(range) } else if field == Field.entryValue { content = text(range) }
    }
    return (key, content)
  }

  private func port(_ range: Range<Int>) throws -> OnnxGraph.Port {
    var port = OnnxGraph.Port(name: "", type: .float32, dimensions: [])
    var reader = ProtobufReader(storage, range)
    while let (field, value) = try reader.next() {
      guard case .bytes(let range) = value else { continue }
      if field == Field.portName { port.name = text(range) }
      if field == Field.portType { try readType(range, into: &port) }
    }
    return port
  }

  /// TypeProto → Tensor → element type and shape, each a message in the one before.
  private func readType(_ range: Range<Int>, into port: inout OnnxGraph.Port) throws {
    var types = ProtobufReader(storage, range)
    while let (field, value) = try types.next() {
      guard case (Field.typeTensor, .bytes(let range)) = (field, value) else { continue }
      var tensors = ProtobufReader(storage, range)
      while let (field, value) = try tensors.next() {
        switch (field, value) {
        case (Field.tensorElement, .integer(let number)):
          guard let type = OnnxGraph.ElementType(rawValue: number) else {
            throw damaged("'\(port.name)'", "floats or 64-bit integers")
          }
          port.type = type
        case (Field.tensorShape, .bytes(let range)):
          var shape = ProtobufReader(storage, range)
          while let (_, value) = try shape.next() {
            guard case .bytes(let range) = value else { continue }
            var dimension = ProtobufReader(storage, range)
            while let (field, value) = try dimension.next() {
              switch (field, value) {
              case (Field.dimensionValue, .integer(let size)): port.dimensions.append(.fixed(size))
              case (Field.dimensionName, .bytes(let range)): port.dimensions.append(.named(text(range)))
              default: break
              }
            }
          }
        default: break
        }
      }
    }
  }
}
