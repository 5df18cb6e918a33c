import Foundation

/// Philox4x32-10: a counter-based generator. The same key and counter give the same four words on every machine.
///
/// Salmon, Moraes, Dror, Shaw: Parallel Random Numbers: As Easy as 1, 2, 3 (SC 2011).
public struct Philox: Sendable {
  /// The two words of the key.
  public let key: (UInt32, UInt32)

  /// A generator with the given key.
  public init(seed: UInt64) {
    key = (UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
  }

  /// The four words that belong to a counter.
  @inline(__always)
  public func block(
    _ c0: UInt32, _ c1: UInt32, _ c2: UInt32, _ c3: UInt32
  ) -> (UInt32, UInt32, UInt32, UInt32) {
    var (x0, x1, x2, x3) = (c0, c1, c2, c3)
    var (k0, k1) = key
    for _ in 0..<10 {
      let p0 = UInt64(x0) &* 0xD251_1F53
      let p1 = UInt64(x2) &* 0xCD9E_8D57
      let y0 = UInt32(truncatingIfNeeded: p1 >> 32) ^ x1 ^ k0
      let y2 = UInt32(truncatingIfNeeded: p0 >> 32) ^ x3 ^ k1
      (x0, x1, x2, x3) = (y0, UInt32(truncatingIfNeeded: p1), y2, UInt32(truncatingIfNeeded: p0))
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return (x0, x1, x2, x3)
  }
}

/// A stream of random numbers drawn from Philox in sequence, for shuffling and for initial weights.
public struct PhiloxStream: RandomNumberGenerator, Sendable {
  private let philox: Philox
  private let stream: UInt32
  private var counter: UInt64 = 0
  private var spare: UInt64?

  /// Streams of one seed with different numbers are independent.
  public init(seed: UInt64, stream: UInt32) {
    philox = Philox(seed: seed)
    self.stream = stream
  }

  /// 64 random bits.
  public mutating func next() -> UInt64 {
    if let ready = spare {
      spare = nil
      return ready
    }
    let (a, b, c, d) = philox.block(
      UInt32(truncatingIfNeeded: counter), UInt32(truncatingIfNeeded: counter >> 32), stream, 0x5EED)
    counter &+= 1
    spare = UInt64(c) | UInt64(d) << 32
    return UInt64(a) | UInt64(b) << 32
  }

  /// A normally distributed number with mean 0 (Box and Muller's method).
  public mutating func normal(deviation: Float) -> Float {
    let u = Double.random(in: Double.leastNonzeroMagnitude..<1, using: &self)
    let v = Double.random(in: 0..<1, using: &self)
    return deviation * Float((-2 * log(u)).squareRoot() * cos(2 * Double.pi * v))
  }
}
