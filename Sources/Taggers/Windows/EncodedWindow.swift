/// A window as the encoder takes it: `[CLS] sub-tokens … [SEP]`.
public struct EncodedWindow: Hashable, Sendable {
  /// Token ids, special tokens included.
  public var ids: [Int32]
  /// For each scored word in order: the row of its first sub-token.
  public var firstRows: [Int32]
  /// For each row: the word of the sentence that it belongs to; −1 for special tokens.
  public var wordOfRow: [Int32]
  /// Words of the sentence that are scored here, in the order of `firstRows`.
  public var scored: Range<Int>

  /// A window from its parts, for tests and benchmarks.
  init(ids: [Int32], firstRows: [Int32], wordOfRow: [Int32], scored: Range<Int>) {
    (self.ids, self.firstRows, self.wordOfRow, self.scored) = (ids, firstRows, wordOfRow, scored)
  }

  /// Encodes one window.
  ///
  /// - Parameters:
  ///   - pieceIDs: the sub-tokens of the sentence, word after word.
  ///   - starts: where each word's sub-tokens start in `pieceIDs`, then their number: `[words + 1]`.
  ///   - maxLength: rows at most, special tokens included; at least 3.
  public init(_ window: Window, pieceIDs: [Int32], starts: [Int], cls: Int32, sep: Int32, maxLength: Int) {
    let count = starts[window.words.upperBound] - starts[window.words.lowerBound]
    ids = [cls]
    wordOfRow = [-1]
    ids.reserveCapacity(count + 2)
    wordOfRow.reserveCapacity(count + 2)
    firstRows = []
    firstRows.reserveCapacity(window.scored.count)
    scored = window.scored
    for word in window.words {
      if window.scored.contains(word) { firstRows.append(Int32(ids.count)) }
      for piece in starts[word]..<starts[word + 1] where ids.count < maxLength - 1 {
        ids.append(pieceIDs[piece])
        wordOfRow.append(Int32(word))
      }
    }
    ids.append(sep)
    wordOfRow.append(-1)
  }

  /// The windows of a whole sentence.
  ///
  /// - Parameter maxLength: rows of a window at most, special tokens included; at least 3.
  public static func all(
    pieceIDs: [Int32], counts: [Int], cls: Int32, sep: Int32, maxLength: Int
  ) -> [EncodedWindow] {
    var starts = [0]
    starts.reserveCapacity(counts.count + 1)
    for count in counts { starts.append(starts[starts.count - 1] + count) }
    return WindowPlan.windows(pieces: counts, budget: maxLength - 2).map {
      EncodedWindow($0, pieceIDs: pieceIDs, starts: starts, cls: cls, sep: sep, maxLength: maxLength)
    }
  }
}
