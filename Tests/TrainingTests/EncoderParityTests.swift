import Foundation
import Kernels
import Layers
import Testing

@testable import Taggers
@testable import Training

/// The default encoder's real weights against PyTorch; `tools/goldens/encoder_parity.py` says how to record.
@Suite("Encoder parity on real weights")
struct EncoderParityTests {
  private struct Recording: Decodable {
    struct Case: Decodable {
      var ids: [Int32]
      var hidden: Data
    }
    var encoder: String
    var cases: [Case]
  }

  private static let path = ProcessInfo.processInfo.environment["GLOSS_ENCODER_PARITY"]

  @Test(
    "hidden states differ from PyTorch's by at most 5e-5, packed ones from single ones by at most 1e-5",
    .enabled(if: path != nil, "set GLOSS_ENCODER_PARITY to a recording of tools/goldens/encoder_parity.py"))
  func parity() throws {
    let path = try #require(Self.path)
    let recording = try JSONDecoder().decode(Recording.self, from: Data(contentsOf: URL(filePath: path)))
    let encoder = try PretrainedEncoder(path: recording.encoder).encoder
    let hidden = encoder.configuration.hiddenSize
    let head = ClassifierHead(.init(layers: 1, dropout: 0, activation: "relu"), hidden: hidden, labels: 2)
    let engine = TaggingEngine(TokenClassifier(encoder: encoder, head: head))
    let workspace = TaggingEngine.Workspace(engine)
    let windows = recording.cases.map { item in
      let rows = item.ids.indices.map { Int32($0) }
      return EncodedWindow(ids: item.ids, firstRows: rows, wordOfRow: rows, scored: 0..<rows.count)
    }
    var (worst, worstPacked): (Float, Float) = (0, 0)
    var single: [Float] = []
    for (item, window) in zip(recording.cases, windows) {
      engine.run(PackedBatch([window]), workspace)
      let found = workspace.hiddenStates.values
      let expected = floats(item.hidden)
      #expect(found.count == expected.count)
      worst = zip(found, expected).reduce(worst) { max($0, abs($1.0 - $1.1)) }
      single += found
    }
    engine.run(PackedBatch(windows), workspace)
    #expect(workspace.hiddenStates.values.count == single.count)
    worstPacked = zip(workspace.hiddenStates.values, single).reduce(0) { max($0, abs($1.0 - $1.1)) }
    print("encoder parity: largest difference \(worst) to PyTorch, \(worstPacked) packed to single")
    #expect(worst <= 5e-5)
    #expect(worstPacked <= 1e-5)
  }
}
