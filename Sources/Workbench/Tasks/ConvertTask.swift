import CorpusFormats
import Specs

extension Workbench {
  /// `dataset_convert`: column files become text and labels files, label ids and statistics.
  public func convert(_ source: SpecSource) throws {
    let (spec, effective) = try source.decode(ConversionSpec.init)
    report(.info("Spec file:\n\(effective.shown)", source: "dataset_convert:133"))
    var name = ""
    try spec.conversion.run { event in
      switch event {
      case .log(let line): report(.log(line))
      case .progress(let file, let done, let total):
        name = file
        report(
          .progress(
            WorkProgress(
              title: "reading \(name)", done: Double(done), total: Double(total), unit: "MB", units: Double(done) / 1e6)
          ))
      }
    }
  }
}
