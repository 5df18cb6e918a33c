/// Ends a run when validation has not become better for a while: Lightning's `EarlyStopping`.
public struct EarlyStopping: Hashable, Sendable, Codable {
  /// What is watched.
  public var metric: ValidationMetric
  /// Which values are better.
  public var direction: ValidationMetric.Direction
  /// Validations without improvement before the run ends.
  public var patience: Int
  /// How much better a value must be to count as better.
  public var minDelta: Double
  /// A value at least this good ends the run at once.
  public var stoppingThreshold: Double?
  /// A value worse than this ends the run at once.
  public var divergenceThreshold: Double?

  /// The best value so far.
  public private(set) var best: Double?
  /// Validations since then.
  public private(set) var waited = 0
  /// Why the run is over; `nil` if it is not.
  public private(set) var reason: String?

  /// The rule, before any validation.
  public init(
    metric: ValidationMetric, direction: ValidationMetric.Direction, patience: Int, minDelta: Double,
    stoppingThreshold: Double? = nil, divergenceThreshold: Double? = nil
  ) {
    (self.metric, self.direction, self.patience) = (metric, direction, patience)
    (self.minDelta, self.stoppingThreshold) = (minDelta, stoppingThreshold)
    self.divergenceThreshold = divergenceThreshold
  }

  /// Takes the value of a validation; afterwards `reason` says whether the run goes on.
  public mutating func observe(_ value: Double?) {
    guard let value else {
      reason = "\(metric.rawValue) is not a number"
      return
    }
    if let stoppingThreshold, direction.isBetter(value, than: stoppingThreshold) || value == stoppingThreshold {
      reason = "\(metric.rawValue) \(value) reached the threshold \(stoppingThreshold)"
    } else if let divergenceThreshold, direction.isBetter(divergenceThreshold, than: value) {
      reason = "\(metric.rawValue) \(value) is worse than the threshold \(divergenceThreshold)"
    }
    let needed = best.map { direction == .min ? $0 - minDelta : $0 + minDelta }
    if direction.isBetter(value, than: needed) {
      (best, waited) = (value, 0)
    } else {
      waited += 1
      if waited >= patience {
        reason =
          reason
          ?? "\(metric.rawValue) has not improved on \(best ?? value) for \(waited) "
          + (waited == 1 ? "validation" : "validations")
      }
    }
  }

  /// Lets the run go on although there was a reason to end it; the count of validations begins anew.
  public mutating func goOn() { (reason, waited) = (nil, 0) }

  /// Whether two rules are the same, whatever they have seen.
  public func isSameRule(as other: EarlyStopping) -> Bool {
    (metric, direction, patience, minDelta) == (other.metric, other.direction, other.patience, other.minDelta)
      && (stoppingThreshold, divergenceThreshold) == (other.stoppingThreshold, other.divergenceThreshold)
  }
}
