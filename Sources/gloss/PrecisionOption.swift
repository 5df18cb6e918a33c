public import ArgumentParser
import Taggers

/// `--precision`, for tasks that use a trained model.
struct PrecisionOption: ParsableArguments {
  @Option(
    help: "auto takes int8 if `gloss quantize` measured that it passes and is faster; fp32 and int8 insist.")
  var precision = Precision.auto
}

extension Precision: ExpressibleByArgument {}
