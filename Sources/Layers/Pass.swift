public import Kernels

/// One forward and backward pass over a packed batch: what every layer needs to know of it.
public struct Pass: Sendable {
  /// Where each sequence stands.
  public var layout: SequenceLayout
  /// Each sequence's number within the whole batch, which may be split between workers.
  public var sequenceNumbers: [UInt32]
  /// The seed of the run.
  public var seed: UInt64
  /// The step within the run.
  public var step: UInt32
  /// Whether units are dropped.
  public var drops: Bool

  /// A pass from its parts; no rows of the layout belong to nobody.
  public init(layout: SequenceLayout, sequenceNumbers: [UInt32], seed: UInt64, step: UInt32, drops: Bool) {
    precondition(!layout.hasGaps, "a pass over rows that belong to nobody")
    (self.layout, self.sequenceNumbers, self.seed, self.step, self.drops) = (layout, sequenceNumbers, seed, step, drops)
  }

  /// Draws the mask of one place for `[rows, width]` units, or deactivates it.
  public func draw(_ mask: inout DropoutMask, rate: Float, site: UInt32, width: Int) {
    draw(&mask, rate: rate, site: site, units: (0..<layout.count).map { layout.rows(of: $0).count * width })
  }

  /// Draws the mask of one place for the given number of units a sequence, or deactivates it.
  public func draw(_ mask: inout DropoutMask, rate: Float, site: UInt32, units: [Int]) {
    guard drops, rate > 0 else { return mask.deactivate() }
    DropoutKernel.fill(
      &mask, units: units, numbers: sequenceNumbers, DropoutKey(rate: rate, seed: seed, step: step, site: site))
  }
}

/// Memory that backward passes use and leave behind; one a worker.
public final class BackwardScratch {
  var da = Matrix.empty
  var dnext = Matrix.empty
  var dwide = Matrix.empty
  var dqkv = Matrix.empty
  var dcontext = Matrix.empty
  var attention: [Float] = []

  /// For layers of the given widths.
  public init(hidden: Int, intermediate: Int) {
    da = Matrix(rows: 0, columns: hidden)
    dnext = Matrix(rows: 0, columns: hidden)
    dwide = Matrix(rows: 0, columns: intermediate)
    dqkv = Matrix(rows: 0, columns: 3 * hidden)
    dcontext = Matrix(rows: 0, columns: hidden)
  }
}
