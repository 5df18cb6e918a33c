import Exporting
import Files
import Foundation
import Specs
import Taggers

extension Workbench {
  /// `export`: a trained model in a form that other programs read, checked after writing.
  ///
  /// - Returns: the path of the file or folder.
  @discardableResult
  public func export(_ source: SpecSource) throws -> String {
    let (spec, effective) = try source.decode(ExportSpec.init)
    report(.info("Spec file:\n\(effective.shown)", source: "export:93"))
    let model = try TaggerModel(path: spec.model, key: spec.key)
    report(.info("Model restored from '\(spec.model)'", source: "export:100"))
    if spec.key != nil {
      report(
        .log(
          .warning, source: "export:101",
          message:
            "The exported model is not encrypted: nothing that reads it could open it. Keep it as safe as the key."))
    }
    warnAboutName(spec)
    let path = spec.path
    if spec.format != .huggingFace { try makeFolder(of: path) }
    switch spec.format {
    case .onnx:
      log(try OnnxExport(model, version: Workbench.version).write(to: path))
    case .riva:
      let name = model.encoderName
      log(try RivaArchive(model, encoderName: name, version: Workbench.version).write(to: path))
    case .huggingFace:
      let files = try TransformersFolder(model).write(to: path)
      report(.info("Wrote \(files.joined(separator: ", "))", source: "export:120"))
    }
    report(.info("Experiment logs saved to '\(spec.experiment.folder)'", source: "export:124"))
    report(.info("Exported model to '\(path)'", source: "export:127"))
    return path
  }

  private func log(_ check: OnnxCheck) {
    report(
      .info(
        "Read back: \(check.initializers) weights are the model's; logits of \(check.sentences) sentences differ from the "
          + "engine's by at most \(Text.scientific(Double(check.largestDifference)))", source: "export:121"))
  }

  /// A spec of TAO's names a RIVA file even where the command line asks for something else.
  private func warnAboutName(_ spec: ExportSpec) {
    let ending = URL(filePath: spec.target).pathExtension
    let expected = URL(filePath: spec.format.standardTarget).pathExtension
    let known = ExportSpec.Format.allCases.map { URL(filePath: $0.standardTarget).pathExtension }.filter { !$0.isEmpty }
    guard ending != expected, known.contains(ending) else { return }
    report(
      .log(
        .warning, source: "export:102",
        message: "'\(spec.target)' will hold a model of the format \(spec.format.rawValue), whatever its name ends in; "
          + "name it with export_to"))
  }

  private func makeFolder(of path: String) throws {
    let folder = URL(filePath: path).deletingLastPathComponent().path(percentEncoded: false)
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(FileProblem.ofFolder(folder) ?? FileProblem(error, during: .create), file: path)
    }
  }
}

extension TaggerModel {
  /// What the training spec called the language model; "bert" where the configuration does not say.
  fileprivate var encoderName: String {
    let tree = try? SpecNode.parse(Data(configurationText.utf8), file: "model_config.yaml")
    guard case .string(let name)? = tree?["model.language_model.pretrained_model_name"]?.scalar?.value else {
      return "bert"
    }
    // The folder of a path means nothing on another machine.
    return name.hasPrefix("/") ? URL(filePath: name).lastPathComponent : name
  }
}
