/// What can be wrong with a pattern, and where.
public struct PatternError: Error, Hashable, Sendable {
  /// What is wrong.
  public enum Problem: Hashable, Sendable {
    /// `(` without `)`.
    case openGroup
    /// `)` without `(`.
    case closedGroup
    /// `[` without `]`.
    case openClass
    /// `[]`
    case emptyClass
    /// `*`, `+`, `?` or `{…}` at the beginning.
    case nothingToRepeat
    /// `z-a`
    case reversedRange
    /// `{3,1}`, or more than the limit.
    case repetition
    /// `\` at the end.
    case openEscape
    /// A letter after `\` that means nothing.
    case escape(Character)
    /// A name in `\p{…}` that means nothing.
    case property(String)
    /// A construct that cannot be matched in linear time, or was left out.
    case notOffered(String)
    /// Groups in groups in groups.
    case tooDeep
    /// More steps than a pattern may have once its repetitions are written out.
    case tooLarge
  }

  /// What is wrong.
  public var problem: Problem
  /// Where, in Unicode scalars from 1.
  public var column: Int
}

extension PatternError: CustomStringConvertible {
  /// What was found, where, and what was expected.
  public var description: String { "column \(column) of the pattern: \(problem)" }
}

extension PatternError.Problem: CustomStringConvertible {
  /// What was found and what was expected.
  public var description: String {
    switch self {
    case .openGroup: "this '(' has no ')'; write \\( for the character"
    case .closedGroup: "this ')' has no '('; write \\) for the character"
    case .openClass: "this '[' has no ']'; write \\[ for the character"
    case .emptyClass: "the class is empty; write [\\]] for the character"
    case .nothingToRepeat: "there is nothing to repeat before this; write it with \\ in front for the character"
    case .reversedRange: "the range ends before it begins"
    case .repetition:
      "expected {n}, {n,} or {n,m} with n ≤ m ≤ \(PatternParser.repetitionLimit); write \\{ for the character"
    case .openEscape: "'\\' at the end escapes nothing; write \\\\ for the character"
    case .escape(let letter): "'\\\(letter)' means nothing here"
    case .property(let name): "'\(name)' is no general category; write one such as L, Lu, Nd or P"
    case .notOffered(let what): "\(what) are not offered: patterns are matched in one pass without trying again"
    case .tooDeep: "groups are nested deeper than \(PatternParser.depthLimit)"
    case .tooLarge: "the pattern has more than \(PatternProgram.limit) steps once its repetitions are written out"
    }
  }
}
