import JSONText

/// How a SentencePiece model is used; the defaults are those of the `sentencepiece` package.
public struct SentencePieceOptions: Sendable, Hashable, Codable {
  /// What an id is.
  public enum Numbering: String, Sendable, Codable {
    /// The number of its piece.
    case pieces
    /// As in fairseq and XLM-RoBERTa: `<s>` 0, `<pad>` 1, `</s>` 2, `<unk>` 3, all others one more than their piece's,
    /// `<mask>` last.
    case fairseq
  }

  /// What an id is.
  public var numbering = Numbering.pieces
  /// Tokens that stand literally in text and are found before anything else is done to it.
  public var addedTokens: [AddedToken] = []
  /// The names of the special tokens.
  public var specialTokens = SpecialTokenNames.roberta

  /// The defaults; change what differs.
  public init() {}
}

/// A SentencePiece model with the use that is made of it: immutable, shared by all workers.
public struct SentencePieceTokenizer: Sendable {
  /// How the model is used.
  public let options: SentencePieceOptions
  /// The ids with a role.
  public let special: SpecialTokenIDs
  /// The number of ids, those of added tokens included.
  public let count: Int
  let model: SentencePieceModel
  /// How `tokenizers` prepares text; `nil` where SentencePiece's own way is taken.
  let hub: HubPreparation?
  /// What it was made of.
  let file: TokenizerFile
  /// Tokens that are found before anything is done to text, by id.
  let finder: AddedTokenFinder
  private let addedNames: [Int32: String]

  /// A tokenizer of parts that may lack special tokens.
  init(
    model: SentencePieceModel, hub: HubPreparation? = nil, options: SentencePieceOptions, file: TokenizerFile
  ) {
    (self.model, self.hub, self.options, self.file) = (model, hub, options, file)
    let pieces = options.numbering == .fairseq ? model.count + 2 : model.count
    count = max(pieces, options.addedTokens.map { Int($0.id) + 1 }.max() ?? 0)
    let added = Dictionary(options.addedTokens.map { (Array($0.content.utf8), $0.id) }, uniquingKeysWith: { $1 })
    addedNames = Dictionary(options.addedTokens.map { ($0.id, $0.content) }, uniquingKeysWith: { $1 })
    special = SpecialTokenIDs(options.specialTokens) { name in
      added[Array(name.utf8)] ?? Self.id(name, model, options.numbering)
    }
    finder = AddedTokenFinder(options.addedTokens) { Array($0.content.utf8) }
  }

  /// The tokenizer of a `.model` file.
  ///
  /// - Parameters:
  ///   - given: how the model is used; `nil` takes the special tokens that the model has.
  ///   - prefix: what errors put before the name of the file.
  /// - Throws: `TokenizerProblem`.
  init(
    file: TokenizerFile, options given: SentencePieceOptions?, numbering: SentencePieceOptions.Numbering = .pieces,
    configuration: JSON? = nil, prefix: String
  ) throws(TokenizerProblem) {
    let model: SentencePieceModel
    do {
      model = try SentencePieceModel(proto: file.bytes)
    } catch {
      throw .sentencePiece(file: prefix + file.name, error)
    }
    var options = given ?? SentencePieceOptions()
    if given == nil {
      options.numbering = numbering
      if numbering == .fairseq {
        options.addedTokens = Self.fairseqTokens(pieces: model.count)
      } else {
        options.specialTokens = model.specialTokens
      }
      if let configuration { options.specialTokens.read(configuration) }
    }
    self.init(model: model, options: options, file: file)
  }

  /// The id that a piece has as a token.
  @inline(__always)
  func id(ofPiece piece: Int32) -> Int32 {
    switch options.numbering {
    case .pieces: piece
    case .fairseq: piece == model.unknown ? 3 : piece + 1
    }
  }

  /// The id of a token; `nil` if there is none.
  func id(of name: String) -> Int32? {
    options.addedTokens.last { $0.content.utf8.elementsEqual(name.utf8) }?.id
      ?? Self.id(name, model, options.numbering)
  }

  /// The name of a token.
  func token(_ id: Int32) -> String? {
    if let name = addedNames[id] { return name }
    let piece = options.numbering == .fairseq ? id - 1 : id
    guard piece >= 0, Int(piece) < model.count else { return nil }
    return String(decoding: model.piece(Int(piece)), as: UTF8.self)
  }

  private static func id(
    _ name: String, _ model: SentencePieceModel, _ numbering: SentencePieceOptions.Numbering
  ) -> Int32? {
    let bytes = Array(name.utf8)
    switch numbering {
    case .pieces: return model.id(of: bytes)
    case .fairseq:
      if let fixed = fairseqNames.firstIndex(of: name) { return Int32(fixed) }
      guard let piece = model.id(of: bytes), piece >= 3 else { return nil }
      return piece + 1
    }
  }

  private static let fairseqNames = ["<s>", "<pad>", "</s>", "<unk>"]

  private static func fairseqTokens(pieces: Int) -> [AddedToken] {
    var mask = AddedToken(content: "<mask>", id: Int32(truncatingIfNeeded: pieces + 1))
    mask.stripsLeft = true
    return fairseqNames.enumerated().map { AddedToken(content: $1, id: Int32($0)) } + [mask]
  }
}

extension SentencePieceModel {
  /// The names under which a model has special tokens: BERT's if it has those, else those of its own control symbols.
  var specialTokens: SpecialTokenNames {
    var names = SpecialTokenNames.roberta
    func choose(_ candidates: [String], _ fallback: String) -> String {
      candidates.first { id(of: Array($0.utf8)) != nil } ?? fallback
    }
    names.classification = choose(["[CLS]", "<cls>", "<s>"], names.classification)
    names.separator = choose(["[SEP]", "<sep>", "</s>"], names.separator)
    names.padding = choose(["[PAD]", "<pad>"], names.padding)
    names.mask = choose(["[MASK]", "<mask>"], names.mask)
    names.unknown = String(decoding: piece(Int(unknown)), as: UTF8.self)
    return names
  }
}
