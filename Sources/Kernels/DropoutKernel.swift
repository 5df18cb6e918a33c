/// Which units a training step drops: decided by seed, step, place and position, never by how a batch was split.
public struct DropoutKey: Sendable, Hashable {
  /// The probability that a unit is dropped, 0 ..< 1.
  public var rate: Float
  /// The seed of the run.
  public var seed: UInt64
  /// The step within the run.
  public var step: UInt32
  /// The place in the network: every dropout has its own number.
  public var site: UInt32

  /// A key from its parts.
  public init(rate: Float, seed: UInt64, step: UInt32, site: UInt32) {
    (self.rate, self.seed, self.step, self.site) = (rate, seed, step, site)
  }

  /// What kept units are multiplied by.
  public var scale: Float { 1 / (1 - rate) }
}

/// The units that one place of the network keeps, one byte a unit (1 or 0), and what kept ones are multiplied by.
public struct DropoutMask: Sendable {
  /// Empty when nothing is dropped; may be longer than the units it decides.
  var bytes: [UInt8] = []
  var scale: Float = 1

  /// Drops nothing.
  public init() {}

  /// Whether anything can be dropped.
  public var isActive: Bool { !bytes.isEmpty }

  /// Drops nothing from now on.
  public mutating func deactivate() { self = DropoutMask() }
}

/// Y = X ∘ M / (1 − p)        M: 1 with probability 1 − p, else 0, one byte a unit
public enum DropoutKernel {
  /// Blocks of one chunk; each block of Philox decides eight units.
  private static let blocks = 64
  private static let chunk = blocks * 8

  /// Overwrites `mask` with the units of all sequences, one sequence after another.
  ///
  /// - Parameters:
  ///   - units: how many units sequence s has, in order.
  ///   - numbers: each sequence's number within the whole batch.
  public static func fill(_ mask: inout DropoutMask, units: [Int], numbers: [UInt32], _ key: DropoutKey) {
    require(units.count == numbers.count, "\(units.count) sequences, \(numbers.count) numbers")
    let total = units.reduce(0, +)
    if mask.bytes.count < total + chunk { mask.bytes = [UInt8](repeating: 0, count: total + chunk) }
    mask.scale = key.scale
    // A unit is dropped when its 16 random bits are below the threshold.
    let threshold = UInt32((key.rate * 65536).rounded())
    let philox = Philox(seed: key.seed)
    var out = mask.bytes.mutableSpan
    var start = 0
    for s in units.indices {
      var done = 0
      var counter: UInt32 = 0
      // The last chunk of a sequence runs over its end; the next sequence overwrites what stands there.
      while done < units[s] {
        let at = start &+ done
        for b in 0..<blocks {
          let (w0, w1, w2, w3) = philox.block(counter &+ UInt32(truncatingIfNeeded: b), numbers[s], key.site, key.step)
          let i = at &+ b
          out[i] = w0 & 0xFFFF >= threshold ? 1 : 0
          out[i &+ 64] = w0 >> 16 >= threshold ? 1 : 0
          out[i &+ 128] = w1 & 0xFFFF >= threshold ? 1 : 0
          out[i &+ 192] = w1 >> 16 >= threshold ? 1 : 0
          out[i &+ 256] = w2 & 0xFFFF >= threshold ? 1 : 0
          out[i &+ 320] = w2 >> 16 >= threshold ? 1 : 0
          out[i &+ 384] = w3 & 0xFFFF >= threshold ? 1 : 0
          out[i &+ 448] = w3 >> 16 >= threshold ? 1 : 0
        }
        counter &+= UInt32(blocks)
        done &+= chunk
      }
      start &+= units[s]
    }
  }

  /// X becomes X ∘ M · scale: the forward pass and, for gradients, the backward pass.
  public static func apply(_ mask: borrowing DropoutMask, to x: inout Matrix) {
    guard mask.isActive else { return }
    let n = x.count
    require(mask.bytes.count >= n, "mask of \(mask.bytes.count) for \(n) units")
    let (m, scale) = (mask.bytes.span, mask.scale)
    var y = x.elements.mutableSpan
    for i in 0..<n { y[i] *= Float(m[i]) * scale }
  }
}
