/// A labelled stretch of a document's text, or several stretches that belong together.
public struct Mention: Hashable, Sendable {
  /// Its type, without a scheme's prefix.
  public var label: String
  /// The stretches in UTF-8 bytes, ascending, never empty as a list; more than one in a discontinuous mention.
  public var fragments: [Range<Int>]
  /// The source's own name of the mention, unique in its document, if there is one.
  public var id: String?
  /// What else the source says of the mention, in its order: normalisation ids, features, remarks.
  public var attributes: [Attribute]

  /// A mention of one stretch.
  public init(label: String, range: Range<Int>, id: String? = nil, attributes: [Attribute] = []) {
    self.init(label: label, fragments: [range], id: id, attributes: attributes)
  }

  /// A mention from its parts.
  public init(label: String, fragments: [Range<Int>], id: String? = nil, attributes: [Attribute] = []) {
    precondition(!fragments.isEmpty, "a mention has a place")
    (self.label, self.fragments, self.id, self.attributes) = (label, fragments, id, attributes)
  }

  /// From the start of the first stretch to the end of the last.
  public var hull: Range<Int> {
    guard let first = fragments.first else { return 0..<0 }
    var (start, end) = (first.lowerBound, first.upperBound)
    for range in fragments.dropFirst() { (start, end) = (min(start, range.lowerBound), max(end, range.upperBound)) }
    return start..<end
  }

  /// Whether it has more than one stretch.
  public var isDiscontinuous: Bool { fragments.count > 1 }
}
