/// One label of an inside-outside-beginning scheme, taken apart: `B-creative-work` begins a `creative-work`.
public enum Tag: Hashable, Sendable {
  /// Outside every mention.
  case outside
  /// The first word of a mention of this type.
  case begin(String)
  /// A later word of a mention of this type.
  case inside(String)

  /// The tag that a label spells. The type is what follows the first hyphen only. A label that is neither `O` nor
  /// prefixed with `B-` or `I-` counts as a mention of one type without a prefix: `inside(label)`.
  public init(_ label: String) {
    if label == "O" {
      self = .outside
    } else if label.hasPrefix("B-") {
      self = .begin(String(label.dropFirst(2)))
    } else if label.hasPrefix("I-") {
      self = .inside(String(label.dropFirst(2)))
    } else {
      self = .inside(label)
    }
  }

  /// The type of the mention; `nil` outside.
  public var type: String? {
    switch self {
    case .outside: nil
    case .begin(let type), .inside(let type): type
    }
  }
}
