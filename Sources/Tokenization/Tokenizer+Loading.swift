import Files
import Foundation
import JSONText

extension Tokenizer {
  /// The tokenizer of an encoder's folder, or of one `.model`, `vocab.txt` or `tokenizer.json`.
  ///
  /// The first of these that the folder has is read: `tokenizer.json` (WordPiece, byte-level BPE, Unigram), `vocab.txt`,
  /// `vocab.json` with `merges.txt`, a SentencePiece model. A `tokenizer_config.json` names the special tokens and, where
  /// the other files do not, says how text is prepared. Truncation and padding that a `tokenizer.json` asks for are left
  /// to the caller.
  ///
  /// - Parameter naming: special tokens by role, which go before those that the files name.
  /// - Throws: `TokenizerProblem`.
  public init(path: String, naming: [SpecialTokenRole: String] = [:]) throws(TokenizerProblem) {
    self = try Self.load(path: path, naming: naming).tokenizer
  }

  /// The tokenizer of a path, and how many of the special tokens are new; see `init(path:naming:)`.
  ///
  /// - Parameter vocabularyFile: a `vocab.txt` to take in place of the folder's vocabulary, for WordPiece.
  /// - Throws: `TokenizerProblem`.
  public static func load(
    path: String, vocabularyFile: String? = nil, naming: [SpecialTokenRole: String]
  ) throws(TokenizerProblem) -> (tokenizer: Tokenizer, added: Int) {
    guard let kind = FileKind(of: path) else {
      throw .unreadable(file: path, reason: "there is no such file or folder")
    }
    var bare = kind == .folder ? try Tokenizer(TokenizerFolder(path)) : try Tokenizer(file: path)
    if let vocabularyFile {
      bare = try bare.replacingVocabulary(try readBytes(vocabularyFile), file: vocabularyFile)
    }
    let named = try bare.naming(naming)
    try named.tokenizer.check(source: vocabularyFile ?? path)
    return named
  }

  /// The tokenizer that one file makes; the files beside it are not looked at.
  private init(file path: String) throws(TokenizerProblem) {
    let url = URL(filePath: path)
    let name = url.lastPathComponent
    let prefix = path.hasSuffix(name) ? String(path.dropLast(name.count)) : ""
    let file = TokenizerFile(name: name, bytes: try readBytes(path))
    switch url.pathExtension {
    case "json": try self.init(json: file, configuration: nil, prefix: prefix)
    case "txt":
      self = .wordPiece(WordPieceTokenizer(vocabularyText: file.bytes, configuration: nil))
    default: self = .sentencePiece(try SentencePieceTokenizer(file: file, options: nil, prefix: prefix))
    }
  }

  private init(_ folder: TokenizerFolder) throws(TokenizerProblem) {
    let prefix = folder.prefix
    let configuration = try folder.configuration()
    if let file = try folder.file(FileName.tokenizer) {
      try self.init(json: file, configuration: configuration, prefix: prefix)
    } else if let file = try folder.file(FileName.wordPiece) {
      self = .wordPiece(WordPieceTokenizer(vocabularyText: file.bytes, configuration: configuration))
    } else if let vocabulary = try folder.file(FileName.vocabulary), let merges = try folder.file(FileName.merges) {
      self = .byteLevel(
        try ByteLevelTokenizer(
          vocabulary: vocabulary, merges: merges, configuration: configuration, options: nil, prefix: prefix))
    } else {
      for name in FileName.sentencePieces {
        guard let file = try folder.file(name) else { continue }
        self = .sentencePiece(
          try SentencePieceTokenizer(
            file: file, options: nil, numbering: name == FileName.fairseq ? .fairseq : .pieces,
            configuration: configuration, prefix: prefix))
        return
      }
      throw .noVocabulary(folder: folder.path, found: folder.names)
    }
  }

  /// The tokenizer that a `tokenizer.json` describes.
  private init(json file: TokenizerFile, configuration: JSON?, prefix: String) throws(TokenizerProblem) {
    let path = prefix + file.name
    let json = try parseJSON(file.bytes, file: path)
    switch json.modelType {
    case "BPE":
      self = .byteLevel(
        try ByteLevelTokenizer(json: json, file: file, configuration: configuration, options: nil, prefix: prefix))
    case "Unigram":
      self = .sentencePiece(
        try SentencePieceTokenizer(json: json, file: file, configuration: configuration, options: nil, prefix: prefix))
    default:
      self = .wordPiece(try WordPieceTokenizer(json: json, configuration: configuration, file: path))
    }
  }
}

extension JSON {
  /// What a `tokenizer.json` calls its model; older ones tell it by what the model has.
  fileprivate var modelType: String? {
    if let type = self["model"]?["type"]?.string { return type }
    if self["model"]?["merges"] != nil { return "BPE" }
    if self["model"]?["vocab"]?.elements != nil { return "Unigram" }
    return nil
  }
}

/// A folder in which a tokenizer's files are looked for.
private struct TokenizerFolder {
  let path: String

  init(_ path: String) { self.path = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path }

  /// What stands before the names of files.
  var prefix: String { path.hasSuffix("/") ? path : path + "/" }

  /// The names of all files, for an error.
  var names: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
  }

  /// A file of the folder; `nil` if it is not there.
  func file(_ name: String) throws(TokenizerProblem) -> TokenizerFile? {
    guard FileManager.default.fileExists(atPath: prefix + name) else { return nil }
    return TokenizerFile(name: name, bytes: try readBytes(prefix + name))
  }

  func configuration() throws(TokenizerProblem) -> JSON? {
    guard let file = try file(FileName.configuration) else { return nil }
    return try parseJSON(file.bytes, file: prefix + file.name)
  }
}
