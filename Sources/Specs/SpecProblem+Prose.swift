import Diagnostics

extension SpecProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .notUTF8(let startsLikeUTF16):
      "this byte is not valid UTF-8"
        + (startsLikeUTF16 ? "; the file looks like UTF-16: save it as UTF-8" : "; save the file as UTF-8")
    case .forbiddenCharacter(let scalar):
      "the control character U+\(hexadecimal(scalar)) may not stand in a spec; in double quotes write it as an escape"
    case .emptyFile: "the spec is empty; expected keys with values, such as 'max_length: -1'"
    case .notAMap(let found): "a spec is a map of keys with values, found \(found)"
    case .severalDocuments: "a second document starts here; a spec is one document, without '---' in the middle"
    case .tabIndentation: "found a tab where YAML allows only spaces; indent with spaces"
    case .mandatoryInBrackets: "inside brackets YAML needs quotes around the question marks: '???'"
    case .syntax(let problem, let context): "not valid YAML: \(problem)" + (context.map { " (\($0))" } ?? "")
    case .duplicateKey(let key, let first):
      "the key '\(key)' is given twice in one map"
        + (first.map { "; it stands first at \($0)" } ?? "") + "; keep one of them"
    case .keyNotText: "a key must be text, not a list, a map or an alias"
    case .tooManyNodes(let limit): "the spec grows beyond \(limit) values (aliases counted each time they are used)"
    case .tooDeep(let limit): "maps and lists are nested deeper than \(limit) levels"
    case .unknownTag(let tag):
      "the tag '\(tag)' is not known; known are !!str, !!int, !!float, !!bool, !!null, !!seq, !!map"
    case .tagMismatch(let tag, let text): "'\(text)' is not what its tag '\(tag)' says"
    case .mergeNeedsMap: "'<<' merges a map or a list of maps, found something else"
    case .malformedOverride(let problem): problem.description
    case .alreadySet(let path, let place):
      "'\(path)' is already set at \(place); write \(path)=… to change it, or ++\(path)=… to do either"
    case .nothingToDelete(let path): "'\(path)' cannot be deleted: the spec does not name it"
    case .deleteDiffers(let path, let expected, let found):
      "'\(path)' is not deleted: it is \(found), not \(expected)"
    case .elementAddressed(let list):
      "'\(list)' is a list, and its elements cannot be set one by one; give the whole list: \(list)=[…]"
    case .notASection(let path, let found): "'\(path)' is \(found), so nothing can be set below it"
    case .malformedInterpolation(let problem): problem.description
    case .missingTarget(let path, let suggestion):
      "'${\(path)}' refers to '\(path)', which does not exist" + didYouMean(suggestion)
    case .unsetTarget(let path): "'${\(path)}' refers to '\(path)', which must be set first: write \(path)=VALUE"
    case .cycle(let chain): "the interpolation refers to itself: \(chain.joined(separator: " → "))"
    case .environmentUnset(let name):
      "the environment variable '\(name)' is not set; set it, or give a default: ${oc.env:\(name),DEFAULT}"
    case .notText(let path, let found): "'${\(path)}' is \(found) and cannot become a part of a text"
    case .interpolationTooDeep(let limit): "interpolations refer to each other over more than \(limit) steps"
    case .interpolationTooLarge: "the interpolations grow beyond any useful size"
    case .unknownKey(let path, let suggestion): "there is no key '\(path)'" + didYouMean(suggestion)
    case .mustBeSet(let path, let file):
      "'\(path)' must be set: write \(path)=VALUE on the command line"
        + (file.map { ", or give it a value in \($0)" } ?? "")
    case .typeMismatch(let path, let expected, let found):
      "'\(path)': expected \(expected), found \(found)" + advice(expected, found)
    case .notAmong(let path, let found, let choices):
      "'\(path)': '\(found)' is not among \(choices.map { "'\($0)'" }.joined(separator: ", "))"
        + Suggestion.phrase(for: found, among: choices)
    case .refused(let path, let reason): "'\(path)' cannot be used: \(reason)"
    case .invalid(let path, let message): "'\(path)' \(message)"
    }
  }

  private func didYouMean(_ suggestion: String?) -> String {
    suggestion.map { "; did you mean '\($0)'?" } ?? ""
  }

  private func hexadecimal(_ scalar: UInt32) -> String {
    let digits = String(scalar, radix: 16, uppercase: true)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  private func advice(_ expected: SpecType, _ found: SpecFinding) -> String {
    switch (expected, found) {
    case (.optional(let type), _): advice(type, found)
    case (.int, .float(let text)) where text.utf8.count > 18 && text.utf8.allSatisfy { (0x30...0x39).contains($0) }:
      ", which does not fit into 64 bits"
    case (.int, .float(let text)): Double(text).flatMap { Int(exactly: $0) }.map { "; write \($0)" } ?? ""
    case (.int, .text(let text, quoted: true)) where Scalar(yaml: text).isNumber,
      (.float, .text(let text, quoted: true)) where Scalar(yaml: text).isNumber,
      (.bool, .text(let text, quoted: true)) where Scalar.yamlBool(text) != nil:
      "; remove the quotes"
    case (.bool, .int), (.bool, .text): "; write true or false"
    case (.list, .text), (.list, .int), (.list, .float): "; write a list in brackets: [a, b]"
    default: ""
    }
  }
}

