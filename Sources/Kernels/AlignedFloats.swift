/// Memory for floats that begins with a line of the cache: scratch, whose content nobody relies on, and packed weights.
public final class AlignedFloats {
  /// How many there are.
  let count: Int
  let memory: UnsafeMutablePointer<Float>

  /// Of unspecified content.
  public init(count: Int) {
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Float>.stride, alignment: 64)
    self.count = count
    unsafe memory = bytes.bindMemory(to: Float.self, capacity: count)
  }

  deinit { unsafe memory.deallocate() }
}
