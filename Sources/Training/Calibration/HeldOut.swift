import Foundation

/// Whether something that was fitted helps where it was not fitted.
enum HeldOut {
  /// Whether gains are above 0 without doubt: their sum exceeds twice its standard error. One gain a group (a sentence), as items of
  /// one group gain or lose together.
  static func isProven(_ gains: [Double]) -> Bool {
    guard gains.count > 1 else { return false }
    let mean = gains.reduce(0, +) / Double(gains.count)
    let squares = gains.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let variance = squares / Double(gains.count - 1) / Double(gains.count)
    return mean > 2 * variance.squareRoot()
  }

  /// The negative log likelihood of an outcome that had the probability `p`, kept away from 0.
  static func loss(_ p: Double, isRight: Bool) -> Double { -log(max(isRight ? p : 1 - p, 1e-9)) }
}
