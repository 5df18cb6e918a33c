import Foundation
import Taggers

/// The temperature at which logits explain gold labels best (Guo et al. 2017):   minₜ Σ −log softmax(z/t)[gold]
public enum TemperatureFit {
  /// The temperature, within `Calibration.temperatures`; 1 without words.
  ///
  /// In β = 1/t the sum is convex, so its minimum is where the derivative Σ E[z] − z[gold] changes its sign: found by
  /// bisection, in a fixed order of words, and therefore always to the same bits.
  public static func temperature(_ evidence: CalibrationEvidence) -> Double {
    guard evidence.words > 0 else { return 1 }
    let range = Calibration.temperatures
    var (low, high) = (log(1 / range.upperBound), log(1 / range.lowerBound))
    if derivative(exp(low), evidence) >= 0 { return range.upperBound }
    if derivative(exp(high), evidence) <= 0 { return range.lowerBound }
    for _ in 0..<24 {
      let middle = (low + high) / 2
      if derivative(exp(middle), evidence) < 0 { low = middle } else { high = middle }
    }
    // Four digits are what data can tell, and read well in a manifest.
    return (exp(-(low + high) / 2) * 1e4).rounded() / 1e4
  }

  /// The mean negative log likelihood of the gold labels at a temperature; `nil` without words.
  public static func negativeLogLikelihood(_ evidence: CalibrationEvidence, temperature: Double) -> Double? {
    var total = 0.0
    for sentence in evidence.sentences {
      forEachRow(sentence) { row, gold in
        let largest = row.max() ?? 0
        let sum = row.reduce(0) { $0 + exp(Double($1 - largest) / temperature) }
        total += log(sum) - Double(gold - largest) / temperature
      }
    }
    return evidence.words == 0 ? nil : total / Double(evidence.words)
  }

  /// The derivative of the sum in β = 1/t.
  private static func derivative(_ beta: Double, _ evidence: CalibrationEvidence) -> Double {
    var total = 0.0
    for sentence in evidence.sentences {
      forEachRow(sentence) { row, gold in
        let largest = row.max() ?? 0
        var (sum, weighted) = (0.0, 0.0)
        for z in row {
          let e = exp(beta * Double(z - largest))
          sum += e
          weighted += e * Double(z)
        }
        total += weighted / sum - Double(gold)
      }
    }
    return total
  }

  /// Calls `body` with the logits of each word and that of its gold label.
  private static func forEachRow(_ sentence: CalibrationEvidence.Sentence, _ body: (ArraySlice<Float>, Float) -> Void) {
    guard !sentence.gold.isEmpty else { return }
    let columns = sentence.logits.count / sentence.gold.count
    for (word, gold) in sentence.gold.enumerated() {
      let row = sentence.logits[word * columns..<(word + 1) * columns]
      body(row, row[row.startIndex + gold])
    }
  }
}
