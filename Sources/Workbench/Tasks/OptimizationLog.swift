import CorpusFormats
import Kernels
import Layers
import Taggers
import Training

/// What NeMo logs about optimizer, schedule and parameters.
enum OptimizationLog {
  /// The optimizer with its constants, as PyTorch prints it: keys in alphabetical order.
  static func optimizer(_ spec: OptimizationSpec) -> String {
    let options = spec.shown.sorted { $0.key < $1.key }.map { "    \($0.key): \($0.python)" }
    return (["Optimizer config = \(spec.optimizer.name.className) (", "Parameter Group 0"] + options + [")"])
      .joined(separator: "\n")
  }

  /// The parameter groups that are keys of ours; `nil` where everything is trained alike.
  static func groups(_ groups: ParameterGroups) -> String? {
    var parts: [String] = []
    if groups.frozenLayers > 0 {
      let layers = groups.frozenLayers == 1 ? "layer" : "\(groups.frozenLayers) layers"
      parts.append("the embeddings and the lowest \(layers) are frozen")
    } else if groups.freezesEmbeddings {
      parts.append("the embeddings are frozen")
    }
    if groups.layerDecay != 1 {
      parts.append("each layer has \(PythonRepr.float(groups.layerDecay)) times the learning rate of the one above")
    }
    if groups.sparesBiasesAndNorms { parts.append("biases and LayerNorms have no weight decay") }
    return parts.isEmpty ? nil : "Parameter groups: " + parts.joined(separator: "; ")
  }

  /// The schedule with its options in the order in which they are read, those that the spec names.
  static func schedule(_ spec: ScheduleSpec, _ schedule: LearningRateSchedule) -> String {
    guard let name = spec.name else {
      return "Scheduler not initialized as no `sched` config supplied to setup_optimizer()"
    }
    let options = spec.shown.filter(\.isNamed).map { "\($0.key): \($0.yaml)" }
    return
      ([
        "Scheduler \"\(name.rawValue)\" ",
        "will be used during training (effective maximum steps = \(schedule.maxSteps)) - ",
      ]
      + [
        "Parameters : ",
        "(" + (options + ["last_epoch: -1", "max_steps: \(schedule.maxSteps)", ")"]).joined(separator: "\n"),
      ])
      .joined(separator: "\n")
  }

  /// How many parameters training changes and leaves.
  static func parameters(_ classifier: TokenClassifier, _ groups: ParameterGroups) -> String {
    var model = classifier
    var depths = classifier.parameterFacts.map(\.depth).makeIterator()
    var (trained, frozen) = (0, 0)
    model.visitParameters { _, parameter in
      if groups.freezes(depth: depths.next() ?? .max) {
        frozen += parameter.value.count
      } else {
        trained += parameter.value.count
      }
    }
    func line(_ count: Int, _ what: String) -> String {
      let text = Text.short(count)
      return text + String(repeating: " ", count: max(10 - text.count, 1)) + what
    }
    return [
      line(trained, "Trainable params"), line(frozen, "Non-trainable params"), line(trained + frozen, "Total params"),
    ].joined(separator: "\n")
  }
}
