import Files
public import Foundation

/// A tensor to be written: a shape, and a way to get at its numbers a piece at a time.
public struct WeightTensor {
  /// The name in the file.
  public let name: String
  /// The sizes of the dimensions, outermost first.
  public let shape: [Int]
  /// The row-major numbers of a range of positions.
  public let elements: (Range<Int>) throws -> ArraySlice<Float>
  /// The numbers of a tensor of bytes; `nil`: 32-bit floats.
  private var bytes: [Int8]?

  /// A tensor whose numbers are asked for in ascending pieces.
  ///
  /// - Parameter elements: the row-major numbers of a range of positions. May be called again from the beginning.
  public init(name: String, shape: [Int], elements: @escaping (Range<Int>) throws -> ArraySlice<Float>) {
    (self.name, self.shape, self.elements) = (name, shape, elements)
  }

  /// A tensor of bytes.
  public init(name: String, shape: [Int], bytes: [Int8]) {
    self.init(name: name, shape: shape) { bytes[$0.clamped(to: bytes.indices)].map { Float($0) }[...] }
    self.bytes = bytes
  }

  /// The format in the file: F32, or I8 for bytes.
  public var format: TensorFormat { bytes == nil ? .float32 : .int8 }

  /// The size of its numbers in bytes.
  public var byteCount: Int { shape.reduce(format.size, *) }

  /// Hands its numbers to `emit` in their format, little-endian, in pieces of at most 1 MiB.
  ///
  /// - Throws: `WeightProblem` if there are more or fewer numbers than the shape has; what `emit` throws.
  public func write(to emit: (Data) throws -> Void) throws {
    let count = shape.reduce(1, *)
    if let bytes {
      guard bytes.count == count else {
        throw WeightProblem.elements(tensor: name, expected: count, found: bytes.count)
      }
      for start in stride(from: 0, to: count, by: 4 * Self.pieceSize) {
        try emit(Data(bytes[start..<min(start + 4 * Self.pieceSize, count)].map { UInt8(bitPattern: $0) }))
      }
      return
    }
    for start in stride(from: 0, to: count, by: Self.pieceSize) {
      let range = start..<min(start + Self.pieceSize, count)
      let piece = try elements(range)
      guard piece.count == range.count else {
        throw WeightProblem.elements(tensor: name, expected: count, found: start + piece.count)
      }
      try emit(FloatConversion.bytes(piece))
    }
  }

  /// Numbers asked for at once: a piece is 1 MiB.
  private static let pieceSize = 1 << 18

  /// A tensor that shares the storage of `floats`.
  public init(name: String, shape: [Int], floats: [Float]) {
    // A range outside the array gives what there is, so that `write` reports the wrong count and nothing traps.
    self.init(name: name, shape: shape) { floats[$0.clamped(to: floats.indices)] }
  }
}

/// Writes tensors as safetensors, in the order given; same tensors, same bytes.
///
/// The header is padded with spaces until the data starts at a multiple of 64 bytes (the format asks for 8): a file
/// mapped at a page, or an archive member at a multiple of 512, then has its first tensor on a cache line.
public struct SafetensorsWriter {
  private let tensors: [WeightTensor]
  private let header: Data
  /// The size of the file.
  public let byteCount: Int

  /// Checks names and shapes.
  ///
  /// - Parameter metadata: texts for `__metadata__`; transformers insists on `format: pt`.
  /// - Throws: `WeightProblem`.
  public init(_ tensors: [WeightTensor], metadata: [String: String] = ["format": "pt"]) throws {
    var fields: [String] = []
    if !metadata.isEmpty {
      let sorted = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      let texts = sorted.map { Self.quoted($0.key) + ":" + Self.quoted($0.value) }
      fields.append("\"__metadata__\":{" + texts.joined(separator: ",") + "}")
    }
    var names: Set<String> = ["__metadata__"]
    var end = 0
    for tensor in tensors {
      guard names.insert(tensor.name).inserted else { throw WeightProblem.duplicateTensor(tensor.name) }
      let begin = end
      end += tensor.byteCount
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      fields.append(
        "\(Self.quoted(tensor.name)):{\"dtype\":\"\(tensor.format.rawValue)\",\"shape\":[\(shape)],\"data_offsets\":[\(begin),\(end)]}"
      )
    }
    var text = Data(("{" + fields.joined(separator: ",") + "}").utf8)
    text.append(Data(repeating: 0x20, count: (64 - (8 + text.count) % 64) % 64))
    self.header = Data((0..<8).map { UInt8(truncatingIfNeeded: text.count >> (8 * $0)) }) + text
    self.tensors = tensors
    self.byteCount = header.count + end
  }

  /// Hands the file's bytes to `emit`, in pieces of at most 1 MiB (the header in one).
  ///
  /// - Throws: `WeightProblem` if a tensor gives more or fewer numbers than its shape has; what `emit` throws.
  public func write(to emit: (Data) throws -> Void) throws {
    try emit(header)
    for tensor in tensors { try tensor.write(to: emit) }
  }

  /// Writes a file of its own, atomically.
  ///
  /// - Throws: `FileError<FileProblem>`, `WeightProblem`.
  public func write(to path: String) throws {
    let file = try AtomicFile(path)
    try write { try file.write($0) }
    try file.commit()
  }

  private static func quoted(_ text: String) -> String {
    var quoted = ""
    JSONValue.write(text, into: &quoted)
    return quoted
  }
}
