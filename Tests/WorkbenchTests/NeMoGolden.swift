import Foundation

/// Archives in NeMo's layouts, and what PyTorch computes with the model that is in each of them.
struct NeMoGolden: Decodable {
  struct Case: Decodable {
    let sentence: String
    let ids: [Int32]
    let logits: [Float]
    let labels: [String]
  }
  let labels: [String]
  let cases: [Case]
  let archives: [String: Data]
  let sealed: Data
  let withoutWeights: Data

  enum CodingKeys: String, CodingKey {
    case labels, cases, archives
    case sealed = "sealed by EFF"
    case withoutWeights = "without weights"
  }

  init() throws {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Goldens/nemo.json")
    self = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url))
  }
}
