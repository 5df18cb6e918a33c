import Foundation

/// Little-endian bytes to `Float` and back, without pointers: the loads are spelled byte by byte, which the optimizer
/// joins into whole words.
enum FloatConversion {
  /// The numbers in `bytes`, which hold a whole number of elements.
  static func floats(_ bytes: Data, _ format: TensorFormat) -> [Float] {
    precondition(bytes.count.isMultiple(of: format.size), "\(bytes.count) bytes are no whole \(format.rawValue)s")
    var floats = [Float](repeating: 0, count: bytes.count / format.size)
    var target = floats.mutableSpan
    let source = bytes.span
    switch format {
    case .float32:
      for i in target.indices {
        let low = UInt32(source[4 * i]) | UInt32(source[4 * i + 1]) << 8
        let high = UInt32(source[4 * i + 2]) | UInt32(source[4 * i + 3]) << 8
        target[i] = Float(bitPattern: low | high << 16)
      }
    case .bfloat16:
      for i in target.indices {
        target[i] = Float(bitPattern: (UInt32(source[2 * i]) | UInt32(source[2 * i + 1]) << 8) << 16)
      }
    case .float16:
      for i in target.indices { target[i] = widen(UInt32(source[2 * i]) | UInt32(source[2 * i + 1]) << 8) }
    case .float64:
      for i in target.indices {
        var bits: UInt64 = 0
        for byte in 0..<8 { bits |= UInt64(source[8 * i + byte]) << UInt64(8 * byte) }
        target[i] = Float(Double(bitPattern: bits))
      }
    case .bool, .uint8, .int8, .int16, .int32, .int64:
      preconditionFailure("\(format.rawValue) is checked before")
    }
    return floats
  }

  /// IEEE 754 binary16 to binary32. `Float16` does not exist on every processor that Swift knows.
  ///
  /// Exponent and fraction move to their new places; multiplying by 2¹¹² corrects the bias (127 − 15), and makes
  /// subnormal halves normal on the way. Infinities and NaNs get the largest exponent back afterwards.
  @inline(__always)
  static func widen(_ half: UInt32) -> Float {
    let scaled = Float(bitPattern: (half & 0x7FFF) << 13) * Float(bitPattern: (127 + 112) << 23)
    let special: UInt32 = half & 0x7C00 == 0x7C00 ? 0x7F80_0000 : 0
    return Float(bitPattern: scaled.bitPattern | special | (half & 0x8000) << 16)
  }

  /// The F32 bytes of `floats`.
  static func bytes(_ floats: ArraySlice<Float>) -> Data {
    var bytes = Data(count: floats.count * 4)
    var target = bytes.mutableBytes
    let source = floats.span
    for i in source.indices {
      target.storeBytes(of: source[i].bitPattern.littleEndian, toByteOffset: 4 * i, as: UInt32.self)
    }
    return bytes
  }
}
