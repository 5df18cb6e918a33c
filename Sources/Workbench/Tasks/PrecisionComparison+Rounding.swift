import Taggers

/// What products of bfloat16 numbers change.
extension PrecisionComparison {
  /// Close calls of bfloat16, and how mentions agree with those of fp32 then. A window is close if it leads by less than the largest change
  /// of a lead that was seen: bfloat16 is near enough to fp32 that few are.
  func rounding(_ rough: [[Result]], _ exact: [[Result]]) -> QuantizationRecord.Rounding {
    let expected = labels(exact)
    func agreement(_ results: [[Result]]) -> Double? { scores(fp32: expected, int8: labels(results)).all.agreement }
    let largest = zip(rough.joined(), exact.joined()).map(change).filter(\.isFinite).max() ?? 0
    guard largest > 0 else { return QuantizationRecord.Rounding(agreement: agreement(rough), closeCalls: nil) }
    var margin = Self.above(largest)
    while share(rough, margin: margin) > Self.largestShare { margin = Self.above(margin / 2) }
    return QuantizationRecord.Rounding(
      agreement: agreement(merged(rough, exact, margin: margin)),
      closeCalls: .init(margin: margin, share: share(rough, margin: margin), without: agreement(rough)))
  }
}
