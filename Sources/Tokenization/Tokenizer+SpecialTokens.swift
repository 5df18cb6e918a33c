extension Tokenizer {
  /// Checks that the tokens are there that an encoder cannot do without, and that added ones have ids that can be.
  ///
  /// - Throws: `TokenizerProblem.missingToken`, `TokenizerProblem.wrongField`.
  func check(source: String) throws(TokenizerProblem) {
    let (names, added) =
      switch self {
      case .wordPiece(let tokenizer): (tokenizer.options.specialTokens, tokenizer.options.addedTokens)
      case .byteLevel(let tokenizer): (tokenizer.options.specialTokens, tokenizer.options.addedTokens)
      case .sentencePiece(let tokenizer): (tokenizer.options.specialTokens, tokenizer.options.addedTokens)
      }
    guard added.allSatisfy({ (0..<Vocabulary.largest).contains(Int($0.id)) }) else {
      throw .wrongField(file: source, field: "added_tokens", expected: "ids from 0 to \(Vocabulary.largest - 1)")
    }
    try special.check(names, source: source, tokens: count)
  }

  /// The tokenizer with special tokens of these names; names that are no tokens yet get ids after the vocabulary, in the
  /// order of `SpecialTokenRole`.
  ///
  /// - Returns: the tokenizer, and how many tokens were added: so many rows more an embedding table needs than before.
  /// - Throws: `TokenizerProblem.specialToken`.
  public func naming(
    _ tokens: [SpecialTokenRole: String]
  ) throws(TokenizerProblem) -> (tokenizer: Tokenizer, added: Int) {
    if tokens.isEmpty { return (self, 0) }
    for role in SpecialTokenRole.allCases {
      guard let name = tokens[role] else { continue }
      // A vocab.txt has a token a line, without white space at its end.
      guard !name.isEmpty, !name.unicodeScalars.contains(where: \.properties.isWhitespace) else {
        throw .specialToken(name, role: role)
      }
    }
    var fresh: [AddedToken] = []
    for role in SpecialTokenRole.allCases {
      guard let name = tokens[role], id(of: name) == nil, !fresh.contains(where: { $0.content == name }) else {
        continue
      }
      fresh.append(AddedToken(content: name, id: Int32(truncatingIfNeeded: count + fresh.count)))
    }
    let renamed: Tokenizer
    switch self {
    case .wordPiece(let tokenizer):
      renamed = .wordPiece(tokenizer.naming(tokens, adding: fresh))
    case .byteLevel(let tokenizer):
      renamed = .byteLevel(tokenizer.naming(tokens, adding: fresh))
    case .sentencePiece(let tokenizer):
      var options = tokenizer.options
      options.specialTokens.read(tokens)
      options.addedTokens += fresh
      renamed = .sentencePiece(
        SentencePieceTokenizer(
          model: tokenizer.model, hub: tokenizer.hub, options: options, file: tokenizer.file))
    }
    return (renamed, fresh.count)
  }
}

extension Tokenizer {
  /// The tokenizer with another vocabulary, of a `vocab.txt`, and the same preparation of text.
  ///
  /// - Parameter file: what an error names.
  /// - Throws: `TokenizerProblem.unsupported` for tokenizers other than WordPiece.
  public func replacingVocabulary(_ text: [UInt8], file: String) throws(TokenizerProblem) -> Tokenizer {
    guard case .wordPiece(let tokenizer) = self else {
      throw .unsupported(file: file, part: "tokenizer that vocab_file belongs to", found: kind, expected: "WordPiece")
    }
    let vocabulary = Vocabulary(vocabularyText: text)
    var options = tokenizer.options
    options.addedTokens = options.addedTokens.compactMap { token in
      vocabulary.id(of: token.content).map { id in
        var token = token
        token.id = id
        return token
      }
    }
    return .wordPiece(WordPieceTokenizer(unchecked: vocabulary, options: options))
  }
}

extension Tokenizer {
  /// The tokenizer with or without a space before text that begins with none; tokenizers other than byte-level BPE stay
  /// as they are.
  public func addingPrefixSpace(_ adds: Bool) -> Tokenizer {
    guard case .byteLevel(let tokenizer) = self else { return self }
    var options = tokenizer.options
    options.addsPrefixSpace = adds
    options.keepsFirstSpace = adds
    return .byteLevel(tokenizer.with(options))
  }
}

extension WordPieceTokenizer {
  /// The same vocabulary with other special tokens; `fresh` are appended to it.
  fileprivate func naming(
    _ tokens: [SpecialTokenRole: String], adding fresh: [AddedToken]
  ) -> WordPieceTokenizer {
    var options = options
    if options.addedTokens.isEmpty {
      options.addedTokens = options.specialTokens.all.compactMap { name in
        self.vocabulary.id(of: name).map { AddedToken(content: name, id: $0) }
      }
    }
    options.specialTokens.read(tokens)
    options.addedTokens += fresh
    // A special token that was an ordinary one so far is looked for from now on.
    for name in tokens.values.sorted() {
      guard let id = self.vocabulary.id(of: name), !options.addedTokens.contains(where: { $0.content == name }) else {
        continue
      }
      options.addedTokens.append(AddedToken(content: name, id: id))
    }
    var vocabulary = vocabulary
    if !fresh.isEmpty {
      var names: [[UInt8]?] = (0..<Int32(vocabulary.count)).map { vocabulary.token($0).map { Array($0.utf8) } }
      for token in fresh {
        while names.count < Int(token.id) { names.append(nil) }
        names.append(Array(token.content.utf8))
      }
      vocabulary = Vocabulary(tokens: names)
    }
    return WordPieceTokenizer(unchecked: vocabulary, options: options)
  }
}

extension ByteLevelTokenizer {
  /// The same vocabulary with other special tokens and `fresh` ones.
  fileprivate func naming(
    _ tokens: [SpecialTokenRole: String], adding fresh: [AddedToken]
  ) -> ByteLevelTokenizer {
    var options = options
    if options.addedTokens.isEmpty {
      options.addedTokens = Self.standardTokens(options.specialTokens) { vocabulary.id(of: $0) }
    }
    options.specialTokens.read(tokens)
    options.addedTokens += fresh
    return with(options)
  }
}
