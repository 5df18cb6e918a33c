import Foundation

/// The arithmetic of class weights: how much more an example of a rare label counts in a loss.
public enum LabelWeighting {
  /// N / (K·n), the weight that NeMo and TAO give a label: N labels in all, K of them distinct, n of this one. The
  /// weights of all labels, each counted as often as it occurs, have the mean 1.
  public static func balanced(count: Int, total: Int, distinct: Int) -> Double {
    Double(total) / Double(distinct * count)
  }

  /// (1 − β) / (1 − βⁿ) for each count, scaled so that the weights of all labels have the mean 1; 1 for a count of zero,
  /// which takes no part. β = 0 weighs all labels alike, β = 1 by 1/n, the limit.
  ///
  /// Cui, Jia, Lin, Song, Belongie: Class-Balanced Loss Based on Effective Number of Samples (CVPR 2019).
  ///
  /// - Returns: `nil` unless β lies in 0...1.
  public static func effectiveNumber(counts: [Int], beta: Double) -> [Double]? {
    guard beta >= 0, beta <= 1 else { return nil }
    let raw = counts.map { count -> Double in
      guard count > 0 else { return 0 }
      // 1 − βⁿ by way of the logarithm keeps its digits for β near 1.
      return beta == 1 ? 1 / Double(count) : (1 - beta) / -expm1(Double(count) * log(beta))
    }
    let sum = raw.reduce(0, +)
    let present = Double(counts.count { $0 > 0 })
    return zip(counts, raw).map { $0 > 0 ? $1 * present / sum : 1 }
  }
}
