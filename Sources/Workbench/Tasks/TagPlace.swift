import BulkTagging
import CorpusFormats
import CorpusStore
import Files
import Foundation

/// Where results go, and what the run's journal is named after.
struct TagPlace {
  let sink: any TagSink
  /// What journal and errors file are named after; `nil`: there are none.
  let journal: String?
  /// That of files, whose results later runs take over.
  private(set) var rendering: (any TagRendering)?
  private(set) var layout = ""
  /// Whether what a journal says of an interrupted run is past, since its change of the store cannot go on.
  private(set) var startsAnew = false
  /// The state of the store that documents are read from, where results go into it.
  private(set) var base: CorpusState?
  /// The layer that results become in a store.
  private(set) var layer: String?

  /// - Parameter modelHash: the hash of the model's content, which names its layer in a store.
  init(
    _ request: TagRequest, _ header: TagHeader, note: ChangeNote, modelHash: () throws -> String,
    report: @escaping WorkReporter
  ) throws {
    let shard = request.run.shard
    let layer = request.layer ?? Self.layerName(header.model)
    if request.target == .store {
      guard let selection = request.selection else {
        throw WorkProblem.model("--to store puts a layer on documents of a store; name it with --corpus STORE")
      }
      let layer = try request.layer ?? "\(Self.layerName(header.model))@\(modelHash().prefix(8))"
      let sink = try LayerSink(
        try selection.open(.write), corpus: selection.corpus, layer: layer, note: note)
      startsAnew = !sink.goesOn
      let name = layer.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? String($0) : "_" }.joined()
      (self.sink, journal, base, self.layer) = (sink, "\(selection.store).\(name)", sink.base, layer)
      return
    }
    guard let output = request.output else {
      guard let rendering = try Self.rendering(request, model: header.model), rendering.streams.count == 1 else {
        throw WorkProblem.model(
          "--to \(request.target.name) makes several files, and standard output is one; name a file or folder with --output"
        )
      }
      sink = TagStream(rendering, header: header, isBuffered: !request.isUnbuffered) {
        report(.output(String(decoding: $0, as: UTF8.self)))
      }
      journal = nil
      return
    }
    let path = shard.count == 1 ? output : TagMerge.part(output, shard.index, of: shard.count)
    if let rendering = try Self.rendering(request, model: header.model) {
      let files = TagFiles(
        path, rendering: rendering, header: header, packing: shard.count == 1 ? .byName : .none,
        documentsPerFile: shard.count == 1 ? request.documentsPerFile : nil)
      (sink, journal, layout, self.rendering) = (files, path, files.layout, rendering)
      return
    }
    // The parts of several machines may go into one folder; their journals may not be one.
    let folder = path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
    journal = folder
    guard case .form(let format) = request.target else {
      sink = OriginalSink(
        Self.originals(request, output), reading: request.input.reading, replaces: request.replacesMentions)
      return
    }
    sink = try FolderSink(output, format, layer: layer)
  }

  /// The rendering of a target that is made of files; `nil` for others.
  static func rendering(_ request: TagRequest, model: String) throws -> (any TagRendering)? {
    switch request.target {
    case .jsonLines: return JSONLinesRendering(unit: request.offsets, holdsMetadata: request.holdsMetadata)
    case .brackets: return BracketRendering()
    case .form(let format):
      guard !format.isFolder else { return nil }
      var options = WritingOptions()
      options.attributeColumn = request.holdsScores && format == .columns ? "score" : nil
      return try FormRendering(format, layer: request.layer ?? layerName(model), options: options)
    case .original, .store: return nil
    }
  }

  private static func layerName(_ model: String) -> String {
    (URL(filePath: model).lastPathComponent as NSString).deletingPathExtension
  }

  /// One file becomes a file, unless the output is a folder; everything else lies below a folder.
  private static func originals(_ request: TagRequest, _ output: String) -> OriginalSink.Target {
    let isFile =
      request.inputs.count == 1 && FileKind(of: request.inputs[0]) == .regular && FileKind(of: output) != .folder
      && !output.hasSuffix("/")
    return isFile ? .file(output) : .folder(output, below: request.inputs)
  }
}