extension Scalar {
  fileprivate var isNumber: Bool {
    switch value {
    case .int, .float: true
    default: false
    }
  }
}

extension SpecType: CustomStringConvertible {
  /// With its article: `an integer`.
  public var description: String {
    switch self {
    case .bool: "true or false"
    case .int: "an integer"
    case .float: "a number"
    case .string: "text"
    case .list: "a list"
    case .section: "a section with keys"
    case .optional(let type): "\(type) or null"
    }
  }
}

extension SpecFinding: CustomStringConvertible {
  /// As it was written.
  public var description: String {
    switch self {
    case .null: "null"
    case .bool(let text), .int(let text), .float(let text): text
    case .text("", _): "an empty text"
    case .text(let text, _): "the text '\(text)'"
    case .list: "a list"
    case .map: "a map"
    }
  }
}

extension OverrideProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .empty: "an override is empty; expected key=value"
    case .looksLikeFlag: "this looks like a flag, but an override is expected here: key=value"
    case .missingKey: "the key is missing; expected key=value"
    case .missingEquals(let key): "expected '=' and a value after '\(key)'; write \(key)= for an empty text"
    case .emptySegment: "a part of the key is empty; keys are joined by single dots: a.b=value"
    case .badKeyCharacter(let character): "the character '\(character)' may not stand in a key"
    case .elementAddressed: "the elements of a list cannot be set one by one; give the whole list: key=[a,b]"
    case .sweep:
      "a comma outside brackets asks for several runs, which is not supported; quote the value if the comma belongs to it: key='a,b'"
    case .needsQuotes(let character):
      "the character '\(character)' may not stand in an unquoted value; quote the value: key='…' (the shell needs its own quotes around that)"
    case .unclosed(let mark): "the '\(mark)' that opens here is not closed"
    case .textAfterValue: "the value is over, yet text follows; quote the whole value if it belongs to it"
    case .missingElement: "a value is missing here; for an empty text write ''"
    case .missingColon: "expected ':' and a value after the key; maps are written {key: value}"
    case .repeatedKey(let key): "the key '\(key)' is given twice in this map"
    case .tooDeep: "brackets are nested too deeply"
    }
  }
}

extension InterpolationProblem: CustomStringConvertible {
  /// What was found and what to do.
  public var description: String {
    switch self {
    case .unclosed: "the '${' that opens here is not closed; write \\${ for the characters themselves"
    case .nested: "an interpolation inside an interpolation is not supported"
    case .empty: "a part of the path is empty; expected ${section.key}"
    case .relative: "relative paths are not supported; write the path from the root: ${section.key}"
    case .unknownResolver(let name):
      "there is no resolver '\(name)'; known are ${section.key}, ${env:VAR}, ${oc.env:VAR,DEFAULT}"
    case .missingVariable: "the name of the environment variable is missing; expected ${oc.env:VAR}"
    }
  }
}
