/// What `gloss tokenize` prints for a line.
public enum TokenizedLine {
  /// `{"ids":[…]}`, with `offsets` also `"offsets":[[start,end],…]` in UTF-8 bytes of the line, half-open.
  ///
  /// - Parameter line: without its line break; a CR before it belongs to the line.
  public static func json(_ line: borrowing Span<UInt8>, offsets: Bool, encoder: TokenEncoder) -> String {
    var ids: [Int32] = []
    var ranges: [Range<Int>]? = offsets ? [] : nil
    encoder.encode(text: line, ids: &ids, ranges: &ranges)
    var text = "{\"ids\":[" + ids.map(String.init).joined(separator: ",") + "]"
    if let ranges {
      text += ",\"offsets\":[" + ranges.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]"
    }
    return text + "}"
  }
}
