/// What can keep an encoder from being fetched.
public enum HubProblem: Error, Hashable, Sendable {
  /// The address is none.
  case endpoint(String)
  /// No answer: no network, no such host, a time-out.
  case noNetwork(host: String, reason: String)
  /// There is no such model, or it is private and no token opens it.
  case notFound(name: String, hasToken: Bool)
  /// The model wants a token, or another one.
  case refused(name: String, status: Int, hasToken: Bool)
  /// Any other status.
  case status(Int, address: String)
  /// An answer that is not what the hub sends.
  case answer(address: String, String)
  /// The model lacks files that an encoder needs.
  case lacks(name: String, String)
  /// A file of another size than the hub named.
  case size(file: String, expected: Int, found: Int)
  /// A file with another checksum than the hub named.
  case checksum(file: String, expected: String, found: String)
  /// The connection broke again and again.
  case interrupted(file: String, done: Int, total: Int?, reason: String)
  /// The cache cannot be written to.
  case cache(path: String, reason: String)
  /// The user stopped it.
  case cancelled(file: String)
}

extension HubProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .endpoint(let text): return "HF_ENDPOINT is '\(text)', expected an address such as https://huggingface.co"
    case .noNetwork(let host, let reason): return "\(host) does not answer (\(reason))"
    case .notFound(let name, let hasToken):
      return "the hub has no model '\(name)'"
        + (hasToken ? ", or the token in HF_TOKEN does not open it" : ", or it is private; HF_TOKEN then needs a token")
        + "; check the name"
    case .refused(let name, let status, let hasToken):
      return hasToken
        ? "the hub refuses '\(name)' (status \(status)) to the token in HF_TOKEN; accept the model's terms on its page, or use "
          + "a token that may read it"
        : "the hub does not show '\(name)' (status \(status)) to somebody without a token: there is no such model (check the "
          + "name), or it is private or has terms to accept; then make a token in your settings there and put it into HF_TOKEN"
    case .status(let status, let address): return "\(address) answers with status \(status); try again later"
    case .answer(let address, let what): return "\(address): \(what); this does not look like a hub of models"
    case .lacks(let name, let what): return "the model '\(name)' has no \(what); it is no encoder that Gloss can read"
    case .size(let file, let expected, let found):
      return "\(file) should have \(expected) bytes and came with \(found); it was thrown away: try again"
    case .checksum(let file, let expected, let found):
      return
        "\(file) should have the checksum \(expected) and came with \(found); it was thrown away: try again, and if it "
        + "happens again, something on the way changes it"
    case .interrupted(let file, let done, let total, let reason):
      return
        "\(file): the connection broke after \(done)\(total.map { " of \($0)" } ?? "") bytes (\(reason)); run again to "
        + "go on from there"
    case .cache(let path, let reason):
      return "\(path): \(reason); make it writable, or name another folder in HF_HUB_CACHE"
    case .cancelled(let file): return "stopped while \(file) came; run again to go on from there"
    }
  }
}
