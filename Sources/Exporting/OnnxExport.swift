import Annotations
import Files
import Foundation
public import Taggers

/// A trained model as an ONNX file: logits for padded batches, without tokenizer and decoding.
public struct OnnxExport {
  private let model: TaggerModel
  private let graph: OnnxGraph
  private let version: String
  private let limit: Int

  /// The export of a model whose weights are in memory.
  ///
  /// - Parameter version: the version of the tool, for the file's `producer_version`.
  public init(_ model: TaggerModel, version: String) {
    self.init(model, version: version, limit: OnnxFile.messageLimit)
  }

  /// The same with another limit for the size of the message, for tests.
  init(_ model: TaggerModel, version: String, limit: Int) {
    (self.model, self.version, self.limit) = (model, version, limit)
    graph = ClassifierGraph.make(model.classifier, labels: model.labels.names)
  }

  /// The file's bytes.
  ///
  /// - Parameter externalName: what the file of numbers beside it is called, if one is needed.
  public func file(externalName: String) -> OnnxFile {
    OnnxFile(graph, producerVersion: version, externalName: externalName, limit: limit)
  }

  /// Writes the file (and beyond 2 GiB `PATH.data` beside it), reads it back and checks it. A file that fails is removed.
  ///
  /// - Throws: `ExportProblem`, `FileError<FileProblem>`.
  public func write(to path: String) throws -> OnnxCheck {
    let dataPath = path + ".data"
    let content = file(externalName: URL(filePath: dataPath).lastPathComponent)
    let target = try AtomicFile(path)
    try content.write { try target.write($0) }
    guard content.externalByteCount != nil else {
      try target.commit()
      return try removing([path]) { try check(MappedFile.open(path), path: path) }
    }
    let numbers = try AtomicFile(dataPath)
    try content.writeExternal { try numbers.write($0) }
    try AtomicFile.commit([target, numbers])
    return try removing([path, dataPath]) {
      try check(MappedFile.open(path), external: MappedFile.open(dataPath), path: path)
    }
  }

  /// Checks a model that was written, wherever it lies in a file.
  func check(
    _ storage: Data, in range: Range<Int>? = nil, external: Data = Data(), externalRange: Range<Int>? = nil,
    path: String
  ) throws -> OnnxCheck {
    let reader = try OnnxReader(
      file: path, storage: storage, range: range ?? 0..<storage.count, external: external,
      externalRange: externalRange)
    return try OnnxCheck(reader, file: path, graph: graph, model: model)
  }

  /// Removes the files if `body` throws.
  func removing<Result>(_ paths: [String], _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      for path in paths { try? FileManager.default.removeItem(atPath: path) }
      throw error
    }
  }
}
