import Specs
import Tokenization

/// `model.tokenizer`: where sub-tokens come from.
struct TokenizerSpec: Equatable {
  /// The name that asks for a SentencePiece model of the user's own.
  static let sentencePiece = "sentencepiece"

  /// An encoder by name or path whose tokenizer is taken, or `sentencepiece`.
  var name: String
  /// A `vocab.txt` in place of the named tokenizer's.
  var vocabularyFile: String?
  /// The model of `tokenizer_name: sentencepiece`.
  var model: String?
  /// Names of special tokens by role; new ones are added after the vocabulary.
  var specialTokens: [SpecialTokenRole: String] = [:]
  /// Whether a byte-level BPE sees a space before each word; `nil` does as the tokenizer's own files say.
  var addsPrefixSpace: Bool?

  /// The tokenizer of an encoder, nothing changed.
  init(of encoderName: String) { name = encoderName }

  init(_ section: SpecSection, encoderName: String) {
    name = section.string("tokenizer_name", default: encoderName)
    vocabularyFile = section.optionalString("vocab_file")
    model = section.optionalString("tokenizer_model")
    addsPrefixSpace = section.optionalBool("add_prefix_space")
    let isOwnModel = name == Self.sentencePiece
    section.check(
      !["word", "char", "yttm", "regex"].contains(name), key: "tokenizer_name",
      "'\(name)' makes tokens that no pretrained encoder knows; name an encoder's tokenizer, or sentencepiece")
    section.check(
      !isOwnModel || model != nil, key: "tokenizer_model",
      "must name a .model file when tokenizer_name is sentencepiece")
    section.check(
      isOwnModel || model == nil, key: "tokenizer_model", "is read only when tokenizer_name is sentencepiece")
    section.check(
      !isOwnModel || vocabularyFile == nil, key: "vocab_file", "must be null when tokenizer_name is sentencepiece")
    guard let tokens = section.optionalSection("special_tokens") else { return }
    for role in SpecialTokenRole.allCases {
      guard let token = tokens.optionalString(role.rawValue) else { continue }
      let isPlain = !token.isEmpty && !token.unicodeScalars.contains(where: \.properties.isWhitespace)
      tokens.check(isPlain, key: role.rawValue, "must be a token without white space")
      specialTokens[role] = token
    }
  }
}
