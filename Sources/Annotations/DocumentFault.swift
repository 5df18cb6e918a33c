/// What is wrong with a document that should hold its invariants.
public enum DocumentFault: Error, Hashable, Sendable {
  /// The text is not UTF-8, at this byte.
  case invalidUTF8(byte: Int)
  /// A range leaves the text or cuts a character; `what` is "sentence 3", "token 17" or "mention 'PER'".
  case range(what: String, range: Range<Int>)
  /// A sentence or token begins before the one before it ends.
  case order(what: String, range: Range<Int>)
  /// A token lies in no sentence.
  case homelessToken(index: Int, range: Range<Int>)
  /// Two layers of one name.
  case duplicateLayer(String)

  /// The first fault of a document; `nil` if it holds all invariants.
  public init?(of document: Document) {
    let text = document.text
    do {
      _ = try UTF8Span(validating: text.span)
    } catch {
      self = .invalidUTF8(byte: error.byteOffsets.lowerBound)
      return
    }
    func fits(_ range: Range<Int>) -> Bool {
      range.lowerBound >= 0 && range.upperBound <= text.count && Self.isBoundary(range.lowerBound, in: text)
        && Self.isBoundary(range.upperBound, in: text)
    }
    for (what, ranges) in [("sentence", document.sentences), ("token", document.tokens)] {
      var end = 0
      for (index, range) in ranges.enumerated() {
        guard fits(range) else {
          self = .range(what: "\(what) \(index + 1)", range: range)
          return
        }
        guard range.lowerBound >= end else {
          self = .order(what: "\(what) \(index + 1)", range: range)
          return
        }
        end = range.upperBound
      }
    }
    var sentence = 0
    let sentences = document.sentences
    for (index, token) in document.tokens.enumerated() where !sentences.isEmpty {
      while sentence + 1 < sentences.count, sentences[sentence + 1].lowerBound <= token.lowerBound { sentence += 1 }
      let home = sentences[sentence]
      guard home.lowerBound <= token.lowerBound, token.upperBound <= home.upperBound else {
        self = .homelessToken(index: index, range: token)
        return
      }
    }
    var names = Set<String>()
    for layer in document.layers {
      guard document.layers.count == 1 || names.insert(layer.name).inserted else {
        self = .duplicateLayer(layer.name)
        return
      }
      for index in layer.mentions.indices {
        for range in layer.mentions[index].fragments where !fits(range) {
          self = .range(what: "mention '\(layer.mentions[index].label)'", range: range)
          return
        }
      }
    }
    return nil
  }

  /// Whether no character goes on over this offset.
  static func isBoundary(_ offset: Int, in text: [UInt8]) -> Bool {
    offset == text.count || (text.indices.contains(offset) && text[offset] & 0xC0 != 0x80)
  }
}

extension DocumentFault: CustomStringConvertible {
  /// What was found.
  public var description: String {
    switch self {
    case .invalidUTF8(let byte): "the text is not UTF-8 at byte \(byte)"
    case .range(let what, let range): "\(what) at bytes \(range) leaves the text or cuts a character"
    case .order(let what, let range): "\(what) at bytes \(range) begins before the one before it ends"
    case .homelessToken(let index, let range): "token \(index + 1) at bytes \(range) lies in no sentence"
    case .duplicateLayer(let name): "two layers are called '\(name)'"
    }
  }
}
