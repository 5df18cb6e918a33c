/// One label of a tagging scheme, taken apart: `B-creative-work` begins a `creative-work`.
public enum Tag: Hashable, Sendable {
  /// Outside every mention.
  case outside
  /// The first word of a mention of this type.
  case begin(String)
  /// A word of a mention of this type.
  case inside(String)
  /// The last word of a mention of this type.
  case end(String)
  /// The only word of a mention of this type.
  case single(String)

  /// The tag that a label spells.
  ///
  /// The type is what follows the first hyphen only. A label that is neither `O` nor has a prefix of the scheme counts as
  /// a mention of one type without a prefix: `inside(label)`.
  public init(_ label: String, scheme: TagScheme = .iob2) {
    let (role, prefix) = scheme.parse(label.utf8)
    self.init(role, type: String(Substring(label.utf8.dropFirst(prefix))))
  }

  /// A tag from its parts.
  public init(_ role: TagRole, type: String) {
    switch role {
    case .outside: self = .outside
    case .begin: self = .begin(type)
    case .inside: self = .inside(type)
    case .end: self = .end(type)
    case .single: self = .single(type)
    }
  }

  /// The type of the mention; `nil` outside.
  public var type: String? {
    switch self {
    case .outside: nil
    case .begin(let type), .inside(let type), .end(let type), .single(let type): type
    }
  }

  /// What it says of its word.
  public var role: TagRole {
    switch self {
    case .outside: .outside
    case .begin: .begin
    case .inside: .inside
    case .end: .end
    case .single: .single
    }
  }

  /// The label that spells it; a role that the scheme has no letter for is spelt as `inside`.
  public func label(in scheme: TagScheme) -> String {
    guard let type, let letter = scheme.letter(role) ?? scheme.letter(.inside) else { return "O" }
    let prefix = String(UnicodeScalar(letter))
    return type.isEmpty && scheme != .io ? prefix : prefix + "-" + type
  }
}
