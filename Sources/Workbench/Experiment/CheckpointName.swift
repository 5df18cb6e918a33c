import Training

/// The template of a checkpoint's name: text with `{epoch}`, `{step}` and `{METRIC:.2f}` in it, as Lightning fills it in.
///
/// `{val_loss:.2f}` becomes `val_loss=0.26`; TAO's template `--{val_loss:.2f}-{epoch}` after the prefix `trained-model` and
/// a hyphen gives `trained-model---val_loss=0.26-epoch=0`.
struct CheckpointName {
  private enum Part {
    case text(String)
    case field(name: String, decimals: Int?)
  }

  /// What is wrong with the template; `nil` if nothing is.
  private(set) var problem: String?
  private var parts: [Part] = []

  /// NeMo's template for a metric, in the spelling of the TAO page's time.
  static func standard(_ metric: ValidationMetric) -> CheckpointName {
    CheckpointName("--{\(metric.rawValue):.2f}-{epoch}")
  }

  init(_ template: String) {
    var rest = template[...]
    while let open = rest.firstIndex(of: "{") {
      parts.append(.text(String(rest[..<open])))
      guard let close = rest[open...].firstIndex(of: "}") else {
        problem = "has a { that is not closed"
        return
      }
      let field = rest[rest.index(after: open)..<close].split(separator: ":", maxSplits: 1).map(String.init)
      rest = rest[rest.index(after: close)...]
      let name = field.first ?? ""
      guard name == "epoch" || name == "step" || ValidationMetric(rawValue: name) != nil else {
        let known = (["epoch", "step"] + ValidationMetric.allCases.map(\.rawValue)).joined(separator: ", ")
        problem = "has a field {\(name)}; known are \(known)"
        return
      }
      let format = field.count > 1 ? field[1] : ""
      let decimals = format.hasPrefix(".") && format.hasSuffix("f") ? Int(format.dropFirst().dropLast()) : nil
      guard format.isEmpty || format == "d" || format == "02d" || decimals.map({ (0...12).contains($0) }) == true else {
        problem = "has the format '\(format)'; write {\(name):.2f} for two decimals"
        return
      }
      parts.append(.field(name: name, decimals: decimals))
    }
    parts.append(.text(String(rest)))
    if template.contains("/") { problem = "must be a file name, without folders" }
  }

  /// The name without `.ckpt`.
  func filled(epoch: Int, step: Int, value: (ValidationMetric) -> Double?) -> String {
    parts.map { part in
      switch part {
      case .text(let text): return text
      case .field("epoch", _): return "epoch=\(epoch)"
      case .field("step", _): return "step=\(step)"
      case .field(let name, let decimals):
        let number = ValidationMetric(rawValue: name).flatMap(value)
        return "\(name)=\(number.map { Text.fixed($0, decimals ?? 6) } ?? "nan")"
      }
    }.joined()
  }
}
