public import Foundation

extension WordPieceTokenizer {
  /// The tokenizer of an encoder's folder.
  ///
  /// Reads `tokenizer.json` if it is there, else `vocab.txt`; `tokenizer_config.json`, where it exists, names the special
  /// tokens and, for a `vocab.txt`, says how text is prepared. Truncation and padding that a `tokenizer.json` asks for
  /// are left to the caller.
  ///
  /// - Throws: `TokenizerProblem`.
  public init(folder: URL) throws(TokenizerProblem) { try self.init(path: folder.path) }

  /// The tokenizer of an encoder's folder; see `init(folder:)`.
  ///
  /// - Throws: `TokenizerProblem`.
  public init(path: String) throws(TokenizerProblem) {
    let folder = path.hasSuffix("/") ? String(path.dropLast()) : path
    let (json, text) = (folder + "/tokenizer.json", folder + "/vocab.txt")
    let configuration = folder + "/tokenizer_config.json"
    var options = WordPieceOptions()
    var config: JSONValue?
    if FileManager.default.fileExists(atPath: configuration) {
      let value = try readJSON(configuration)
      options.specialTokens.read(value)
      config = value
    }
    if FileManager.default.fileExists(atPath: json) {
      let value = try readJSON(json)
      try options.read(tokenizer: value, file: json)
      let vocabulary = try Vocabulary(tokenizer: value, file: json)
      try self.init(vocabulary: vocabulary, options: options, source: json)
    } else if FileManager.default.fileExists(atPath: text) {
      let vocabulary = Vocabulary(vocabularyText: try readBytes(text))
      if let config { options.read(configuration: config, vocabulary: vocabulary) }
      try self.init(vocabulary: vocabulary, options: options, source: text)
    } else {
      throw .noVocabulary(folder: folder)
    }
  }
}

extension Vocabulary {
  /// The vocabulary of a `tokenizer.json` (`model.vocab`).
  fileprivate init(tokenizer: JSONValue, file: String) throws(TokenizerProblem) {
    guard case .object(let members)? = tokenizer["model"]?["vocab"] else {
      throw .wrongField(file: file, field: "model.vocab", expected: "an object of tokens and their ids")
    }
    // An id far beyond the number of tokens would be a slip that costs memory.
    let most = members.count * 4 + 1_000
    var tokens: [[UInt8]?] = []
    for (key, value) in members {
      guard let id = value.integer, (0..<most).contains(id) else {
        let name = String(decoding: key, as: UTF8.self)
        throw .wrongField(file: file, field: "model.vocab['\(name)']", expected: "an id from 0 to \(most - 1)")
      }
      if id >= tokens.count { tokens += [[UInt8]?](repeating: nil, count: id + 1 - tokens.count) }
      tokens[id] = key
    }
    self.init(tokens: tokens)
  }
}

extension SpecialTokenNames {
  /// Takes over the names that a `tokenizer_config.json` gives, as strings or as objects with `content`.
  fileprivate mutating func read(_ value: JSONValue) {
    func name(_ key: String) -> String? { value[key]?.string ?? value[key]?["content"]?.string }
    classification = name("cls_token") ?? classification
    separator = name("sep_token") ?? separator
    unknown = name("unk_token") ?? unknown
    padding = name("pad_token") ?? padding
    mask = name("mask_token") ?? mask
  }
}

extension WordPieceOptions {
  /// Takes over what a `tokenizer_config.json` says of the preparation of text.
  fileprivate mutating func read(configuration: JSONValue, vocabulary: Vocabulary) {
    lowercase = configuration["do_lower_case"]?.bool ?? lowercase
    stripAccents = configuration["strip_accents"]?.bool
    tokenizeChineseCharacters = configuration["tokenize_chinese_chars"]?.bool ?? tokenizeChineseCharacters
    guard case .array(let kept)? = configuration["never_split"] else { return }
    let names = specialTokens.all + kept.compactMap(\.string)
    addedTokens = names.compactMap { name in vocabulary.id(of: name).map { AddedToken(content: name, id: $0) } }
  }

  /// Takes over what a `tokenizer.json` says.
  fileprivate mutating func read(tokenizer: JSONValue, file: String) throws(TokenizerProblem) {
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
    guard case .array(let entries)? = tokenizer["added_tokens"] else { return }
    addedTokens = try entries.map { entry throws(TokenizerProblem) in
      guard let content = entry["content"]?.string, let id = entry["id"]?.integer.flatMap(Int32.init(exactly:)) else {
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

private func readBytes(_ file: String) throws(TokenizerProblem) -> [UInt8] {
  do {
    return [UInt8](try Data(contentsOf: URL(filePath: file)))
  } catch {
    throw .unreadable(file: file, reason: error.localizedDescription)
  }
}

private func readJSON(_ file: String) throws(TokenizerProblem) -> JSONValue {
  let bytes = try readBytes(file)
  do {
    return try JSONReader.read(bytes)
  } catch {
    let before = bytes[..<min(error.offset, bytes.count)]
    let line = before.count { $0 == 0x0A } + 1
    let lastBreak = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    let column = before[lastBreak...].count { $0 & 0xC0 != 0x80 } + 1
    throw .invalidJSON(file: file, line: line, column: column, expected: error.expected)
  }
}
