/// Cuts rows into columns.
enum RowSplitting {
  /// The columns of the row at `line`, as ranges of `buffer`. Columns that are empty at the end of the row are left
  /// out; other empty columns occur only between TABs.
  static func split(
    _ buffer: [UInt8], _ line: Range<Int>, at separator: ColumnCorpus.Separator, into fields: inout [Range<Int>]
  ) {
    fields.removeAll(keepingCapacity: true)
    let row = buffer.span.extracting(line)
    switch separator {
    case .tab: splitAtTabs(row, offset: line.lowerBound, into: &fields)
    case .spaces, .automatic: splitAtSpaces(row, offset: line.lowerBound, into: &fields)
    case .whitespace: PythonWhitespace.split(row, offset: line.lowerBound, into: &fields)
    }
  }

  private static func splitAtTabs(_ row: borrowing Span<UInt8>, offset: Int, into fields: inout [Range<Int>]) {
    var start = 0
    for index in row.indices where row[index] == .tab {
      fields.append(start + offset..<index + offset)
      start = index + 1
    }
    fields.append(start + offset..<row.count + offset)
    while fields.count > 1, let last = fields.last, last.isEmpty { fields.removeLast() }
  }

  private static func splitAtSpaces(_ row: borrowing Span<UInt8>, offset: Int, into fields: inout [Range<Int>]) {
    var start = 0
    for index in row.indices where row[index] == .tab || row[index] == .space {
      if start < index { fields.append(start + offset..<index + offset) }
      start = index + 1
    }
    if start < row.count { fields.append(start + offset..<row.count + offset) }
  }
}

extension Span<UInt8> {
  /// Whether some bytes stand in it, side by side.
  func contains(_ part: [UInt8]) -> Bool {
    guard let first = part.first, count >= part.count else { return false }
    for start in 0...(count - part.count) where self[start] == first {
      if part.indices.allSatisfy({ self[start + $0] == part[$0] }) { return true }
    }
    return false
  }
}
