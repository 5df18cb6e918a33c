import Kernels
import Synchronization

/// Close calls of a model in bf16 or int8 are computed again in fp32, those of int8 in bf16 where that is cheaper: windows of which another path is nearly as good, by a margin that
/// `gloss quantize` chose. Whether one is close depends on the window alone, and so does its result.
public final class SecondLook: Sendable {
  /// What a path has to lead by to be believed, in logits.
  public let margin: Float
  private let decoder: TagDecoder
  private let pack: @Sendable () -> TaggingEngine
  private let packed = Mutex<TaggingEngine?>(nil)

  /// - Parameters:
  ///   - decoder: how paths are chosen.
  ///   - pack: makes the second engine once it is asked for: many texts end without.
  init(margin: Float, decoder: TagDecoder, pack: @escaping @Sendable () -> TaggingEngine) {
    (self.margin, self.decoder, self.pack) = (margin, decoder, pack)
  }

  /// Whether a window has to be computed again.
  ///
  /// - Parameter logits: of its words at first sight `[words, labels]`.
  public func isNeeded(_ logits: ArraySlice<Float>) -> Bool { decoder.isClose(logits, within: margin) }

  /// The second engine; the first call packs its weights.
  public var engine: TaggingEngine {
    packed.withLock { packed in
      if let packed { return packed }
      let engine = pack()
      packed = engine
      return engine
    }
  }
}
