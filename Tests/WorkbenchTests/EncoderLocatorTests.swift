import Foundation
import TestSupport
import Testing

@testable import Workbench

@Suite("Finding encoders")
struct EncoderLocatorTests {
  let place: Workplace
  let environment: [String: String]

  init() throws {
    place = try Workplace()
    environment = [
      "HOME": place.path("home"), "GLOSS_HOME": place.path("gloss"), "HF_HOME": place.path("hf"), "HF_HUB_OFFLINE": "1",
    ]
  }

  private func make(_ folder: String, _ files: [String]) throws {
    try FileManager.default.createDirectory(atPath: place.path(folder), withIntermediateDirectories: true)
    for file in files { try place.file("\(folder)/\(file)", Data("{}".utf8)) }
  }

  private func find(_ name: String) throws -> String {
    try EncoderLocator(environment: environment).folder(of: name).replacing(place.path(""), with: "")
  }

  static let commit = String(repeating: "c", count: 40)
  static let snapshot = "hf/hub/models--google-bert--bert-base-uncased/snapshots/\(commit)"

  @Test("a path goes before Gloss's models, and these before the cache of Hugging Face")
  func order() throws {
    try make(Self.snapshot, ["config.json", "vocab.txt", "model.safetensors"])
    #expect(try find("bert-base-uncased") == Self.snapshot)
    #expect(try find("bert_base_uncased") == Self.snapshot)
    #expect(EncoderLocator(environment: environment).folderHere(of: "bert-base-uncased") != nil)
    #expect(EncoderLocator(environment: [:]).folderHere(of: "no-such-model") == nil)
    #expect(try find("google-bert/bert-base-uncased") == Self.snapshot)
    try make("gloss/models/bert-base-uncased", ["config.json"])
    #expect(try find("bert_base_uncased") == "gloss/models/bert-base-uncased")
    try make("here", ["config.json"])
    #expect(try find(place.path("here")) == "here")
  }

  @Test("a snapshot that came in part does not count", arguments: ["config.json", "vocab.txt", "model.safetensors"])
  func part(lacking: String) throws {
    try make(Self.snapshot, ["config.json", "vocab.txt", "model.safetensors"].filter { $0 != lacking })
    #expect(throws: WorkProblem.self) { try find("bert-base-uncased") }
  }

  @Test("an offline machine hears what was searched and how to bring the files")
  func offline() {
    #expect(
      message(in: place) { _ = try find("bert-base-uncased") } == """
        the encoder 'bert-base-uncased' is not on this machine, and cannot be fetched: HF_HUB_OFFLINE forbids the network.
        Searched:
          bert-base-uncased
          gloss/models/bert-base-uncased
          gloss/models/google-bert/bert-base-uncased
          hf/hub/models--google-bert--bert-base-uncased
          hf/hub/models--bert-base-uncased
        Bring a folder with config.json, model.safetensors (or pytorch_model.bin) and vocab.txt (or tokenizer.json) to one \
        of these places, or give its path as model.language_model.pretrained_model_name. On a machine with a network, \
        `huggingface-cli download NAME` fills the cache of Hugging Face, which can be copied as it is. tools/setup fetches \
        the default encoder, all-MiniLM-L6-v2.
        """)
  }

  @Test("what is a path is not asked for elsewhere", arguments: ["/nowhere/x", "./x", "a b"])
  func paths(name: String) {
    #expect(throws: WorkProblem.self) { try find(name) }
  }
}
