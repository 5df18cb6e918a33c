import Synchronization
import Tokenization

/// Counts the sub-tokens of texts; for several threads.
final class SubTokenCounter: Sendable {
  private let encoder: Mutex<TokenEncoder>

  /// A counter with an encoder's tokenizer.
  ///
  /// - Throws: `TokenizerProblem`.
  init(path: String) throws { encoder = Mutex(TokenEncoder(try Tokenizer(path: path))) }

  /// How many sub-tokens the words of a text have.
  func count(_ text: ArraySlice<UInt8>) -> Int {
    let bytes = Array(text)
    return encoder.withLock { encoder in
      var ids: [Int32] = []
      return Segmenter().words(in: bytes).reduce(0) {
        $0 + encoder.encode(word: bytes.span.extracting($1), into: &ids)
      }
    }
  }
}
