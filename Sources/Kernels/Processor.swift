import CKernels
import COpenBLAS

/// What this machine's processor can do for the kernels.
public enum Processor {
  /// Whether the processor has the instructions that this target is compiled for (AVX2 and FMA on x86-64).
  public static var isSupported: Bool { glossProcessorIsSupported() != 0 }

  /// The kernels that OpenBLAS chose, such as `Haswell`.
  public static var productKernels: String {
    // SAFETY: OpenBLAS returns a constant, zero-terminated string.
    unsafe openblas_get_corename().map { unsafe String(cString: $0) } ?? "unknown"
  }

  /// Bits of the vectors that inference computes with.
  public static var vectorBits: Int { Int(glossVectorBits()) }

  /// Whether 8-bit products have an instruction of their own (VNNI).
  public static var hasDotProducts: Bool { glossHasDotProducts() != 0 }

  /// Whether there are products of bfloat16 numbers (AVX512_BF16).
  public static var hasBFloatProducts: Bool { glossHasBFloatProducts() != 0 }

  /// Takes vectors of at most that many bits, and without VNNI if asked, in this thread: for tests; packed weights of before are void.
  static func limitVectors(to bits: Int, dotProducts: Bool = true) {
    glossLimitVectors(Int32(bits), dotProducts ? 1 : 0)
  }

  /// Makes OpenBLAS use the calling thread only; Gloss runs one worker a core instead. Call it once at the start.
  public static func useOneThreadPerProduct() {
    openblas_set_num_threads(1)
  }
}
