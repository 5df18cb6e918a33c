/// The names under which people ask for encoders, and those that the hub has for them.
public enum ModelNames {
  /// The hub's names to try, the likeliest first; the name itself is among them if it can be one.
  ///
  /// Short names are those of `transformers` before the hub had owners (`bert-base-uncased`), and NeMo's for Megatron;
  /// TAO spells them with underscores (`megatron_bert_345m_uncased`).
  public static func hubNames(of name: String) -> [String] {
    let hyphenated = name.replacing("_", with: "-")
    var names: [String] = []
    func add(_ name: String) {
      if isHubName(name), !names.contains(name) { names.append(name) }
    }
    for candidate in [name, hyphenated] {
      if let owned = owned(candidate) { add(owned) }
      if candidate == name || owned(candidate) != nil { add(candidate) }
    }
    return names
  }

  /// Whether a name may be asked for at the hub: `NAME` or `OWNER/NAME` of letters, digits, `.`, `_` and `-`.
  public static func isHubName(_ name: String) -> Bool {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count) && name.utf8.count <= 96 && !name.contains("..") && !name.contains("--")
      && parts.allSatisfy { part in
        part.first.map { $0.isASCII && ($0.isLetter || $0.isNumber) } == true
          && part.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }
      }
  }

  private static func owned(_ name: String) -> String? {
    if name.contains("/") { return nil }
    if let special = special[name] { return special }
    return families.first { name.hasPrefix($0.prefix) }.map { "\($0.owner)/\(name)" }
  }

  private static let special = [
    "megatron-bert-345m-uncased": "nvidia/megatron-bert-uncased-345m",
    "megatron-bert-345m-cased": "nvidia/megatron-bert-cased-345m",
    "megatron-bert-uncased": "nvidia/megatron-bert-uncased-345m",
    "megatron-bert-cased": "nvidia/megatron-bert-cased-345m",
    "biomegatron-bert-345m-uncased": "EMBO/BioMegatron345mUncased",
    "biomegatron-bert-345m-cased": "EMBO/BioMegatron345mCased",
    "distilroberta-base": "distilbert/distilroberta-base",
    "camembert-base": "almanach/camembert-base",
    "all-MiniLM-L6-v2": "sentence-transformers/all-MiniLM-L6-v2",
  ]

  private static let families: [(prefix: String, owner: String)] = [
    ("bert-", "google-bert"), ("distilbert-", "distilbert"), ("roberta-", "FacebookAI"), ("xlm-roberta-", "FacebookAI"),
    ("albert-", "albert"), ("electra-", "google"),
  ]
}
