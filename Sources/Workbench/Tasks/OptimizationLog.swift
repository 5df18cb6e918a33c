import CorpusFormats
import Kernels
import Training

/// What NeMo logs about optimizer and schedule.
enum OptimizationLog {
  /// The optimizer with its constants, as PyTorch prints it.
  static func optimizer(_ spec: OptimizationSpec) -> String {
    let kernel = spec.optimizer.kernel as? AdamKernel
    return [
      "Optimizer config = \(spec.optimizer.name == .adam ? "Adam" : "AdamW") (", "Parameter Group 0",
      "    amsgrad: False",
      "    betas: (\(kernel?.beta1 ?? 0), \(kernel?.beta2 ?? 0))",
      "    eps: \(PythonRepr.float(Double(kernel?.epsilon ?? 0)))", "    lr: \(PythonRepr.float(spec.rate))",
      "    weight_decay: \(PythonRepr.float(Double(spec.optimizer.kernel.weightDecay)))", ")",
    ].joined(separator: "\n")
  }
}
