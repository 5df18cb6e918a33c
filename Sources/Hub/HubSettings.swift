/// Where the hub and its cache are: the environment variables of `huggingface_hub`.
public struct HubSettings: Sendable {
  /// The address, without a slash at its end.
  public var endpoint: String
  /// The folder of the cache.
  public var cache: String
  /// What opens private and gated models.
  public var token: String?
  /// The variable that forbids the network, if one does.
  public var offlineVariable: String?

  /// Reads `HF_ENDPOINT`, `HF_HUB_CACHE`, `HF_HOME`, `XDG_CACHE_HOME`, `HF_TOKEN`, `HF_HUB_OFFLINE`, `TRANSFORMERS_OFFLINE`.
  public init(environment: [String: String]) {
    func value(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
    var endpoint = value("HF_ENDPOINT") ?? "https://huggingface.co"
    while endpoint.hasSuffix("/") { endpoint.removeLast() }
    self.endpoint = endpoint
    let caches = value("XDG_CACHE_HOME") ?? (value("HOME") ?? ".") + "/.cache"
    let home = value("HF_HOME") ?? caches + "/huggingface"
    cache = value("HF_HUB_CACHE") ?? value("HUGGINGFACE_HUB_CACHE") ?? home + "/hub"
    token = value("HF_TOKEN")
    offlineVariable = ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"].first { name in
      ["1", "true", "yes", "on"].contains(value(name)?.lowercased())
    }
  }
}
