import JSONText

extension ByteLevelTokenizer {
  /// The tokenizer of `vocab.json` and `merges.txt`, as `transformers` makes it of them.
  ///
  /// - Parameters:
  ///   - prefix: what errors put before the names of the files.
  ///   - given: the preparation of text; `nil` takes it from `configuration`, a `tokenizer_config.json`.
  /// - Throws: `TokenizerProblem`.
  init(
    vocabulary: TokenizerFile, merges: TokenizerFile, configuration: JSON? = nil, options given: ByteLevelOptions?,
    prefix: String
  ) throws(TokenizerProblem) {
    let (vocabularyPath, mergesPath) = (prefix + vocabulary.name, prefix + merges.name)
    let object = try parseJSON(vocabulary.bytes, file: vocabularyPath)
    let tokens = try Vocabulary(object: object, file: vocabularyPath, field: "the file")
    let (pairs, lines) = try Self.pairs(merges: merges.bytes, file: mergesPath)
    var options = given ?? ByteLevelOptions()
    if given == nil, let configuration {
      options.specialTokens.read(configuration)
      options.addsPrefixSpace = configuration["add_prefix_space"]?.bool ?? options.addsPrefixSpace
      options.keepsFirstSpace = options.addsPrefixSpace
      options.trimsRanges = configuration["trim_offsets"]?.bool ?? options.trimsRanges
    }
    try self.init(
      vocabulary: tokens, pairs: pairs, options: options, files: [vocabulary, merges]
    ) { (mergesPath, lines[$0]) }
  }

  /// The tokenizer that a `tokenizer.json` of type BPE describes.
  ///
  /// - Parameters:
  ///   - prefix: what errors put before the name of the file.
  ///   - given: the preparation of text; `nil` takes it from the file and from `configuration`.
  /// - Throws: `TokenizerProblem`.
  init(
    json: JSON, file: TokenizerFile, configuration: JSON? = nil, options given: ByteLevelOptions?,
    prefix: String
  ) throws(TokenizerProblem) {
    let path = prefix + file.name
    var options = try ByteLevelOptions(tokenizer: json, file: path)
    if let configuration { options.specialTokens.read(configuration) }
    let tokens = try Vocabulary(object: json["model"]?["vocab"], file: path, field: "model.vocab")
    let pairs = try Self.pairs(json["model"]?["merges"], file: path)
    try self.init(
      vocabulary: tokens, pairs: pairs, options: given ?? options, files: [file]
    ) { ("\(path): model.merges", $0) }
  }

  private typealias Pairs = [(left: [UInt8], right: [UInt8])]

  /// The pairs of a `merges.txt` and their lines, from 1: two tokens a line, parted by a space.
  private static func pairs(merges text: [UInt8], file: String) throws(TokenizerProblem) -> (Pairs, [Int]) {
    var (pairs, lines): (Pairs, [Int]) = ([], [])
    for (index, line) in text.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      let line = line.last == 0x0D ? line.dropLast() : line
      if line.isEmpty || line.starts(with: "#version".utf8) { continue }
      pairs.append(try pair(line, file: file, place: index + 1))
      lines.append(index + 1)
    }
    return (pairs, lines)
  }

  /// The pairs of `model.merges`: strings with a space, or lists of two strings.
  private static func pairs(_ merges: JSON?, file: String) throws(TokenizerProblem) -> Pairs {
    guard let entries = merges?.elements else {
      throw .wrongField(file: file, field: "model.merges", expected: "a list of pairs of tokens")
    }
    var pairs: Pairs = []
    pairs.reserveCapacity(entries.count)
    for (index, entry) in entries.enumerated() {
      if let text = entry.bytes {
        pairs.append(try pair(text[...], file: "\(file): model.merges", place: index))
      } else if let parts = entry.elements, parts.count == 2, let left = parts[0].bytes, let right = parts[1].bytes {
        pairs.append((left, right))
      } else {
        throw .merge(file: "\(file): model.merges", place: index, found: "something else", expected: "a pair of tokens")
      }
    }
    return pairs
  }

  private static func pair(
    _ line: ArraySlice<UInt8>, file: String, place: Int
  ) throws(TokenizerProblem) -> (left: [UInt8], right: [UInt8]) {
    let parts = line.split(separator: 0x20, omittingEmptySubsequences: false)
    guard parts.count == 2 else {
      throw .merge(
        file: file, place: place, found: String(decoding: line.prefix(60), as: UTF8.self),
        expected: "two tokens with a space between them")
    }
    return (Array(parts[0]), Array(parts[1]))
  }
}

extension ByteLevelOptions {
  /// What a `tokenizer.json` of type BPE says.
  init(tokenizer: JSON, file: String) throws(TokenizerProblem) {
    func unsupported(_ part: String, _ found: JSON?, _ expected: String) -> TokenizerProblem {
      .unsupported(file: file, part: part, found: found?["type"]?.string ?? "another", expected: expected)
    }
    let model = tokenizer["model"]
    for key in ["continuing_subword_prefix", "end_of_word_suffix"] {
      if let text = model?[key]?.string, !text.isEmpty {
        throw .unsupported(file: file, part: "model.\(key)", found: text, expected: "null")
      }
    }
    if model?["byte_fallback"]?.bool == true {
      throw .unsupported(file: file, part: "model.byte_fallback", found: "true", expected: "false")
    }
    if let normalizer = tokenizer["normalizer"], !normalizer.isNull {
      throw unsupported("normalizer", normalizer, "null")
    }
    guard let splitter = tokenizer["pre_tokenizer"], splitter["type"]?.string == "ByteLevel" else {
      throw unsupported("pre_tokenizer", tokenizer["pre_tokenizer"], "ByteLevel")
    }
    addsPrefixSpace = splitter["add_prefix_space"]?.bool ?? true
    splits = splitter["use_regex"]?.bool ?? true
    ignoresMerges = model?["ignore_merges"]?.bool ?? false
    if let name = model?["unk_token"]?.string, !name.isEmpty { unknownByte = name }
    let processor = tokenizer["post_processor"]
    let type = processor?["type"]?.string
    trimsRanges = type == "RobertaProcessing" || type == "ByteLevel" ? processor?["trim_offsets"]?.bool ?? true : false
    keepsFirstSpace = processor?["add_prefix_space"]?.bool ?? true
    addedTokens = try AddedToken.read(tokenizer: tokenizer, file: file)
  }
}
