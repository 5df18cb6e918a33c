/// What a model said of labelled words: the material of a calibration.
public struct CalibrationEvidence: Sendable {
  /// One sentence.
  public struct Sentence: Sendable {
    /// Logits `[words, labels]`, row by row, as the model gave them.
    public var logits: [Float]
    /// The label id of each word.
    public var gold: [Int]

    /// A sentence from its parts.
    public init(logits: [Float], gold: [Int]) { (self.logits, self.gold) = (logits, gold) }
  }

  /// The sentences in the order of the data.
  public var sentences: [Sentence]

  /// No more logits than this are kept (128 MB): what does not fit is left out from the end.
  public static let limit = 1 << 25

  /// Evidence from its parts.
  public init(sentences: [Sentence] = []) { self.sentences = sentences }

  /// How many words there are.
  public var words: Int { sentences.reduce(0) { $0 + $1.gold.count } }
}
