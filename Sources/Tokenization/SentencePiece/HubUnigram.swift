import Foundation
import JSONText

extension SentencePieceTokenizer {
  /// The tokenizer that a `tokenizer.json` of type Unigram describes.
  ///
  /// - Parameters:
  ///   - given: how the model is used; `nil` takes it from the file and from `configuration`.
  ///   - prefix: what errors put before the name of the file.
  /// - Throws: `TokenizerProblem`.
  init(
    json: JSON, file: TokenizerFile, configuration: JSON? = nil, options given: SentencePieceOptions?,
    prefix: String
  ) throws(TokenizerProblem) {
    let path = prefix + file.name
    var model = try SentencePieceModel(unigram: json["model"], file: path)
    let hub = try HubPreparation(tokenizer: json, model: &model, file: path)
    var options = given ?? SentencePieceOptions()
    if given == nil {
      options.specialTokens = model.specialTokens
      if let configuration { options.specialTokens.read(configuration) }
      options.addedTokens = try AddedToken.read(tokenizer: json, file: path)
    }
    self.init(model: model, hub: hub, options: options, file: file)
  }
}

extension SentencePieceModel {
  /// The `model` of a `tokenizer.json` of type Unigram.
  fileprivate init(unigram: JSON?, file: String) throws(TokenizerProblem) {
    guard let entries = unigram?["vocab"]?.elements else {
      throw .wrongField(file: file, field: "model.vocab", expected: "a list of pieces and their scores")
    }
    guard let unknown = unigram?["unk_id"]?.integer, entries.indices.contains(unknown) else {
      throw .wrongField(file: file, field: "model.unk_id", expected: "the id of one of the pieces")
    }
    roundsScores = false
    do {
      for (id, entry) in entries.enumerated() {
        guard let parts = entry.elements, parts.count == 2, let piece = parts[0].bytes, let score = parts[1].number
        else {
          throw SentencePieceProblem.piece(id, "is no pair of text and score")
        }
        // All pieces are looked for in text, the unknown one too; of two with one text the later counts.
        try append(piece[...], score: score, type: .normal, allowsRepetition: true)
      }
      self.unknown = Int32(truncatingIfNeeded: unknown)
      try finish(byteFallback: unigram?["byte_fallback"]?.bool ?? false, scoresOfAll: true)
    } catch let problem as SentencePieceProblem {
      throw .sentencePiece(file: file, problem)
    } catch {
      throw .unreadable(file: file, reason: "\(error)")
    }
  }
}

extension HubPreparation {
  /// What a `tokenizer.json` says of the preparation of text; compiled rules go into `model`.
  fileprivate init(tokenizer: JSON, model: inout SentencePieceModel, file: String) throws(TokenizerProblem) {
    func unsupported(_ part: String, _ found: JSON, _ expected: String) -> TokenizerProblem {
      .unsupported(file: file, part: part, found: found["type"]?.string ?? "another", expected: expected)
    }
    for step in Self.parts(tokenizer["normalizer"], list: "normalizers") {
      switch step["type"]?.string {
      case "Precompiled" where !steps.contains(.map):
        guard let text = step["precompiled_charsmap"]?.string, let blob = Data(base64Encoded: text) else {
          throw .wrongField(file: file, field: "normalizer.precompiled_charsmap", expected: "base64")
        }
        if blob.isEmpty { break }
        do {
          model.map = try CharacterMap([UInt8](blob)[...])
        } catch {
          throw .sentencePiece(file: file, error)
        }
        steps.append(.map)
      case "Replace" where step["pattern"]?["Regex"]?.string == " {2,}":
        steps.append(.collapse(Array((step["content"]?.string ?? "").utf8)))
      case "Strip":
        steps.append(.strip(left: step["strip_left"]?.bool ?? true, right: step["strip_right"]?.bool ?? true))
      default: throw unsupported("normalizer", step, "Precompiled, Replace of ' {2,}' or Strip")
      }
    }
    var hasMetaspace = false
    for part in Self.parts(tokenizer["pre_tokenizer"], list: "pretokenizers") {
      switch part["type"]?.string {
      case "WhitespaceSplit" where !hasMetaspace: splitsAtWhitespace = true
      case "Metaspace" where part["replacement"]?.string == "\u{2581}":
        hasMetaspace = true
        splitsAtSpace = part["split"]?.bool ?? true
        let scheme = part["prepend_scheme"]?.string ?? (part["add_prefix_space"]?.bool == false ? "never" : "always")
        guard let known = Prefix(rawValue: scheme) else {
          throw .wrongField(
            file: file, field: "pre_tokenizer.prepend_scheme", expected: "always, first or never")
        }
        prefix = known
      default: throw unsupported("pre_tokenizer", part, "WhitespaceSplit and Metaspace")
      }
    }
    guard hasMetaspace else { throw unsupported("pre_tokenizer", tokenizer["pre_tokenizer"] ?? .null, "Metaspace") }
  }

  /// The parts of a sequence, or the one part that there is; none for `null`.
  private static func parts(_ value: JSON?, list: String) -> [JSON] {
    guard let value, !value.isNull else { return [] }
    guard value["type"]?.string == "Sequence", let parts = value[list]?.elements else { return [value] }
    return parts
  }
}
