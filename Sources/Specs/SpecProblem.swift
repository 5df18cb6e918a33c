public import Diagnostics

/// What can be wrong with a spec file, an override, or the values in them.
public enum SpecProblem: Error, Hashable {
  // The file.
  case notUTF8(startsLikeUTF16: Bool)
  case forbiddenCharacter(UInt32)
  case emptyFile
  case notAMap(found: SpecFinding)
  case severalDocuments
  case tabIndentation
  case mandatoryInBrackets
  case syntax(problem: String, context: String?)
  case duplicateKey(String, first: Place?)
  case keyNotText
  case tooManyNodes(limit: Int)
  case tooDeep(limit: Int)
  case unknownTag(String)
  case tagMismatch(tag: String, text: String)
  case mergeNeedsMap

  // An override.
  case malformedOverride(OverrideProblem)
  case alreadySet(path: String, at: Place)
  case nothingToDelete(path: String)
  case deleteDiffers(path: String, expected: SpecFinding, found: SpecFinding)
  case elementAddressed(list: String)
  case notASection(path: String, found: SpecFinding)

  // An interpolation.
  case malformedInterpolation(InterpolationProblem)
  case missingTarget(path: String, suggestion: String?)
  case unsetTarget(path: String)
  case cycle([String])
  case environmentUnset(String)
  case notText(path: String, found: SpecFinding)
  case interpolationTooDeep(limit: Int)
  case interpolationTooLarge

  // Values.
  case unknownKey(path: String, suggestion: String?)
  case mustBeSet(path: String, file: String?)
  case typeMismatch(path: String, expected: SpecType, found: SpecFinding)
  case notAmong(path: String, found: String, choices: [String])
  case refused(path: String, reason: String)
  case invalid(path: String, message: String)
}

/// What is wrong with the text of an override.
public enum OverrideProblem: Hashable, Sendable {
  case empty
  case looksLikeFlag
  case missingKey
  case missingEquals(key: String)
  case emptySegment
  case badKeyCharacter(String)
  case elementAddressed
  case sweep
  case needsQuotes(String)
  case unclosed(String)
  case textAfterValue
  case missingElement
  case missingColon
  case repeatedKey(String)
  case tooDeep
}

/// What is wrong with the text of an interpolation.
public enum InterpolationProblem: Hashable, Sendable {
  case unclosed
  case nested
  case empty
  case relative
  case unknownResolver(String)
  case missingVariable
}

/// The type that a key wants.
public enum SpecType: Hashable, Sendable {
  case bool, int, float, string, list, section
  indirect case optional(SpecType)
}

/// What was found in place of what was wanted.
public enum SpecFinding: Hashable, Sendable {
  case null
  case bool(String)
  case int(String)
  case float(String)
  case text(String, quoted: Bool)
  case list
  case map
}

/// Every problem of a spec, in the order of the places.
public struct SpecProblems: Error, Hashable, CustomStringConvertible {
  /// The problems; never empty.
  public let problems: [Located<SpecProblem>]

  /// A report of one or more problems.
  public init(_ problems: [Located<SpecProblem>]) {
    self.problems = problems
  }

  /// Each problem with its line and a caret, and how many there are.
  public var description: String {
    let count = problems.count == 1 ? "1 problem" : "\(problems.count) problems"
    return (problems.map(\.description) + [count]).joined(separator: "\n")
  }
}

extension SpecFinding {
  /// What a node is.
  init(_ node: SpecNode) {
    switch node.content {
    case .list: self = .list
    case .map: self = .map
    case .scalar(let scalar):
      switch scalar.value {
      case .null: self = .null
      case .bool: self = .bool(scalar.text)
      case .int: self = .int(scalar.text)
      case .float: self = .float(scalar.text)
      case .string(let text): self = .text(text, quoted: scalar.isQuoted)
      }
    }
  }
}
