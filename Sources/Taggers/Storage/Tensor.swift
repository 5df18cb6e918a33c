/// The number formats of weights that we know, by the names of safetensors.
public enum TensorFormat: String, Sendable, CaseIterable {
  case bool = "BOOL"
  case uint8 = "U8"
  case int8 = "I8"
  case int16 = "I16"
  case int32 = "I32"
  case int64 = "I64"
  case bfloat16 = "BF16"
  case float16 = "F16"
  case float32 = "F32"
  case float64 = "F64"

  /// Bytes an element.
  public var size: Int {
    switch self {
    case .bool, .uint8, .int8: 1
    case .int16, .bfloat16, .float16: 2
    case .int32, .float32: 4
    case .int64, .float64: 8
    }
  }

  /// Whether `floats` can read it: a floating-point format. F64 is rounded, the others lose nothing.
  public var isConvertible: Bool {
    switch self {
    case .float32, .float16, .bfloat16, .float64: true
    case .bool, .uint8, .int8, .int16, .int32, .int64: false
    }
  }
}

/// Where one tensor lies and what it is.
public struct TensorEntry: Hashable, Sendable {
  /// The number format.
  public let format: TensorFormat
  /// The sizes of the dimensions, outermost first; empty for a single number. Row-major.
  public let shape: [Int]
  /// Its bytes in `SafetensorsFile.storage`, counted from 0.
  public let range: Range<Int>

  /// The number of elements.
  public var count: Int { range.count / format.size }

  /// The largest power of two, up to a page of 4096, that divides the offset of the first byte. A mapping starts at a
  /// page, so this is the alignment in memory as well.
  public var alignment: Int { range.lowerBound == 0 ? 4096 : min(4096, 1 << range.lowerBound.trailingZeroBitCount) }
}
