/// How tags spell where mentions begin and end.
public enum TagScheme: String, Hashable, Sendable, CaseIterable {
  /// No prefix tells neighbours of one type apart: `I-PER`, or bare `PER`.
  case io
  /// `B-` only where a mention touches the one before it of the same type.
  case iob1
  /// `B-` begins every mention.
  case iob2
  /// `E-` only where a mention touches the next one of the same type.
  case ioe1
  /// `E-` ends every mention.
  case ioe2
  /// `B-`, `I-`, `E-`, and `S-` for one token.
  case bioes
  /// `B-`, `I-`, `L-`, and `U-` for one token.
  case bilou
  /// `B-`, `M-`, `E-`, and `S-` for one token.
  case bmes
}

/// What a tag says of its word.
public enum TagRole: UInt8, Hashable, Sendable {
  /// The word is in no mention.
  case outside
  /// It is a mention's first.
  case begin
  /// It is in a mention.
  case inside
  /// It is a mention's last.
  case end
  /// It is a mention by itself.
  case single
}

extension TagScheme {
  /// The letter that spells a role; `nil` where the scheme has none.
  func letter(_ role: TagRole) -> UInt8? {
    switch (role, self) {
    case (.outside, _): UInt8(ascii: "O")
    case (.inside, .bmes): UInt8(ascii: "M")
    case (.inside, _): UInt8(ascii: "I")
    case (.begin, .iob1), (.begin, .iob2), (.begin, .bioes), (.begin, .bilou), (.begin, .bmes): UInt8(ascii: "B")
    case (.end, .ioe1), (.end, .ioe2), (.end, .bioes), (.end, .bmes): UInt8(ascii: "E")
    case (.end, .bilou): UInt8(ascii: "L")
    case (.single, .bioes), (.single, .bmes): UInt8(ascii: "S")
    case (.single, .bilou): UInt8(ascii: "U")
    default: nil
    }
  }

  /// The role that a letter spells; `nil` where the scheme has no such letter.
  func role(of letter: UInt8) -> TagRole? {
    let roles: [TagRole] = [.begin, .inside, .end, .single]
    return roles.first { self.letter($0) == letter }
  }

  /// What a label says, and how many of its bytes stand before the type.
  ///
  /// The type is what follows the first hyphen only, if the scheme has the letter before it; a letter alone is a tag of
  /// the type without a name. Any other label but `O` is a type without a prefix, `inside`.
  public func parse(_ label: some Collection<UInt8>) -> (role: TagRole, prefix: Int) {
    guard let letter = label.first else { return (.inside, 0) }
    let rest = label.dropFirst()
    guard let hyphen = rest.first else {
      if letter == UInt8(ascii: "O") { return (.outside, 1) }
      // Where every type may stand without a prefix, a letter is a type.
      guard self != .io, let role = role(of: letter) else { return (.inside, 0) }
      return (role, 1)
    }
    guard hyphen == UInt8(ascii: "-"), let role = role(of: letter) else { return (.inside, 0) }
    return (role, 2)
  }

  /// Whether every mention has a tag of its own for its last word.
  var endsMentions: Bool { self == .ioe2 || self == .bioes || self == .bilou || self == .bmes }

  /// Whether a mention may begin without a tag of its own for its first word.
  var beginsFreely: Bool { self == .io || self == .iob1 || self == .ioe1 || self == .ioe2 }
}
