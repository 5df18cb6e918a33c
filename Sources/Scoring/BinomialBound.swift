import Foundation

/// What a share that was counted tells of the share that it is a sample of.
public enum BinomialBound {
  /// The exact lower bound (Clopper and Pearson 1934): the least p under which `right` or more of `count` still have the
  /// probability 1 − confidence. One-sided. 0 where nothing was counted.
  public static func lower(right: Int, of count: Int, confidence: Double) -> Double {
    lower(right: Double(right), of: Double(count), confidence: confidence)
  }

  /// The same for an effective number of items, which need not be whole (Korn and Graubard 1998): what n items that hang together
  /// tell, as so many do that are independent.
  public static func lower(right: Double, of count: Double, confidence: Double) -> Double {
    guard right > 0, count >= right else { return 0 }
    var (low, high) = (0.0, right / count)
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if tail(right: right, of: count, p: middle) > 1 - confidence { high = middle } else { low = middle }
    }
    return low
  }

  /// The exact upper bound, the mirror of the lower one.
  public static func upper(right: Int, of count: Int, confidence: Double) -> Double {
    1 - lower(right: count - right, of: count, confidence: confidence)
  }

  /// P(X ≥ right) for X ~ Binomial(count, p), which is the regularized incomplete beta function Iₚ(right, count − right + 1).
  public static func tail(right: Int, of count: Int, p: Double) -> Double {
    tail(right: Double(right), of: Double(count), p: p)
  }

  /// The same for numbers that need not be whole.
  public static func tail(right: Double, of count: Double, p: Double) -> Double {
    guard right > 0 else { return 1 }
    guard right <= count, p > 0 else { return 0 }
    guard p < 1 else { return 1 }
    return incompleteBeta(p, right, count - right + 1)
  }

  /// Iₓ(a, b) by its continued fraction, evaluated by Lentz's method (DLMF 8.17.22).
  private static func incompleteBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let beta: Double = lgamma(a + b) - lgamma(a) - lgamma(b)
    let power: Double = a * log(x) + b * log(1 - x)
    let front = exp(beta + power)
    // The fraction converges fast on one side of the mean only; the other side is the mirror.
    if x < (a + 1) / (a + b + 2) { return front * fraction(x, a, b) / a }
    return 1 - front * fraction(1 - x, b, a) / b
  }

  private static func fraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...10_000 {
      let m = Double(step)
      let place: Double = a + 2 * m
      let even: Double = m * (b - m) * x / ((place - 1) * place)
      d = 1 / away(1 + even * d)
      c = away(1 + even / c)
      result *= d * c
      let odd: Double = -(a + m) * (a + b + m) * x / (place * (place + 1))
      d = 1 / away(1 + odd * d)
      c = away(1 + odd / c)
      result *= d * c
      if abs(d * c - 1) < 1e-14 { break }
    }
    return result
  }
}
