public import Foundation
import Taggers

/// A model as the bytes of an `.onnx` file, handed out a piece at a time.
///
/// The whole file is one protobuf message, `ModelProto`, in which the weights are raw data inside the graph. Lengths stand
/// before contents, so the sizes of all pieces are added up first. A message has less than 2 GiB; beyond that, the numbers
/// stand in a file of their own and the message says where.
public struct OnnxFile {
  private enum Piece {
    case bytes(Data)
    case numbers(OnnxGraph.Initializer)
  }

  private var pieces: [Piece] = []
  /// The size of the message.
  public private(set) var byteCount = 0
  /// The initializers in the file beside this one, each behind so many zeros.
  private var outside: [(padding: Int, initializer: OnnxGraph.Initializer)] = []
  /// The size of the file beside this one; `nil` if there is none.
  public private(set) var externalByteCount: Int?

  /// The largest message that protobuf's readers take.
  static let messageLimit = Int(Int32.max)
  /// External numbers start at multiples of this.
  private static let alignment = 64
  /// Smaller tensors stay in the message.
  private static let smallestExternal = 1024

  /// The fields of onnx.proto, by message.
  enum Field {
    static let modelIRVersion = 1, modelProducer = 2, modelProducerVersion = 3, modelGraph = 7, modelOpset = 8
    static let modelMetadata = 14, opsetVersion = 2, entryKey = 1, entryValue = 2
    static let graphNode = 1, graphName = 2, graphInitializer = 5, graphInput = 11, graphOutput = 12
    static let nodeInput = 1, nodeOutput = 2, nodeName = 3, nodeOp = 4, nodeAttribute = 5
    static let attributeName = 1, attributeFloat = 2, attributeInteger = 3, attributeIntegers = 8, attributeType = 20
    static let tensorDimension = 1, tensorType = 2, tensorName = 8, tensorRaw = 9, tensorExternal = 13
    static let tensorLocation = 14
    static let portName = 1, portType = 2, typeTensor = 1, tensorElement = 1, tensorShape = 2, shapeDimension = 1
    static let dimensionValue = 1, dimensionName = 2
  }

  /// The file of a graph.
  ///
  /// - Parameters:
  ///   - externalName: what the file beside this one is called, should there be one.
  ///   - limit: the size from which on numbers go there.
  init(_ graph: OnnxGraph, producerVersion: String, externalName: String, limit: Int = messageLimit) {
    let numbers = graph.initializers.reduce(0) { $0 + $1.byteCount + 256 }
    let isExternal = numbers > limit - (1 << 20)
    var body = ProtobufMessage()
    for node in graph.nodes { body.add(Field.graphNode, Self.message(node)) }
    body.add(Field.graphName, graph.name)
    var graphPieces: [Piece] = [.bytes(body.bytes)]
    var graphSize = body.bytes.count
    for initializer in graph.initializers {
      var head = ProtobufMessage()
      for size in initializer.shape { head.add(Field.tensorDimension, size) }
      head.add(Field.tensorType, initializer.type.rawValue)
      head.add(Field.tensorName, initializer.name)
      var size = head.bytes.count
      var inside: OnnxGraph.Initializer?
      if isExternal, initializer.byteCount >= Self.smallestExternal {
        let offset = place(initializer)
        let entries = [
          ("location", externalName), ("offset", String(offset)), ("length", String(initializer.byteCount)),
        ]
        for (key, value) in entries { head.add(Field.tensorExternal, Self.entry(key, value)) }
        head.add(Field.tensorLocation, 1)
        size = head.bytes.count
      } else {
        head.open(Field.tensorRaw, length: initializer.byteCount)
        size = head.bytes.count + initializer.byteCount
        inside = initializer
      }
      var opening = ProtobufMessage()
      opening.open(Field.graphInitializer, length: size)
      graphPieces.append(.bytes(opening.bytes + head.bytes))
      if let inside { graphPieces.append(.numbers(inside)) }
      graphSize += opening.bytes.count + size
    }
    var ports = ProtobufMessage()
    for port in graph.inputs { ports.add(Field.graphInput, Self.message(port)) }
    for port in graph.outputs { ports.add(Field.graphOutput, Self.message(port)) }
    graphPieces.append(.bytes(ports.bytes))
    graphSize += ports.bytes.count

    var head = ProtobufMessage()
    head.add(Field.modelIRVersion, 8)
    head.add(Field.modelProducer, "gloss")
    head.add(Field.modelProducerVersion, producerVersion)
    head.open(Field.modelGraph, length: graphSize)
    var tail = ProtobufMessage()
    var opset = ProtobufMessage()
    opset.add(Field.opsetVersion, OnnxGraph.opset)
    tail.add(Field.modelOpset, opset)
    for (key, value) in graph.metadata { tail.add(Field.modelMetadata, Self.entry(key, value)) }
    pieces = [.bytes(head.bytes)] + graphPieces + [.bytes(tail.bytes)]
    byteCount = head.bytes.count + graphSize + tail.bytes.count
  }

