public import Taggers

/// A window with what the loss needs: a label and a weight for every row.
public struct TrainingExample: Sendable {
  /// What the encoder sees.
  public var window: EncodedWindow
  /// The label id of each row; special tokens have the label of words outside every mention.
  public var labels: [Int32]
  /// How much each row counts; 0 where the loss mask is off.
  public var weights: [Float]

  /// The sum of the weights.
  public var weight: Double { weights.reduce(0) { $0 + Double($1) } }
}

/// Which rows count in the loss, and how much: NeMo's `ignore_extra_tokens`, `ignore_start_end` and weighted loss.
public struct LossMask: Hashable, Sendable {
  /// Whether only the first sub-token of a word counts; otherwise its other sub-tokens carry the word's label too.
  public var ignoreExtraTokens: Bool
  /// Whether special tokens do not count; otherwise they are trained to be outside.
  public var ignoreStartEnd: Bool
  /// A weight for each label id; `nil` counts all alike.
  public var classWeights: [Float]?

  /// A mask from its parts.
  public init(ignoreExtraTokens: Bool, ignoreStartEnd: Bool, classWeights: [Float]? = nil) {
    (self.ignoreExtraTokens, self.ignoreStartEnd) = (ignoreExtraTokens, ignoreStartEnd)
    self.classWeights = classWeights
  }

  /// The example that a window and the labels of its sentence's words make.
  ///
  /// A word counts only in the window that scores it, so that overlapping windows count nothing twice; special tokens
  /// count in every window.
  public func example(_ window: EncodedWindow, wordLabels: [Int32], outside: Int32 = 0) -> TrainingExample {
    var labels = [Int32](repeating: outside, count: window.ids.count)
    var weights = [Float](repeating: 0, count: window.ids.count)
    func weight(_ label: Int32) -> Float { classWeights.map { $0[Int(label)] } ?? 1 }
    var previous: Int32 = -1
    for (row, word) in window.wordOfRow.enumerated() {
      if word < 0 {
        weights[row] = ignoreStartEnd ? 0 : weight(outside)
      } else {
        let label = wordLabels[Int(word)]
        labels[row] = label
        let isFirst = word != previous
        if window.scored.contains(Int(word)), isFirst || !ignoreExtraTokens { weights[row] = weight(label) }
      }
      previous = word
    }
    return TrainingExample(window: window, labels: labels, weights: weights)
  }
}
