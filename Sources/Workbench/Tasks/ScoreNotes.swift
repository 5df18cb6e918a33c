import Foundation
import Scoring
import Taggers

/// What the log says of scores.
enum ScoreNotes {
  /// A line on the scores, and one for each operating point that was looked up.
  static func lines(_ policy: ScorePolicy, _ calibration: Calibration?) -> [String] {
    var lines = ["Scores: \(policy.score.rawValue) of word posteriors, \(policy.decoding.rawValue) decoding; "]
    if let calibration, policy.temperature != 1 || policy.mapping != nil {
      lines[0] += "calibrated on \(calibration.evidence.words) words (temperature \(policy.temperature))"
    } else {
      lines[0] += calibration == nil ? "the model was never calibrated" : "not calibrated"
    }
    for point in policy.points {
      let from = "from a score of \(Text.fixed(point.threshold, 4)) on"
      lines.append("\(point.label): precision \(point.target) \(from): \(counts(point))")
    }
    return lines
  }

  /// `57 of 58 mentions right on the data of the calibration, 80 are there`
  static func counts(_ point: OperatingPoint) -> String {
    "\(point.right) of \(point.mentions) mentions right on the data of the calibration, \(point.gold) are there"
  }

  /// Why there is no operating point.
  static func problem(_ label: String, _ target: Double, _ problem: PrecisionCurve.Problem) -> String {
    switch problem {
    case .tooFew(let count):
      let needed = PrecisionCurve.needed(target: target, confidence: OperatingPoint.confidence)
      return "\(label)=\(target): the data has too few mentions to tell: \(count) of this type were found, "
        + "and it takes \(needed), all of them right; give more labelled data, or a lower target"
    case .outOfReach(let best):
      return "\(label)=\(target): no threshold reaches this precision without doubt; the best leaves "
        + "\(best.right) of \(best.count) right, which proves \(Text.fixed(best.lowerBound, 3)); "
        + "give more labelled data, or a lower target"
    }
  }
}
