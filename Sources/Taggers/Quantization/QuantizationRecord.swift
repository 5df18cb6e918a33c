import Kernels

/// In which numbers a model is computed.
public enum Precision: String, Sendable, CaseIterable, Codable {
  /// The fastest on this processor of those that `gloss quantize` measured and that passed; fp32 where nothing was.
  case auto
  /// 32-bit floats.
  case fp32
  /// The encoder's products of numbers rounded to bfloat16, where the processor has the instruction; sums and all else in fp32.
  case bf16
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
    /// In bfloat16; `nil` where the processor has no such products.
    public var bf16: Double?
    /// Bits of the vectors.
    public var vectorBits: Int
    /// Whether 8-bit products had an instruction of their own.
    public var hasDotProducts: Bool

    /// On this processor.
    public init(fp32: Double, int8: Double, bf16: Double? = nil) {
      (self.fp32, self.int8, self.bf16) = (fp32, int8, bf16)
      (vectorBits, hasDotProducts) = (Processor.vectorBits, Processor.hasDotProducts)
    }

    /// Whether it was measured on a processor like this one.
    private var isOfThisKind: Bool {
      vectorBits == Processor.vectorBits && hasDotProducts == Processor.hasDotProducts
        && (bf16 != nil) == Processor.hasBFloatProducts
    }

    /// Whether 8 bits are faster here than fp32: as measured, or, on another kind of processor, where it has the instruction.
    public var int8IsFaster: Bool { isOfThisKind ? int8 > fp32 : Processor.hasDotProducts }

    /// Whether bfloat16 is faster here than 8 bits (or than fp32), likewise.
    func bf16IsFaster(than other: Precision) -> Bool {
      guard Processor.hasBFloatProducts else { return false }
      guard isOfThisKind, let bf16 else { return other == .fp32 || !Processor.hasDotProducts }
      return bf16 > (other == .int8 ? int8 : fp32)
    }
  }

  /// Windows that are computed again, because another path is nearly as good.
  public struct CloseCalls: Codable, Hashable, Sendable {
    /// What a path has to lead by to be believed, in logits.
    public var margin: Float
    /// The share of the sub-tokens that are computed again.
    public var share: Double
    /// F₁ of the mentions against fp32 without that, in percent.
    public var without: Double?
    /// What they are computed again in, where the processor has it, else and if `nil` in fp32.
    public var look: Precision?

    /// From its parts.
    public init(margin: Float, share: Double, without: Double? = nil) {
      (self.margin, self.share, self.without) = (margin, share, without)
    }
  }

  /// What products of bfloat16 numbers give.
  public struct Rounding: Codable, Hashable, Sendable {
    /// F₁ of the mentions against fp32, in percent, close calls computed again; `nil` where there is no mention.
    public var agreement: Double?
    /// `nil` where nothing is computed again.
    public var closeCalls: CloseCalls?

    /// From its parts.
    public init(agreement: Double?, closeCalls: CloseCalls?) {
      (self.agreement, self.closeCalls) = (agreement, closeCalls)
    }
  }

  /// Points of F₁ that could be lost.
  public var limit: Double
  /// Layers that lose too much in 8 bits, counted from 0; they are in `QuantizedEncoder.otherFormat`.
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
  /// `nil` where the processor had no such products, and in archives before there was such a thing.
  public var bf16: Rounding?
  /// `nil` if nothing was measured.
  public var speed: Speed?

  /// Nothing measured yet.
  public init(limit: Double, layersInFP32: [Int] = []) { (self.limit, self.layersInFP32) = (limit, layersInFP32) }

  /// Whether it was measured, and lost no more than it could.
  public var passed: Bool { words > 0 && all.agreement != nil && all.drop <= limit }

  /// Whether bfloat16 was measured, and lost no more than it could.
  private var roundingPassed: Bool { words > 0 && bf16?.agreement.map { 100 - $0 <= limit } ?? false }

  /// The fastest on this processor of those that passed.
  var fastest: Precision {
    let int8OrNot: Precision = passed && speed?.int8IsFaster == true ? .int8 : .fp32
    return roundingPassed && speed?.bf16IsFaster(than: int8OrNot) == true ? .bf16 : int8OrNot
  }
}
