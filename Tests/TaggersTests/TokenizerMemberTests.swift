import Annotations
import Files
import Foundation
import Kernels
import Layers
import Testing
import Tokenization

@testable import Taggers

@Suite("A tagger with any tokenizer")
struct TokenizerMemberTests {
  static let goldens = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "TokenizationTests/Goldens")

  /// A folder with a byte-level BPE of the 256 bytes and one merge.
  func byteLevelFolder() throws -> String {
    // GPT-2's alphabet: printable Latin-1 stands for itself, the rest for U+0100 and up.
    var scalars: [Unicode.Scalar] = []
    var next: UInt32 = 0x100
    for byte in UInt8.min...UInt8.max {
      switch byte {
      case 0x21...0x7E, 0xA1...0xAC, 0xAE...0xFF: scalars.append(Unicode.Scalar(byte))
      default:
        scalars.append(try #require(Unicode.Scalar(next)))
        next += 1
      }
    }
    let tokens = ["<s>", "<pad>", "</s>", "<unk>", "<mask>"] + scalars.map { String($0) } + ["er"]
    let vocabulary = Dictionary(uniqueKeysWithValues: tokens.enumerated().map { ($1, $0) })
    let folder = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try JSONEncoder().encode(vocabulary).write(to: folder.appending(path: "vocab.json"))
    try Data("#version: 0.2\ne r\n".utf8).write(to: folder.appending(path: "merges.txt"))
    try Data("{\"add_prefix_space\": true}".utf8).write(to: folder.appending(path: "tokenizer_config.json"))
    return folder.path
  }

  func tokenizer(_ kind: String) throws -> Tokenizer {
    switch kind {
    case "byte-level":
      let folder = try byteLevelFolder()
      defer { try? FileManager.default.removeItem(atPath: folder) }
      return try Tokenizer(path: folder)
    default: return try Tokenizer(path: Self.goldens.appending(path: kind).path)
    }
  }

  func model(_ tokenizer: Tokenizer) throws -> TaggerModel {
    let sizes = EncoderConfiguration(
      vocabularySize: tokenizer.count, hiddenSize: 8, layers: 1, heads: 2, intermediateSize: 16, positions: 32)
    var encoder = BertEncoder(sizes, hasPooler: false, wordRows: 0)
    var stream = PhiloxStream(seed: 3, stream: 1)
    encoder.growVocabulary(to: tokenizer.count, using: &stream)
    let labels = try #require(LabelSet(names: ["O", "B-PER"]))
    var head = ClassifierHead(.init(layers: 1, dropout: 0, activation: "relu"), hidden: 8, labels: 2)
    head.initialize(transformerInit: true, using: &stream)
    return TaggerModel(
      classifier: TokenClassifier(encoder: encoder, head: head), labels: labels, tokenizer: tokenizer,
      maxSequenceLength: 16, configurationText: "model: {}\n",
      origin: ArchiveManifest.Origin(toolVersion: "test", corpus: [:], metrics: [:], seed: 3))
  }

  @Test("an archive keeps its tokenizer", arguments: ["byte-level", "unigram.model", "bpe.model"], [nil, "secret"])
  func archive(kind: String, key: String?) throws {
    let (tokenizer, added) = try tokenizer(kind).naming([.classification: "[CLS]", .mask: "[MASK]"])
    #expect(added == 2)
    let path = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString).tlt").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model(tokenizer).write(to: path, key: key)
    let again = try TaggerModel(path: path, key: key)
    #expect(again.tokenizer.special == tokenizer.special)
    let words = ["Peter", "Łódź", "[CLS]", "東京", "\u{200B}", "👩‍👩‍👧"]
    let encoders = [tokenizer, again.tokenizer].map { SentenceEncoder($0, maxLength: 16) }
    let windows = encoders.map { $0.windows(of: words) }
    #expect(windows[0] == windows[1])
    #expect(windows[0].flatMap(\.firstRows).count == words.count)
    #expect(windows[0].first?.ids.first == tokenizer.special.classification)
    #expect(windows[0].flatMap(\.ids).allSatisfy { (0..<tokenizer.count).contains(Int($0)) })
  }

  @Test(
    "damage in the weights is found where a model is opened, sealed or not", arguments: [nil, "secret"], [true, false])
  func damage(key: String?, mapsWords: Bool) throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "gloss-\(UUID().uuidString).tlt").path
    defer { try? FileManager.default.removeItem(atPath: path) }
    try model(tokenizer("bpe.model").naming([.classification: "[CLS]", .mask: "[MASK]"]).0).write(to: path, key: key)
    var bytes = try Data(contentsOf: URL(filePath: path))
    let range = try #require(try TarFile(bytes).member("model_weights.safetensors")?.range)
    bytes[range.upperBound - 20] ^= 1
    try bytes.write(to: URL(filePath: path))
    #expect(throws: FileError<ArchiveProblem>.self) { try TaggerModel(path: path, key: key, mapsWords: mapsWords) }
  }

  @Test("word embeddings grow by drawn rows and keep the old ones")
  func growth() throws {
    let sizes = EncoderConfiguration(vocabularySize: 10, hiddenSize: 8, layers: 1, heads: 2, intermediateSize: 16)
    var encoder = BertEncoder(sizes, hasPooler: false)
    encoder.embeddings.words.value.fill(1)
    var other = encoder
    var same = PhiloxStream(seed: 5, stream: 3)
    other.growVocabulary(to: 500, using: &same)
    var stream = PhiloxStream(seed: 5, stream: 3)
    encoder.growVocabulary(to: 500, using: &stream)
    let table = encoder.embeddings.words.value
    #expect(encoder.configuration.vocabularySize == 500)
    #expect((table.rows, table.columns) == (500, 8))
    #expect(table.values.prefix(80).allSatisfy { $0 == 1 })
    #expect(table.values == other.embeddings.words.value.values)
    let drawn = table.values.dropFirst(80).map(Double.init)
    let deviation = (drawn.reduce(0) { $0 + $1 * $1 } / Double(drawn.count)).squareRoot()
    #expect(abs(deviation - 0.02) < 0.001)
    // There is room already.
    encoder.growVocabulary(to: 20, using: &stream)
    #expect(encoder.embeddings.words.value.rows == 500)
  }
}
