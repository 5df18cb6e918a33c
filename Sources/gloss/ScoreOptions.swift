public import ArgumentParser
public import Taggers

/// How labels are chosen, what scores are, and which mentions stay.
struct ScoreOptions: ParsableArguments {
  @Option(
    help: """
      How labels are chosen: viterbi (the best path that the scheme allows) or argmax (each word by itself, as TAO).
      """)
  var decoding = TagDecoder.Method.viterbi
  @Option(help: "A mention's score: product, minimum or mean of its words' posteriors.")
  var score = MentionScore.product
  @Flag(help: "Scores as the model has them, without the calibration that the archive holds.")
  var uncalibrated = false
  @Option(
    help: ArgumentHelp(
      "Leave mentions below this score out; LABEL=NUMBER for one type. May be given several times.",
      valueName: "[label=]number"), transform: { try Threshold($0) })
  var threshold: [Threshold] = []
  @Option(
    help: ArgumentHelp(
      """
      Leave out mentions of LABEL that would take its precision below NUMBER (0 to 1); the threshold is that of the archive's \
      operating points (gloss calibrate), the next higher one if there is none for NUMBER. May be given several times.
      """, valueName: "label=number"), transform: { try Threshold($0) })
  var precisionTarget: [Threshold] = []

  func validate() throws { _ = try request() }

  /// What the flags ask for.
  func request() throws -> ScoreRequest {
    var request = ScoreRequest()
    (request.decoding, request.score, request.isUncalibrated) = (decoding, score, uncalibrated)
    for item in threshold {
      if let label = item.label {
        guard request.thresholds.updateValue(item.number, forKey: label) == nil else {
          throw ValidationError("--threshold names '\(label)' twice")
        }
      } else {
        guard request.threshold == nil else { throw ValidationError("--threshold without a label is given twice") }
        request.threshold = item.number
      }
    }
    for item in precisionTarget {
      guard let label = item.label else {
        throw ValidationError("--precision-target needs a label: LABEL=\(item.number)")
      }
      guard request.precisionTargets.updateValue(item.number, forKey: label) == nil else {
        throw ValidationError("--precision-target names '\(label)' twice")
      }
    }
    return request
  }
}

/// `0.8`, or `PER=0.8`.
struct Threshold: Sendable {
  var label: String?
  var number: Double

  /// - Throws: `ValidationError`, which says what was expected.
  init(_ argument: String) throws {
    // Numbers have no equals sign; labels may.
    let parts = argument.split(separator: "=", omittingEmptySubsequences: false)
    label = parts.count > 1 ? parts.dropLast().joined(separator: "=") : nil
    guard let last = parts.last, let number = Double(last), (0...1).contains(number) else {
      throw ValidationError("'\(parts.last ?? "")' is no number from 0 to 1, such as 0.95")
    }
    if label?.isEmpty ?? false { throw ValidationError("the label before '=' is missing") }
    self.number = number
  }
}

extension TagDecoder.Method: ExpressibleByArgument {}
extension MentionScore: ExpressibleByArgument {}
