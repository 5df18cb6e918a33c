// Sums in a fixed order: sixteen partial sums, then one tree. The order depends on the count alone, so that the same
// numbers give the same bits in every run.

typealias Lanes = SIMD16<Float>

extension Span where Element == Float {
  /// Σ x[i] over a range.
  @inline(__always)
  func sum(_ range: Range<Int>) -> Float {
    // SAFETY: the range is checked against the count; loads stay inside it.
    require(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
    return unsafe withUnsafeBufferPointer { p in
      var total = Lanes.zero
      var i = range.lowerBound
      while i &+ 16 <= range.upperBound {
        unsafe total += UnsafeRawPointer(p.baseAddress.unsafelyUnwrapped + i).loadUnaligned(as: Lanes.self)
        i &+= 16
      }
      var rest: Float = 0
      while i < range.upperBound {
        unsafe rest += p[i]
        i &+= 1
      }
      return total.sum() + rest
    }
  }

  /// Σ (x[i] − c)² over a range.
  @inline(__always)
  func sumOfSquares(_ range: Range<Int>, around c: Float = 0) -> Float {
    require(range.lowerBound >= 0 && range.upperBound <= count, "\(range) of \(count)")
    // SAFETY: as above.
    return unsafe withUnsafeBufferPointer { p in
      var total = Lanes.zero
      let center = Lanes(repeating: c)
      var i = range.lowerBound
      while i &+ 16 <= range.upperBound {
        let x = unsafe UnsafeRawPointer(p.baseAddress.unsafelyUnwrapped + i).loadUnaligned(as: Lanes.self) - center
        total.addProduct(x, x)
        i &+= 16
      }
      var rest: Float = 0
      while i < range.upperBound {
        let x = unsafe p[i] - c
        rest += x * x
        i &+= 1
      }
      return total.sum() + rest
    }
  }

  /// Σ x[i]·y[i + shift] over a range of x.
  @inline(__always)
  func dot(_ range: Range<Int>, _ other: Span<Float>, shift: Int = 0) -> Float {
    require(
      range.lowerBound >= 0 && range.upperBound <= count && range.lowerBound + shift >= 0
        && range.upperBound + shift <= other.count, "\(range) of \(count) and \(other.count)")
    // SAFETY: as above.
    return unsafe withUnsafeBufferPointer { p in
      unsafe other.withUnsafeBufferPointer { q in
        var total = Lanes.zero
        var i = range.lowerBound
        while i &+ 16 <= range.upperBound {
          let x = unsafe UnsafeRawPointer(p.baseAddress.unsafelyUnwrapped + i).loadUnaligned(as: Lanes.self)
          let y = unsafe UnsafeRawPointer(q.baseAddress.unsafelyUnwrapped + i + shift).loadUnaligned(as: Lanes.self)
          total.addProduct(x, y)
          i &+= 16
        }
        var rest: Float = 0
        while i < range.upperBound {
          unsafe rest += p[i] * q[i + shift]
          i &+= 1
        }
        return total.sum() + rest
      }
    }
  }

  /// The largest of a range; −∞ when it is empty.
  @inline(__always)
  func largest(_ range: Range<Int>) -> Float {
    var best = -Float.infinity
    for i in range { best = self[i] > best ? self[i] : best }
    return best
  }
}
