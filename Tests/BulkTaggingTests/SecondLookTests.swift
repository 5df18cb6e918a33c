import Kernels
import Testing

@testable import BulkTagging
@testable import Taggers

@Suite("Close calls")
struct SecondLookTests {
  private static let texts = randomTexts(80)

  /// The random tagger in 8 bits with some margin; `nil`: in fp32.
  private func results(
    _ margin: Float?, _ change: (inout BulkTagger.Options) -> Void = { _ in }
  ) throws -> [TaggedDocument] {
    var model = try RandomTagger.make()
    if let margin {
      model.quantized = QuantizedEncoder(model.classifier.encoder)
      model.closeCallMargin = margin
    }
    return try tag(Self.texts, model, change).documents
  }

  @Test("without a margin int8 is itself, with an endless one it is fp32 to the last bit")
  func limits() throws {
    let (fp32, int8) = (try results(nil).map(\.mentions), try results(0).map(\.mentions))
    #expect(int8 != fp32)
    #expect(try results(.infinity).map(\.mentions) == fp32)
    #expect(try results(1e30).map(\.mentions) == fp32)
    // In fp32 there is nothing to look at again.
    var model = try RandomTagger.make()
    model.closeCallMargin = 1
    #expect(model.secondLook(.viterbi) == nil)
    #expect(try tag(Self.texts, model).documents.map(\.mentions) == fp32)
  }

  @Test(
    "with an endless margin bf16 is fp32 to the last bit, and so is int8 that bf16 looks at again bf16",
    .enabled(if: Processor.hasBFloatProducts, "this processor has no AVX512_BF16"))
  func rounded() throws {
    func mentions(_ change: (inout TaggerModel) -> Void) throws -> [[TaggedMention]] {
      var model = try RandomTagger.make()
      change(&model)
      return try tag(Self.texts, model).documents.map(\.mentions)
    }
    let (fp32, bf16) = (try mentions { _ in }, try mentions { $0.format = .bfloat16 })
    #expect(bf16 != fp32)
    #expect(try mentions { ($0.format, $0.closeCallMargin) = (.bfloat16, 1e30) } == fp32)
    let looked = try mentions {
      $0.quantized = QuantizedEncoder($0.classifier.encoder)
      ($0.closeCallMargin, $0.closeCallFormat) = (1e30, .bfloat16)
    }
    #expect(looked == bf16)
  }

  @Test("each sentence is that of fp32 or that of int8, and more of them are fp32's the larger the margin")
  func between() throws {
    // One sentence a document.
    let texts = randomTexts(150).map { String($0.prefix { $0 != "." }) }
    func documents(_ margin: Float?) throws -> [TaggedDocument] {
      var model = try RandomTagger.make()
      if let margin { (model.quantized, model.closeCallMargin) = (QuantizedEncoder(model.classifier.encoder), margin) }
      return try tag(texts, model).documents
    }
    let (fp32, int8) = (try documents(nil), try documents(0))
    var before = 0
    for margin: Float in [0.05, 0.2, 0.8] {
      let found = try documents(margin)
      var again = 0
      for index in texts.indices where fp32[index].mentions != int8[index].mentions {
        let isAgain = found[index].mentions == fp32[index].mentions
        #expect(isAgain || found[index].mentions == int8[index].mentions)
        again += isAgain ? 1 : 0
      }
      #expect(again > before)
      before = again
    }
  }

  @Test("results do not depend on batches, workers, parts that are read ahead or the cache", arguments: [1, 2, 3])
  func company(workers: Int) throws {
    let usual = try results(0.3).map(\.mentions)
    #expect(try usual != results(0).map(\.mentions))
    for (batch, chunk, cache) in [(16, 64, 0), (64, 50, 1 << 20), (1024, 65_536, 0), (100, 400, 4_000)] {
      let other = try results(0.3) {
        ($0.workers, $0.batchTokens, $0.chunkTokens, $0.cacheBytes) = (workers, batch, chunk, cache)
      }
      #expect(other.map(\.mentions) == usual)
    }
  }

  @Test(
    "a chain gives each window the logits of one engine or of the other, wherever its words are", arguments: [1, 7, 40])
  func chain(size: Int) throws {
    var model = try RandomTagger.make()
    let encoder = SentenceEncoder(model.tokenizer, maxLength: RandomTagger.positions)
    let windows = Self.texts.flatMap { encoder.windows(of: $0.split(separator: " ").map(String.init)) }
    func logits(_ chain: EngineChain, _ words: [[Int]]?) -> [[Float]] {
      let workspace = EngineChain.Workspace(chain)
      var found: [[Float]] = []
      for start in stride(from: 0, to: windows.count, by: size) {
        let range = start..<min(start + size, windows.count)
        let logits = chain.logits(of: Array(windows[range]), words: words.map { Array($0[range]) }, workspace)
        var row = 0
        for window in windows[range] {
          found.append(Array(logits.elements(row * 5..<(row + window.firstRows.count) * 5)))
          row += window.firstRows.count
        }
      }
      return found
    }
    let fp32 = logits(EngineChain(model.engine), nil)
    model.quantized = QuantizedEncoder(model.classifier.encoder)
    let int8 = logits(EngineChain(model.engine), nil)
    #expect(logits(EngineChain(model, decoding: .viterbi), nil) == int8)
    model.closeCallMargin = 0.3
    let decoder = TagDecoder(labels: model.labels, method: .viterbi)
    let expected = windows.indices.map { decoder.isClose(int8[$0][...], within: 0.3) ? fp32[$0] : int8[$0] }
    #expect(expected != int8 && expected != fp32)
    let chain = EngineChain(model, decoding: .viterbi)
    #expect(logits(chain, nil) == expected)
    #expect(logits(chain, windows.map { Array($0.firstRows.indices) }) == expected)
    // Only the first word of each window counts.
    let first = windows.indices.map { decoder.isClose(int8[$0].prefix(5), within: 0.3) ? fp32[$0] : int8[$0] }
    #expect(first != expected)
    #expect(logits(chain, windows.map { _ in [0] }) == first)
  }

  @Test("what is computed again is counted")
  func counts() throws {
    var model = try RandomTagger.make()
    model.quantized = QuantizedEncoder(model.classifier.encoder)
    func again(_ margin: Float) throws -> (again: Int, all: Int) {
      model.closeCallMargin = margin
      var options = BulkTagger.Options()
      options.cacheBytes = 0
      var pending = Self.texts.map { SourceDocument(id: "", text: Array($0.utf8)) }[...]
      var times = BulkTagger.Times()
      let totals = try BulkTagger(model, options: options).tag(
        times: &times, next: { pending.popFirst().map { .document($0) } }, isReady: { true }, deliver: { _, _ in },
        pause: {})
      return (times.secondSubTokens, totals.subTokens)
    }
    #expect(try again(0).again == 0)
    let (some, all) = (try again(0.3), try again(.infinity))
    #expect(some.again > 0 && some.again < some.all)
    #expect(all.again == all.all)
  }
}
