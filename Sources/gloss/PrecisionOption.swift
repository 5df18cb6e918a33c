public import ArgumentParser
import Taggers

/// `--precision`, for tasks that use a trained model.
struct PrecisionOption: ParsableArguments {
  @Option(
    help: "auto takes the fastest that `gloss quantize` measured and that passed, else fp32; the others insist.")
  var precision = Precision.auto
}

extension Precision: ExpressibleByArgument {}
