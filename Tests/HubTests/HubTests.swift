import Foundation
import Synchronization
import Testing

@testable import Hub

@Suite("Fetching from a hub", .enabled(if: TestServer.python != nil, "python3 is not here"))
struct HubTests {
  typealias File = TestServer.File

  static let weights = File(text: "0123456789abcdef", times: 20_000, large: true)
  static let model = TestServer.Model(files: [
    "config.json": File(text: "{}"), "vocab.txt": File(text: "[PAD]\n"), "tokenizer_config.json": File(text: "{ }"),
    "model.safetensors": weights, "pytorch_model.bin": File(text: "not this", large: true),
    "README.md": File(text: "nor this"),
  ])

  private func hub(_ server: TestServer, _ more: [String: String] = [:]) -> Hub {
    var hub = Hub(HubSettings(environment: server.environment(more)))
    (hub.timeout, hub.pause) = (10, 0.01)
    return hub
  }

  private func text(_ folder: String, _ file: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(file)", encoding: .utf8)
  }

  private func problem(_ hub: Hub, _ name: String = "me/bert") -> HubProblem? {
    do {
      _ = try hub.fetch(name) { _ in }
      return nil
    } catch {
      return error
    }
  }

  @Test(
    "an encoder comes with what it needs and nothing else, in the layout of Hugging Face's cache",
    arguments: [false, true])
  func fetching(relative: Bool) throws {
    let server = try TestServer(.init(models: ["me/bert": Self.model], relative: relative))
    let hub = hub(server)
    let seen = Mutex<[Hub.Progress]>([])
    let folder = try hub.fetch("me/bert") { progress in seen.withLock { $0.append(progress) } }
    #expect(folder == "\(hub.settings.cache)/models--me--bert/snapshots/\(Self.model.sha)")
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: folder).sorted() == [
        "config.json", "model.safetensors", "tokenizer_config.json", "vocab.txt",
      ])
    #expect(try text(folder, "model.safetensors").utf8.count == 320_000)
    #expect(try text("\(hub.settings.cache)/models--me--bert/refs", "main") == Self.model.sha)
    #expect(
      try FileManager.default.destinationOfSymbolicLink(atPath: "\(folder)/vocab.txt").hasPrefix("../../blobs/"))
    #expect(HubCache(path: hub.settings.cache).snapshot(of: "me/bert") == folder)
    let last = seen.withLock { $0.last }
    #expect(last == Hub.Progress(file: "model.safetensors", done: 320_011, total: 320_011))
    // All is there: nothing comes twice.
    let before = server.requests.count { $0.hasPrefix("GET /storage") }
    #expect(try hub.fetch("me/bert") { _ in } == folder)
    #expect(server.requests.count { $0.hasPrefix("GET /storage") } == before)
  }

  @Test(
    "a connection that breaks is taken up where it broke, or anew where the server knows no parts",
    arguments: [false, true])
  func resuming(noRanges: Bool) throws {
    let server = try TestServer(.init(models: ["me/bert": Self.model], cut: 100_000, noRanges: noRanges))
    let folder = try hub(server).fetch("me/bert") { _ in }
    #expect(try text(folder, "model.safetensors") == String(repeating: Self.weights.text, count: 20_000))
    let ranges = server.requests.filter { $0.hasPrefix("GET /storage") }.map { $0.split(separator: " ")[2] }
    #expect(ranges == ["-", "bytes=100000-"])
  }

  @Test("a file that came in part in an earlier run is gone on with")
  func earlierRun() throws {
    let server = try TestServer(.init(models: ["me/bert": Self.model], cut: 100_000))
    var hub = hub(server)
    hub.attempts = 1
    let problem = problem(hub)
    guard case .interrupted("model.safetensors", 100_000, 320_000, _)? = problem else {
      Issue.record("\(String(describing: problem))")
      return
    }
    #expect(HubCache(path: hub.settings.cache).snapshot(of: "me/bert") == nil)
    _ = try hub.fetch("me/bert") { _ in }
    #expect(server.requests.contains { $0.contains("GET /storage") && $0.contains("bytes=100000-") })
  }

  @Test("what came with another checksum is thrown away", arguments: ["model.safetensors", "vocab.txt"])
  func corruption(file: String) throws {
    let server = try TestServer(.init(models: ["me/bert": Self.model], corrupt: file))
    let hub = hub(server)
    guard case .checksum(file, _, _)? = problem(hub) else {
      Issue.record("a corrupt file was taken")
      return
    }
    let blobs = try FileManager.default.contentsOfDirectory(atPath: hub.settings.cache + "/models--me--bert/blobs")
    #expect(!blobs.contains { $0.hasSuffix(".incomplete") })
    #expect(HubCache(path: hub.settings.cache).snapshot(of: "me/bert") == nil)
  }

  @Test("a token opens what is closed, and goes to the hub alone")
  func token() throws {
    let server = try TestServer(.init(models: ["me/bert": Self.model], token: "hf_secret"))
    #expect(problem(hub(server)) == .refused(name: "me/bert", status: 401, hasToken: false))
    #expect(problem(hub(server, ["HF_TOKEN": "wrong"])) == .refused(name: "me/bert", status: 401, hasToken: true))
    #expect(problem(hub(server, ["HF_TOKEN": "hf_secret"])) == nil)
    let storage = server.requests.filter { $0.contains("/storage/") }
    #expect(!storage.isEmpty && storage.allSatisfy { $0.hasSuffix(" -") })
  }

  @Test("what the hub does not have, and what is no encoder, is said so")
  func missing() throws {
    let server = try TestServer(
      .init(models: [
        "me/nothing": .init(files: ["config.json": File(text: "{}"), "vocab.txt": File(text: "")])
      ]))
    #expect(problem(hub(server), "me/none") == .notFound(name: "me/none", hasToken: false))
    #expect(
      problem(hub(server), "me/nothing")
        == .lacks(name: "me/nothing", "weights (model.safetensors or pytorch_model.bin)"))
  }

  @Test("shards come as their index says, and an index that leads elsewhere is refused")
  func shards() throws {
    func model(_ shard: String) -> TestServer.Model {
      .init(files: [
        "config.json": File(text: "{}"), "tokenizer.json": File(text: "{}"),
        "pytorch_model.bin.index.json": File(text: #"{"weight_map":{"a":"one.bin","b":"\#(shard)"}}"#),
        "one.bin": File(text: "1", large: true), "two.bin": File(text: "2", large: true),
      ])
    }
    let server = try TestServer(.init(models: ["me/good": model("two.bin"), "me/bad": model("../two.bin")]))
    let folder = try hub(server).fetch("me/good") { _ in }
    #expect(try text(folder, "one.bin") + text(folder, "two.bin") == "12")
    #expect(
      problem(hub(server), "me/bad")
        == .lacks(name: "me/bad", "list of shards in pytorch_model.bin.index.json"))
  }

  @Test("nobody at home is no network")
  func nobody() {
    var hub = Hub(HubSettings(environment: ["HF_ENDPOINT": "http://127.0.0.1:9", "HF_HUB_CACHE": "/nonexistent"]))
    hub.timeout = 5
    guard case .noNetwork(host: "127.0.0.1", _)? = problem(hub) else {
      Issue.record("\(String(describing: problem(hub)))")
      return
    }
  }
}

