import Annotations
import Files
import Foundation
import Specs
public import Taggers
import Tokenization

/// TAO's RIVA export as far as its format is open: a tar with the graph as ONNX, the configuration in NeMo's words, the
/// vocabulary, the encoder's configuration and the labels.
///
/// Its configuration names each of the other files, as the schema of NVIDIA's `nemo2riva` for this model demands. Like
/// that tool it encrypts nothing.
public struct RivaArchive {
  /// The names of the members.
  enum Member {
    static let manifest = "manifest.yaml"
    static let configuration = "model_config.yaml"
    static let graph = "model_graph.onnx"
    /// The graph and the file of its numbers, where a single file would be too large.
    static let graphFolder = "model_graph.onnx.tar"
    static let encoder = "bert_encoder_config.json"
    static let vocabulary = "tokenizer.vocab_file"
    static let labels = "label_ids.csv"
  }

  private let model: TaggerModel
  private let encoderName: String
  private let onnx: OnnxExport

  /// The archive of a model whose weights are in memory.
  ///
  /// - Parameters:
  ///   - encoderName: what the model's spec called its language model.
  ///   - version: the version of the tool.
  public init(_ model: TaggerModel, encoderName: String, version: String) {
    (self.model, self.encoderName) = (model, encoderName)
    onnx = OnnxExport(model, version: version)
  }

  init(_ model: TaggerModel, encoderName: String, onnx: OnnxExport) {
    (self.model, self.encoderName, self.onnx) = (model, encoderName, onnx)
  }

  /// Writes the archive, reads its graph back and checks it. An archive that fails is removed.
  ///
  /// - Throws: `ExportProblem`, `FileError<FileProblem>`.
  public func write(to path: String) throws -> OnnxCheck {
    guard let tokenizer = model.tokenizer.wordPieceTokenizer else {
      throw ExportProblem.cannotExpress(
        format: "export_format=RIVA", what: "a \(model.tokenizer.kind) tokenizer: it has a vocab.txt",
        todo: "export with export_format=ONNX")
    }
    let externalName = Member.graph + ".data"
    let graph = onnx.file(externalName: externalName)
    var graphMember = TarStream.Member(name: Member.graph, size: graph.byteCount, write: graph.write)
    if let size = graph.externalByteCount {
      let inner = TarStream(members: [
        graphMember, TarStream.Member(name: externalName, size: size, write: graph.writeExternal),
      ])
      graphMember = TarStream.Member(name: Member.graphFolder, size: inner.byteCount, write: inner.write)
    }
    let stream = TarStream(members: [
      TarStream.Member(name: Member.manifest, text: manifest.yaml()),
      TarStream.Member(name: Member.configuration, text: configuration.yaml()),
      TarStream.Member(
        name: Member.encoder, text: String(decoding: try model.classifier.encoder.configuration.json, as: UTF8.self)),
      TarStream.Member(name: Member.vocabulary, text: tokenizer.vocabulary.text),
      TarStream.Member(name: Member.labels, text: model.labels.names.joined(separator: "\n")),
      graphMember,
    ])
    let file = try AtomicFile(path)
    try stream.write { try file.write($0) }
    try file.commit()
    return try onnx.removing([path]) { try check(path, graph) }
  }

  private func check(_ path: String, _ graph: OnnxFile) throws -> OnnxCheck {
    let storage = try MappedFile.open(path)
    let tar: TarFile
    do {
      tar = try TarFile(storage)
    } catch {
      throw ExportProblem.damaged(file: path, place: "its members", expected: "a tar file (\(error))")
    }
    if let member = tar.member(Member.graph) {
      return try onnx.check(storage, in: member.range, path: path)
    }
    guard let folder = tar.member(Member.graphFolder)?.range, let size = graph.externalByteCount else {
      throw ExportProblem.damaged(file: path, place: "its members", expected: "one named \(Member.graph)")
    }
    // Both files of the inner tar are read in place.
    let start = folder.lowerBound + Tar.blockSize
    let numbers = start + graph.byteCount + Tar.padding(after: graph.byteCount) + Tar.blockSize
    guard numbers + size <= folder.upperBound else {
      throw ExportProblem.damaged(file: path, place: Member.graphFolder, expected: "a graph and its numbers")
    }
    return try onnx.check(
      storage, in: start..<start + graph.byteCount, external: storage, externalRange: numbers..<numbers + size,
      path: path)
  }

  // MARK: Texts

  /// What NeMo calls the model's configuration, with the names of this archive's files.
  private var configuration: SpecNode {
    let shape = model.classifier.head.shape
    return .tree([
      (
        "target",
        .text("nemo.collections.nlp.models.token_classification.token_classification_model.TokenClassificationModel")
      ),
      ("label_ids", .tree(model.labels.names.enumerated().map { ($1, .number($0)) })),
      ("class_labels", .tree([("class_labels_file", .text(Member.labels))])),
      (
        "tokenizer",
        .tree([
          ("tokenizer_name", .text(encoderName)), ("vocab_file", .text(Member.vocabulary)), ("tokenizer_model", .null),
          ("special_tokens", .null),
        ])
      ),
      (
        "language_model",
        .tree([
          ("pretrained_model_name", .text(encoderName)), ("lm_checkpoint", .null),
          ("config_file", .text(Member.encoder)), ("config", .null),
        ])
      ),
      (
        "head",
        .tree([
          ("num_fc_layers", .number(shape.layers)), ("fc_dropout", .number(Double(shape.dropout))),
          ("activation", .text(shape.activation)),
          ("num_classes", .number(model.labels.count)), ("log_softmax", .truth(false)),
        ])
      ),
      (
        "dataset",
        .tree([("max_seq_length", .number(model.maxSequenceLength)), ("pad_label", .text("O"))])
      ),
    ])
  }

  private var manifest: SpecNode {
    .tree([
      (
        "metadata",
        .tree([
          ("description", .text("Token classification model, exported by gloss")), ("format_version", .number(3)),
          ("has_pytorch_checkpoint", .truth(false)),
          ("obj_cls", .text("nemo.collections.nlp.models.TokenClassificationModel")),
          ("min_nemo_version", .text("1.3")), ("onnx", .truth(true)), ("onnx_archive_format", .number(1)),
          ("runtime", .text("ONNX")),
        ])
      )
    ])
  }
}

extension SpecNode {
  fileprivate static func tree(_ entries: [(String, SpecNode)]) -> SpecNode {
    var map = SpecMap()
    for (key, value) in entries { map.set(key, to: value) }
    return SpecNode(.map(map))
  }

  fileprivate static func text(_ text: String) -> SpecNode { SpecNode(.scalar(Scalar(.string(text)))) }
  fileprivate static func number(_ value: Int) -> SpecNode { SpecNode(.scalar(Scalar(.int(value)))) }
  fileprivate static func number(_ value: Double) -> SpecNode { SpecNode(.scalar(Scalar(.float(value)))) }
  fileprivate static func truth(_ value: Bool) -> SpecNode { SpecNode(.scalar(Scalar(.bool(value)))) }
  fileprivate static var null: SpecNode { SpecNode(.scalar(Scalar(.null))) }
}
