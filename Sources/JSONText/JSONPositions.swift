/// Lines and columns of offsets into a text; cheap where they ascend.
public struct JSONPositions: Sendable {
  /// The offset, line and column reached.
  private var offset: Int
  private var line: Int
  private var column: Int
  /// Where the walk begins anew for an offset that lies behind.
  private var start: (offset: Int, line: Int, column: Int)

  /// Positions from a known one on.
  public init(offset: Int = 0, line: Int = 1, column: Int = 1) {
    (self.offset, self.line, self.column) = (offset, line, column)
    start = (offset, line, column)
  }

  /// Makes an offset the place from which the walk begins anew.
  mutating func begin(at target: Int, in text: [UInt8]) {
    let (line, column) = place(of: target, in: text)
    start = (min(target, text.count), line, column)
  }

  /// The line and column, from 1, of an offset; clamped to the text. A line ends with LF.
  public mutating func place(of target: Int, in text: [UInt8]) -> (line: Int, column: Int) {
    if target < offset { (offset, line, column) = start }
    let end = min(target, text.count)
    guard offset < end else { return (line, column) }
    let bytes = text.span.extracting(offset..<end)
    // Two plain loops, which the compiler turns into vector instructions.
    var breaks = 0
    for index in 0..<bytes.count { breaks &+= bytes[index] == 0x0A ? 1 : 0 }
    var lineStart = 0
    if breaks > 0 {
      lineStart = bytes.count
      while bytes[lineStart - 1] != 0x0A { lineStart -= 1 }
      column = 1
    }
    for index in lineStart..<bytes.count { column &+= bytes[index] & 0xC0 != 0x80 ? 1 : 0 }
    line += breaks
    offset = end
    return (line, column)
  }
}
