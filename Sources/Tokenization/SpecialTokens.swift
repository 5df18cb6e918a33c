import JSONText

/// The ids that have a role in every sequence.
public struct SpecialTokenIDs: Sendable, Hashable {
  /// Begins a sequence.
  public var classification: Int32
  /// Ends a sequence.
  public var separator: Int32
  /// Stands for a word that the vocabulary cannot spell.
  public var unknown: Int32
  /// Fills up, where the vocabulary has it.
  public var padding: Int32?
  /// Hides a word in pre-training, where the vocabulary has it.
  public var mask: Int32?

  /// The ids of these names, −1 where there is none; `check` tells.
  ///
  /// - Parameter find: the id of a token, if the vocabulary has it.
  init(_ names: SpecialTokenNames, find: (String) -> Int32?) {
    unknown = find(names.unknown) ?? -1
    classification = find(names.classification) ?? -1
    separator = find(names.separator) ?? -1
    (padding, mask) = (find(names.padding), find(names.mask))
  }

  /// Checks that the tokens are there that an encoder cannot do without.
  ///
  /// - Parameters:
  ///   - source: what an error names.
  ///   - tokens: how many tokens there are, for errors.
  /// - Throws: `TokenizerProblem.missingToken`.
  func check(_ names: SpecialTokenNames, source: String, tokens: Int) throws(TokenizerProblem) {
    let needed: [(Int32, String, SpecialTokenRole)] = [
      (unknown, names.unknown, .unknown), (classification, names.classification, .classification),
      (separator, names.separator, .separator),
    ]
    for (id, name, role) in needed where id < 0 {
      throw .missingToken(name, role: role, source: source, tokens: tokens)
    }
  }
}

/// What a vocabulary calls its special tokens.
public struct SpecialTokenNames: Sendable, Hashable, Codable {
  /// Begins every sequence.
  public var classification = "[CLS]"
  /// Ends every sequence.
  public var separator = "[SEP]"
  /// Stands for a word that the vocabulary cannot spell.
  public var unknown = "[UNK]"
  /// Fills up; not every vocabulary has it.
  public var padding = "[PAD]"
  /// Hides a word in pre-training; not every vocabulary has it.
  public var mask = "[MASK]"

  /// The names that BERT uses.
  public init() {}

  /// The names that RoBERTa and XLM-RoBERTa use.
  static var roberta: SpecialTokenNames {
    var names = SpecialTokenNames()
    (names.classification, names.separator, names.unknown) = ("<s>", "</s>", "<unk>")
    (names.padding, names.mask) = ("<pad>", "<mask>")
    return names
  }

  /// All five.
  var all: [String] { [padding, unknown, classification, separator, mask] }

  /// Takes over the names that a `tokenizer_config.json` gives, as strings or as objects with `content`.
  mutating func read(_ value: JSON) {
    func name(_ key: String) -> String? { value[key]?.string ?? value[key]?["content"]?.string }
    classification = name("cls_token") ?? name("bos_token") ?? classification
    separator = name("sep_token") ?? name("eos_token") ?? separator
    unknown = name("unk_token") ?? unknown
    padding = name("pad_token") ?? padding
    mask = name("mask_token") ?? mask
  }

  /// Takes over names by role; the first and the last of a text stand in where nothing begins or ends a sequence.
  mutating func read(_ tokens: [SpecialTokenRole: String]) {
    classification = tokens[.classification] ?? tokens[.begin] ?? classification
    separator = tokens[.separator] ?? tokens[.end] ?? separator
    unknown = tokens[.unknown] ?? unknown
    padding = tokens[.padding] ?? padding
    mask = tokens[.mask] ?? mask
  }
}

/// The roles of special tokens, by the keys of specs and of `special_tokens_map.json`.
public enum SpecialTokenRole: String, Sendable, Hashable, CaseIterable {
  /// Begins a sequence.
  case classification = "cls_token"
  /// Ends a sequence.
  case separator = "sep_token"
  /// Fills up.
  case padding = "pad_token"
  /// Stands for what cannot be spelled.
  case unknown = "unk_token"
  /// Hides a word in pre-training.
  case mask = "mask_token"
  /// Begins a text; begins a sequence where nothing else does.
  case begin = "bos_token"
  /// Ends a text; ends a sequence where nothing else does.
  case end = "eos_token"
}

/// A token that is looked for literally in text (an entry of `added_tokens` in `tokenizer.json`).
public struct AddedToken: Sendable, Hashable, Codable {
  /// What is looked for.
  public var content: String
  /// Its id.
  public var id: Int32
  /// Whether it must not touch letters, digits or `_`.
  public var singleWord = false
  /// Whether it takes in the white space before it.
  public var stripsLeft = false
  /// Whether it takes in the white space after it.
  public var stripsRight = false
  /// Whether it is looked for in normalized text, itself normalized, and not in the original.
  public var normalized = false

  /// A token that is found exactly as it is written.
  public init(content: String, id: Int32) { (self.content, self.id) = (content, id) }

  /// The entries of `added_tokens` in a `tokenizer.json`; none if it is absent.
  ///
  /// - Throws: `TokenizerProblem.wrongField`.
  static func read(tokenizer: JSON, file: String) throws(TokenizerProblem) -> [AddedToken] {
    guard let entries = tokenizer["added_tokens"]?.elements else { return [] }
    return try entries.map { entry throws(TokenizerProblem) in
      guard let content = entry["content"]?.string, let id = entry["id"]?.integer.flatMap(Int32.init(exactly:)),
        (0..<Vocabulary.largest).contains(Int(id))
      else {
        throw .wrongField(file: file, field: "added_tokens", expected: "a list of objects with 'id' and 'content'")
      }
      var token = AddedToken(content: content, id: id)
      token.singleWord = entry["single_word"]?.bool ?? false
      token.stripsLeft = entry["lstrip"]?.bool ?? false
      token.stripsRight = entry["rstrip"]?.bool ?? false
      token.normalized = entry["normalized"]?.bool ?? !(entry["special"]?.bool ?? false)
      return token
    }
  }
}
