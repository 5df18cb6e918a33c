/// A number of batches, as Lightning's `limit_*_batches` and `val_check_interval` give it.
public enum BatchLimit: Hashable, Sendable {
  /// So many batches, or all if there are fewer.
  case batches(Int)
  /// A share of all batches, rounded down; 1 is all.
  case share(Double)

  /// All batches.
  public static let all = BatchLimit.share(1)

  /// How many of `total` batches are meant.
  public func count(of total: Int) -> Int {
    switch self {
    case .batches(let count): min(count, total)
    case .share(let share): min(Int(Double(total) * share), total)
    }
  }
}