@Suite("Names of encoders")
struct ModelNameTests {
  @Test(
    "short names and TAO's spellings lead to the hub's names",
    arguments: [
      ("bert-base-uncased", ["google-bert/bert-base-uncased", "bert-base-uncased"]),
      ("bert_base_uncased", ["bert_base_uncased", "google-bert/bert-base-uncased", "bert-base-uncased"]),
      (
        "megatron_bert_345m_uncased",
        ["megatron_bert_345m_uncased", "nvidia/megatron-bert-uncased-345m", "megatron-bert-345m-uncased"]
      ),
      ("distilroberta-base", ["distilbert/distilroberta-base", "distilroberta-base"]),
      ("roberta-large", ["FacebookAI/roberta-large", "roberta-large"]),
      ("some-one/my_bert", ["some-one/my_bert"]),
      ("a/b/c", []), ("../x", []), ("a b", []), ("", []),
    ])
  func names(name: String, expected: [String]) { #expect(ModelNames.hubNames(of: name) == expected) }

  @Test("the variables of huggingface_hub are honoured")
  func settings() {
    #expect(HubSettings(environment: ["HOME": "/h"]).cache == "/h/.cache/huggingface/hub")
    #expect(HubSettings(environment: ["HOME": "/h", "XDG_CACHE_HOME": "/c"]).cache == "/c/huggingface/hub")
    #expect(HubSettings(environment: ["HF_HOME": "/hf"]).cache == "/hf/hub")
    #expect(HubSettings(environment: ["HF_HOME": "/hf", "HF_HUB_CACHE": "/x"]).cache == "/x")
    #expect(HubSettings(environment: [:]).endpoint == "https://huggingface.co")
    #expect(HubSettings(environment: ["HF_HUB_OFFLINE": "1"]).offlineVariable == "HF_HUB_OFFLINE")
    #expect(HubSettings(environment: ["TRANSFORMERS_OFFLINE": "True"]).offlineVariable == "TRANSFORMERS_OFFLINE")
    #expect(HubSettings(environment: ["HF_HUB_OFFLINE": "0"]).offlineVariable == nil)
  }
}
