public import Annotations

/// What can be wrong with a request, beyond the files and specs that it names.
public enum WorkProblem: Error, Hashable, Sendable {
  /// An encoder that is not on this machine; `reason` says why it cannot be fetched.
  case encoderNotFound(name: String, searched: [String], reason: String)
  /// A folder that is not where it should be.
  case missing(path: String, what: String, todo: String)
  /// A folder that should be empty.
  case notEmpty(folder: String, found: String, count: Int)
  /// The user stopped the work.
  case interrupted(String)
  /// Data with labels that the model does not know.
  case strangeLabels(Strangers, files: [String], known: [String])
  /// The model does not fit what is asked of it.
  case model(String)
  /// What a look at data found; the details have been said.
  case findings(String)
  /// Something of the data is gone that nobody said could go.
  case loss(String)
  /// All was done but for documents that could not be read or written; these have been said.
  case failures(String)
  /// The processor lacks instructions that the engine is compiled for.
  case processor
}

extension WorkProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .encoderNotFound(let name, let searched, let reason):
      "the encoder '\(name)' is not on this machine, and cannot be fetched: \(reason).\nSearched:\n"
        + searched.map { "  \($0)\n" }.joined()
        + "Bring a folder with config.json, model.safetensors (or pytorch_model.bin) and vocab.txt (or tokenizer.json) to one "
        + "of these places, or give its path as model.language_model.pretrained_model_name. On a machine with a network, "
        + "`huggingface-cli download NAME` fills the cache of Hugging Face, which can be copied as it is. "
        + "tools/setup fetches the default encoder, all-MiniLM-L6-v2."
    case .missing(let path, let what, let todo): "\(path): expected \(what), found nothing; \(todo)"
    case .notEmpty(let folder, let found, let count):
      "\(folder): expected a new or empty folder, found '\(found)'"
        + (count > 1 ? " and \(count - 1) more" : "") + "; nothing was written, name another folder"
    case .interrupted(let state): "interrupted; \(state)"
    case .strangeLabels(let strangers, let files, let known): strangers.prose(files: files, known: known)
    case .model(let what), .findings(let what), .loss(let what), .failures(let what): what
    case .processor:
      "this processor lacks AVX2 or FMA, which Gloss is compiled for; "
        + "every x86-64 server processor since 2013 (Intel Haswell) or 2017 (AMD Zen) has them"
    }
  }
}
