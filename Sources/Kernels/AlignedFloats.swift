import CKernels

/// Memory for floats that begins with a line of the cache: scratch, whose content nobody relies on, and packed weights.
public final class AlignedFloats {
  /// From so many bytes on the system is asked for pages of this size: touching memory for the first time costs more than packing
  /// weights into it, and it costs for each page.
  private static let largePage = 2 << 20

  /// How many there are.
  let count: Int
  let memory: UnsafeMutablePointer<Float>

  /// Of unspecified content.
  public init(count: Int) {
    let size = count * MemoryLayout<Float>.stride
    let isLarge = size >= Self.largePage
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: isLarge ? Self.largePage : 64)
    // SAFETY: the range lies within what was allocated, and advice changes no content.
    if isLarge { unsafe glossAdviseLargePages(bytes, size / Self.largePage * Self.largePage) }
    self.count = count
    unsafe memory = bytes.bindMemory(to: Float.self, capacity: count)
  }

  deinit { unsafe memory.deallocate() }
}
