import Foundation
import Taggers

/// The temperature at which logits explain gold labels best (Guo et al. 2017):   minₜ Σ −log softmax(z/t)[gold]
public enum TemperatureFit {
  /// The temperature, if each half of the data proves that the other half's is better than none; else 1.
  public static func provenTemperature(_ sentences: [CalibrationEvidence.Sentence]) -> Double {
    // Every other sentence: data is often sorted by subject, and halves of a sorted file differ.
    let halves = [0, 1].map { half in sentences.indices.filter { $0 % 2 == half }.map { sentences[$0] } }
    var gains: [Double] = []
    for (own, other) in [(halves[0], halves[1]), (halves[1], halves[0])] {
      let temperature = temperature(other)
      for sentence in own {
        guard let before = negativeLogLikelihood([sentence], temperature: 1),
          let after = negativeLogLikelihood([sentence], temperature: temperature)
        else { continue }
        gains.append((before - after) * Double(sentence.gold.count))
      }
    }
    return HeldOut.isProven(gains) ? temperature(sentences) : 1
  }

  /// The temperature, within `Calibration.temperatures`; 1 without words.
  ///
  /// In β = 1/t the sum is convex, so its minimum is where the derivative Σ E[z] − z[gold] changes its sign: found by
  /// bisection, in a fixed order of words, and therefore always to the same bits.
  public static func temperature(_ sentences: [CalibrationEvidence.Sentence]) -> Double {
    guard sentences.contains(where: { !$0.gold.isEmpty }) else { return 1 }
    let range = Calibration.temperatures
    var (low, high) = (log(1 / range.upperBound), log(1 / range.lowerBound))
    if derivative(exp(low), sentences) >= 0 { return range.upperBound }
    if derivative(exp(high), sentences) <= 0 { return range.lowerBound }
    for _ in 0..<24 {
      let middle = (low + high) / 2
      if derivative(exp(middle), sentences) < 0 { low = middle } else { high = middle }
    }
    // Four digits are what data can tell, and read well in a manifest.
    return (exp(-(low + high) / 2) * 1e4).rounded() / 1e4
  }

  /// The mean negative log likelihood of the gold labels at a temperature; `nil` without words.
  public static func negativeLogLikelihood(_ sentences: [CalibrationEvidence.Sentence], temperature: Double) -> Double?
  {
    var total = 0.0
    for sentence in sentences {
      forEachRow(sentence) { row, gold in
        let largest = row.max() ?? 0
        let sum = row.reduce(0) { $0 + exp(Double($1 - largest) / temperature) }
        total += log(sum) - Double(gold - largest) / temperature
      }
    }
    let words = sentences.reduce(0) { $0 + $1.gold.count }
    return words == 0 ? nil : total / Double(words)
  }

  /// The derivative of the sum in β = 1/t.
  private static func derivative(_ beta: Double, _ sentences: [CalibrationEvidence.Sentence]) -> Double {
    var total = 0.0
    for sentence in sentences {
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
