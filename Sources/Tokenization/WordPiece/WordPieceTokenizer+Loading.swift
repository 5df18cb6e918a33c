import JSONText

extension WordPieceTokenizer {
  /// The tokenizer that a `tokenizer.json` of BERT's kind describes.
  ///
  /// - Throws: `TokenizerProblem`.
  init(json: JSON, configuration: JSON?, file: String) throws(TokenizerProblem) {
    var options = WordPieceOptions()
    if let configuration { options.specialTokens.read(configuration) }
    try options.read(tokenizer: json, file: file)
    let vocabulary = try Vocabulary(object: json["model"]?["vocab"], file: file, field: "model.vocab")
    self.init(unchecked: vocabulary, options: options)
  }

  /// The tokenizer of a `vocab.txt`; a `tokenizer_config.json` names the special tokens and says how text is prepared.
  init(vocabularyText: [UInt8], configuration: JSON?) {
    var options = WordPieceOptions()
    let vocabulary = Vocabulary(vocabularyText: vocabularyText)
    if let configuration {
      options.specialTokens.read(configuration)
      options.read(configuration: configuration, vocabulary: vocabulary)
    }
    self.init(unchecked: vocabulary, options: options)
  }
}

extension WordPieceOptions {
  /// Takes over what a `tokenizer_config.json` says of the preparation of text.
  fileprivate mutating func read(configuration: JSON, vocabulary: Vocabulary) {
    lowercase = configuration["do_lower_case"]?.bool ?? lowercase
    stripAccents = configuration["strip_accents"]?.bool
    tokenizeChineseCharacters = configuration["tokenize_chinese_chars"]?.bool ?? tokenizeChineseCharacters
    guard let kept = configuration["never_split"]?.elements else { return }
    let names = specialTokens.all + kept.compactMap(\.string)
    addedTokens = names.compactMap { name in vocabulary.id(of: name).map { AddedToken(content: name, id: $0) } }
  }

  /// Takes over what a `tokenizer.json` says.
  fileprivate mutating func read(tokenizer: JSON, file: String) throws(TokenizerProblem) {
    func expect(_ part: String, _ expected: String, or absent: Bool) throws(TokenizerProblem) {
      let found = tokenizer[part]?["type"]?.string
      if found == expected || (found == nil && absent) { return }
      throw .unsupported(file: file, part: part, found: found ?? "missing", expected: expected)
    }
    let normalizer = tokenizer["normalizer"] ?? .null
    try expect("model", "WordPiece", or: tokenizer["model"]?["vocab"] != nil)
    try expect("pre_tokenizer", "BertPreTokenizer", or: false)
    try expect("normalizer", "BertNormalizer", or: normalizer.isNull)
    lowercase = normalizer["lowercase"]?.bool ?? !normalizer.isNull
    stripAccents = normalizer["strip_accents"]?.bool
    tokenizeChineseCharacters = normalizer["handle_chinese_chars"]?.bool ?? !normalizer.isNull
    cleanText = normalizer["clean_text"]?.bool ?? !normalizer.isNull
    maxCharactersPerWord = tokenizer["model"]?["max_input_chars_per_word"]?.integer ?? maxCharactersPerWord
    continuingPrefix = tokenizer["model"]?["continuing_subword_prefix"]?.string ?? continuingPrefix
    specialTokens.unknown = tokenizer["model"]?["unk_token"]?.string ?? specialTokens.unknown
    addedTokens = try AddedToken.read(tokenizer: tokenizer, file: file)
  }
}