  /// Gives an initializer its place in the file beside this one.
  private mutating func place(_ initializer: OnnxGraph.Initializer) -> Int {
    let end = externalByteCount ?? 0
    let padding = (Self.alignment - end % Self.alignment) % Self.alignment
    outside.append((padding, initializer))
    externalByteCount = end + padding + initializer.byteCount
    return end + padding
  }

  /// Hands the message to `emit`, in pieces of at most about 1 MiB.
  public func write(to emit: (Data) throws -> Void) throws {
    for piece in pieces {
      switch piece {
      case .bytes(let bytes): try emit(bytes)
      case .numbers(let initializer): try initializer.write(to: emit)
      }
    }
  }

  /// Hands the numbers of the file beside this one to `emit`.
  public func writeExternal(to emit: (Data) throws -> Void) throws {
    for (padding, initializer) in outside {
      if padding > 0 { try emit(Data(count: padding)) }
      try initializer.write(to: emit)
    }
  }

  private static func entry(_ key: String, _ value: String) -> ProtobufMessage {
    var entry = ProtobufMessage()
    entry.add(Field.entryKey, key)
    entry.add(Field.entryValue, value)
    return entry
  }

  private static func message(_ node: OnnxGraph.Node) -> ProtobufMessage {
    var message = ProtobufMessage()
    for input in node.inputs { message.add(Field.nodeInput, input) }
    message.add(Field.nodeOutput, node.output)
    message.add(Field.nodeName, node.name)
    message.add(Field.nodeOp, node.op)
    for (name, value) in node.attributes.sorted(by: { $0.key < $1.key }) {
      var attribute = ProtobufMessage()
      attribute.add(Field.attributeName, name)
      switch value {
      case .float(let value):
        attribute.add(Field.attributeFloat, value)
        attribute.add(Field.attributeType, 1)
      case .integer(let value):
        attribute.add(Field.attributeInteger, value)
        attribute.add(Field.attributeType, 2)
      case .integers(let values):
        for value in values { attribute.add(Field.attributeIntegers, value) }
        attribute.add(Field.attributeType, 7)
      }
      message.add(Field.nodeAttribute, attribute)
    }
    return message
  }

  private static func message(_ port: OnnxGraph.Port) -> ProtobufMessage {
    var shape = ProtobufMessage()
    for dimension in port.dimensions {
      var message = ProtobufMessage()
      switch dimension {
      case .fixed(let size): message.add(Field.dimensionValue, size)
      case .named(let name): message.add(Field.dimensionName, name)
      }
      shape.add(Field.shapeDimension, message)
    }
    var tensor = ProtobufMessage()
    tensor.add(Field.tensorElement, port.type.rawValue)
    tensor.add(Field.tensorShape, shape)
    var type = ProtobufMessage()
    type.add(Field.typeTensor, tensor)
    var message = ProtobufMessage()
    message.add(Field.portName, port.name)
    message.add(Field.portType, type)
    return message
  }
}
