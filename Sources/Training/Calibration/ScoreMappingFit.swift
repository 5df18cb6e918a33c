import Foundation
import Scoring
import Taggers

/// Fits a `ScoreMapping`: logistic regression of "is right" on the logit of the score, by Newton's method.
enum ScoreMappingFit {
  /// Fewer mentions than this leave scores as they are.
  static let least = 30

  /// Into so many stretches the data is cut; each is judged by the mapping of the others.
  static let folds = 5

  /// The mapping, if it is proven to be better than none on stretches of the data that had no share in it.
  ///
  /// - Parameter predictions: in the order of the data.
  static func provenMapping(_ predictions: [PrecisionCurve.Prediction]) -> ScoreMapping? {
    guard let mapping = mapping(predictions) else { return nil }
    var gains: [Double] = []
    for fold in 0..<folds {
      let range = predictions.count * fold / folds..<predictions.count * (fold + 1) / folds
      let others = self.mapping(Array(predictions[..<range.lowerBound] + predictions[range.upperBound...]))
      var group: Int?
      for prediction in predictions[range] {
        let before = HeldOut.loss(prediction.score, isRight: prediction.isRight)
        let after = HeldOut.loss(others?(prediction.score) ?? prediction.score, isRight: prediction.isRight)
        if group == prediction.group, let last = gains.indices.last {
          gains[last] += before - after
        } else {
          gains.append(before - after)
        }
        group = prediction.group
      }
    }
    return HeldOut.isProven(gains) ? mapping : nil
  }

  /// The mapping; `nil` where there are too few mentions, all are right or none, or higher scores are right less often.
  ///
  /// A weak pull to slope 1 and intercept 0 (as of one mention) keeps the steps finite where scores part right from wrong
  /// without exception.
  static func mapping(_ predictions: [PrecisionCurve.Prediction]) -> ScoreMapping? {
    let right = predictions.count { $0.isRight }
    guard predictions.count >= least, right > 0, right < predictions.count else { return nil }
    let x = predictions.map { ScoreMapping.logit($0.score) }
    var (a, b) = (1.0, 0.0)
    for _ in 0..<100 {
      var (ga, gb, haa, hab, hbb) = (a - 1, b, 1.0, 0.0, 1.0)
      for (index, prediction) in predictions.enumerated() {
        let p = 1 / (1 + exp(-(a * x[index] + b)))
        let (error, weight) = (p - (prediction.isRight ? 1 : 0), p * (1 - p))
        ga += error * x[index]
        gb += error
        haa += weight * x[index] * x[index]
        hab += weight * x[index]
        hbb += weight
      }
      let determinant = haa * hbb - hab * hab
      guard determinant > 0 else { return nil }
      var (da, db) = ((hbb * ga - hab * gb) / determinant, (haa * gb - hab * ga) / determinant)
      // No step leaps over the minimum by more than this.
      let size = max(abs(da), abs(db))
      if size > 2 { (da, db) = (da * 2 / size, db * 2 / size) }
      (a, b) = (a - da, b - db)
      if size < 1e-10 { break }
    }
    guard a > 0.01, a.isFinite, b.isFinite else { return nil }
    return ScoreMapping(slope: (a * 1e6).rounded() / 1e6, intercept: (b * 1e6).rounded() / 1e6)
  }
}
