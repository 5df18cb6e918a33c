import Kernels
import Testing

@testable import Taggers

@Suite("Encoders in bfloat16", .enabled(if: Processor.hasBFloatProducts, "this processor has no AVX512_BF16"))
struct RoundedEncoderTests {
  private func engine(_ golden: EncoderGolden, _ format: ProductFormat) throws -> TaggingEngine {
    let encoder = try golden.encoder()
    let head = ClassifierHead(
      .init(layers: 1, dropout: 0, activation: "relu"), hidden: encoder.configuration.hiddenSize, labels: 2)
    return TaggingEngine(TokenClassifier(encoder: encoder, head: head), format: format)
  }

  private func hidden(_ engine: TaggingEngine, _ windows: some Sequence<EncodedWindow>) -> [Float] {
    let workspace = TaggingEngine.Workspace(engine)
    engine.run(engine.batch(windows), workspace)
    return workspace.hiddenStates.values
  }

  @Test("hidden states are those of PyTorch in fp32, but for rounding", arguments: EncoderGolden.names)
  func rounding(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let (found, exact) = (try hidden(engine(golden, .bfloat16), golden.windows), floats(golden.hidden))
    #expect(found.count == exact.count)
    let error = zip(found, exact).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    let size = exact.reduce(0) { $0 + $1 * $1 }
    let relative = (error / size).squareRoot()
    // 8 bits of precision: 0.2 % in each factor of each product.
    #expect(relative > 1e-5 && relative < 0.02)
    print("\(name): bfloat16 differs from fp32 by \(relative) of the hidden states' size")
  }

  @Test("what a window gives has the same bits in every batch, wherever it begins", arguments: EncoderGolden.names)
  func company(name: String) throws {
    let golden = try EncoderGolden(named: name)
    let engine = try engine(golden, .bfloat16)
    #expect(engine.sharing == 1)
    let windows = golden.windows
    let alone = windows.map { hidden(engine, CollectionOfOne($0)) }
    #expect(hidden(engine, windows) == alone.flatMap { $0 })
    #expect(hidden(engine, windows.reversed()) == alone.reversed().flatMap { $0 })
    #expect(hidden(engine, (0..<5).flatMap { _ in windows }) == (0..<5).flatMap { _ in alone.flatMap { $0 } })
  }
}
