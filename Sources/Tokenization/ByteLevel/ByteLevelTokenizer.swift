/// How text is prepared for byte-level BPE; the defaults are those of `roberta-base`.
public struct ByteLevelOptions: Sendable, Hashable, Codable {
  /// Whether text that does not begin with a space gets one, so that a first word has the token that it has elsewhere.
  public var addsPrefixSpace = false
  /// Whether ranges leave out the spaces at the ends of tokens.
  public var trimsRanges = true
  /// Whether one space is left in the ranges of first tokens all the same: what `add_prefix_space` of `tokenizers`'
  /// post-processors does.
  public var keepsFirstSpace = false
  /// Whether text is split by GPT-2's regular expression before it is encoded.
  public var splits = true
  /// Whether a piece that is a token as a whole is taken without regard to merges.
  public var ignoresMerges = false
  /// What stands for a byte without a token; `nil` leaves such bytes out.
  public var unknownByte: String?
  /// Tokens that stand literally in text and are found before anything else is done to it.
  public var addedTokens: [AddedToken] = []
  /// The names of the special tokens.
  public var specialTokens = SpecialTokenNames.roberta

  /// The defaults; change what differs.
  public init() {}
}

/// A byte-level BPE vocabulary, as GPT-2 and RoBERTa have it: immutable, shared by all workers.
public struct ByteLevelTokenizer: Sendable {
  /// The tokens, in the alphabet of `ByteAlphabet`.
  public let vocabulary: Vocabulary
  /// The preparation of text.
  public private(set) var options: ByteLevelOptions
  /// The ids with a role.
  public private(set) var special: SpecialTokenIDs
  /// The number of ids, those of added tokens beyond the vocabulary included.
  public private(set) var count: Int
  /// What it was made of.
  let files: [TokenizerFile]
  let merges: MergeTable
  /// The token of each byte, −1 where there is none.
  let bytes: [Int32]
  let unknownByte: Int32?
  private let spaces: [(leading: UInt16, trailing: UInt16)]
  /// Added tokens that are found first, and those that are looked for in what is left.
  private(set) var finders: [AddedTokenFinder]
  private var added: Set<Int32>

  /// A tokenizer of parts.
  ///
  /// - Parameters:
  ///   - pairs: the merges in the order of their ranks.
  ///   - files: what the tokenizer is kept as.
  ///   - place: what an error about the merge of a rank names.
  init(
    vocabulary: Vocabulary, pairs: [(left: [UInt8], right: [UInt8])], options: ByteLevelOptions,
    files: [TokenizerFile], place: (Int) -> (file: String, line: Int)
  ) throws(TokenizerProblem) {
    var merges = MergeTable(count: pairs.count)
    for (rank, pair) in pairs.enumerated() {
      guard let left = vocabulary.id(of: pair.left), let right = vocabulary.id(of: pair.right),
        let id = vocabulary.id(of: pair.left + pair.right)
      else {
        let found = String(decoding: pair.left + [0x20] + pair.right, as: UTF8.self)
        let (file, line) = place(rank)
        throw .merge(
          file: file, place: line, found: found, expected: "two tokens of the vocabulary that form a third")
      }
      merges.insert(left, right, MergeTable.Merge(rank: Int32(rank), id: id))
    }
    self.merges = merges
    bytes = ByteAlphabet.spellings.map { vocabulary.id(of: $0) ?? -1 }
    unknownByte = options.unknownByte.flatMap { vocabulary.id(of: $0) }
    spaces = Self.spaces(vocabulary)
    (self.vocabulary, self.options, self.files) = (vocabulary, options, files)
    (special, count, finders, added) = Self.derive(options, vocabulary)
  }

  /// Whether an id is that of an added token.
  func isAdded(_ id: Int32) -> Bool { added.contains(id) }

  /// The same vocabulary with another preparation of text.
  func with(_ options: ByteLevelOptions) -> ByteLevelTokenizer {
    var copy = self
    copy.options = options
    (copy.special, copy.count, copy.finders, copy.added) = Self.derive(options, vocabulary)
    return copy
  }

  private static func derive(
    _ options: ByteLevelOptions, _ vocabulary: Vocabulary
  ) -> (SpecialTokenIDs, count: Int, [AddedTokenFinder], Set<Int32>) {
    var tokens = options.addedTokens
    let added = Dictionary(tokens.map { (Array($0.content.utf8), $0.id) }, uniquingKeysWith: { $1 })
    func find(_ token: String) -> Int32? { added[Array(token.utf8)] ?? vocabulary.id(of: token) }
    if tokens.isEmpty { tokens = standardTokens(options.specialTokens, find: find) }
    let finders = [tokens.filter { !$0.normalized }, tokens.filter(\.normalized)].map { tokens in
      AddedTokenFinder(tokens) { Array($0.content.utf8) }
    }
    let count = max(vocabulary.count, tokens.map { Int($0.id) + 1 }.max() ?? 0)
    return (
      SpecialTokenIDs(options.specialTokens, find: find), count, finders.filter { !$0.isEmpty }, Set(tokens.map(\.id))
    )
  }

  /// How many spaces a token begins and ends with.
  func spaces(of id: Int32) -> (leading: Int, trailing: Int) {
    let index = Int(id)
    return index < spaces.count ? (Int(spaces[index].leading), Int(spaces[index].trailing)) : (0, 0)
  }

  private static func spaces(_ vocabulary: Vocabulary) -> [(leading: UInt16, trailing: UInt16)] {
    func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar == ByteAlphabet.space || scalar.properties.isWhitespace }
    return (0..<Int32(vocabulary.count)).map { id in
      let scalars = Array((vocabulary.token(id) ?? "").unicodeScalars)
      let leading = scalars.prefix(while: isSpace).count
      let trailing = scalars.reversed().prefix(while: isSpace).count
      return (UInt16(clamping: leading), UInt16(clamping: trailing))
    }
  }

  /// The special tokens as RoBERTa's tokenizers look for them: the mask takes in the space before it.
  static func standardTokens(_ names: SpecialTokenNames, find: (String) -> Int32?) -> [AddedToken] {
    var seen: Set<String> = []
    return names.all.compactMap { name in
      guard seen.insert(name).inserted, let id = find(name) else { return nil }
      var token = AddedToken(content: name, id: id)
      token.stripsLeft = name == names.mask
      return token
    }
  }
}
