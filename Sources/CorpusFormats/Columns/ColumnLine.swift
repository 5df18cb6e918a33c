/// Tells the lines of column files apart.
struct ColumnLine: Hashable {
  enum Kind { case row, blank, comment, documentStart }

  /// Lines that begin so are comments.
  let commentPrefixes: [[UInt8]]
  /// Whether a `#` alone on its line is a comment too.
  let hasBareComments: Bool
  private let commentsBeginWithHash: Bool

  init(commentPrefixes: [[UInt8]], hasBareComments: Bool = false) {
    self.commentPrefixes = commentPrefixes.filter { !$0.isEmpty }
    self.hasBareComments = hasBareComments
    commentsBeginWithHash = self.commentPrefixes.allSatisfy { $0.first == Self.hash }
  }

  private static let documentStart = Array("-DOCSTART-".utf8)

  func kind(of line: borrowing Span<UInt8>) -> Kind {
    guard line.count > 0 else { return .blank }
    let first = line[0]
    // Most lines begin with none of the bytes that are asked for below.
    if first > 0x2D, first < 0x80, commentsBeginWithHash { return .row }
    for prefix in commentPrefixes where line.starts(with: prefix) { return .comment }
    if hasBareComments, line.count == 1, first == Self.hash { return .comment }
    if PythonWhitespace.length(at: 0, in: line) > 0 { return PythonWhitespace.fills(line) ? .blank : .row }
    let marker = Self.documentStart
    guard first == marker[0], line.starts(with: marker) else { return .row }
    let isWholeColumn = line.count == marker.count || PythonWhitespace.length(at: marker.count, in: line) > 0
    return isWholeColumn ? .documentStart : .row
  }

  static let hash = UInt8(ascii: "#")
}

extension UInt8 {
  static let tab: UInt8 = 0x09
  static let space: UInt8 = 0x20
}

extension Span<UInt8> {
  /// Whether it begins with these bytes.
  func starts(with prefix: [UInt8]) -> Bool {
    count >= prefix.count && prefix.indices.allSatisfy { self[$0] == prefix[$0] }
  }
}
