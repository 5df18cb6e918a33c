import Kernels

/// In which numbers a model is computed.
public enum Precision: String, Sendable, CaseIterable {
  /// 8 bits where the archive has them, they passed, and they are faster on this processor; else fp32.
  case auto
  /// 32-bit floats.
  case fp32
  /// 8-bit weights and activations of the encoder's products.
  case int8
}

/// What was measured when a model was quantised: kept in the archive, and what `Precision.auto` decides by.
public struct QuantizationRecord: Codable, Hashable, Sendable {
  /// Scores of a label, or of all together, in percent; `nil` where there is nothing to score.
  public struct Scores: Codable, Hashable, Sendable {
    /// F₁ of the 8-bit mentions, taking those of fp32 as the truth.
    public var agreement: Double?
    /// F₁ of fp32 against the labels of the data, if it has some.
    public var fp32: Double?
    /// The same in 8 bits.
    public var int8: Double?

    /// From its parts.
    public init(agreement: Double?, fp32: Double? = nil, int8: Double? = nil) {
      (self.agreement, self.fp32, self.int8) = (agreement, fp32, int8)
    }

    /// Points lost: against the data's labels if there are any, else against fp32; 0 where nothing can be lost.
    public var drop: Double {
      if let fp32 { fp32 - (int8 ?? 0) } else { agreement.map { 100 - $0 } ?? 0 }
    }
  }

  /// Words a second, measured once on one processor.
  public struct Speed: Codable, Hashable, Sendable {
    /// In fp32.
    public var fp32: Double
    /// In 8 bits.
    public var int8: Double
    /// Bits of the vectors.
    public var vectorBits: Int
    /// Whether 8-bit products had an instruction of their own.
    public var hasDotProducts: Bool

    /// On this processor.
    public init(fp32: Double, int8: Double) {
      (self.fp32, self.int8) = (fp32, int8)
      (vectorBits, hasDotProducts) = (Processor.vectorBits, Processor.hasDotProducts)
    }

    /// Whether 8 bits are faster here: as measured, or, on another kind of processor, where it has the instruction.
    public var int8IsFaster: Bool {
      vectorBits == Processor.vectorBits && hasDotProducts == Processor.hasDotProducts
        ? int8 > fp32 : Processor.hasDotProducts
    }
  }

  /// Windows that are computed again in fp32, because another path is nearly as good in 8 bits.
  public struct CloseCalls: Codable, Hashable, Sendable {
    /// What a path has to lead by to be believed, in logits.
    public var margin: Float
    /// The share of the sub-tokens that are computed again.
    public var share: Double
    /// F₁ of the 8-bit mentions against fp32 without that, in percent.
    public var without: Double?

    /// From its parts.
    public init(margin: Float, share: Double, without: Double? = nil) {
      (self.margin, self.share, self.without) = (margin, share, without)
    }
  }

  /// Points of F₁ that could be lost.
  public var limit: Double
  /// Layers that stayed in fp32, counted from 0.
  public var layersInFP32: [Int]
  /// Sub-tokens that the weights were fitted to (`QuantizedEncoder.Fit`); `nil`: they are the nearest, as in archives before there was
  /// such a thing.
  public var fittedTo: Int?
  /// Sentences that were measured on.
  public var sentences = 0
  /// Words that were measured on; 0: nothing was.
  public var words = 0
  /// All mentions together.
  public var all = Scores(agreement: nil)
  /// By label.
  public var byLabel: [String: Scores] = [:]
  /// `nil` where nothing is computed again, and in archives before there was such a thing.
  public var closeCalls: CloseCalls?
  /// `nil` if nothing was measured.
  public var speed: Speed?

  /// Nothing measured yet.
  public init(limit: Double, layersInFP32: [Int] = []) { (self.limit, self.layersInFP32) = (limit, layersInFP32) }

  /// Whether it was measured, and lost no more than it could.
  public var passed: Bool { words > 0 && all.agreement != nil && all.drop <= limit }
}
