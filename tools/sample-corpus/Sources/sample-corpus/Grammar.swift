/// One piece of a production.
enum Symbol: Hashable {
  /// A word as it stands.
  case word(String)
  /// Another rule, drawn anew.
  case rule(name: String, index: Int?, optional: Bool)
  /// A whole number drawn from a range: `<2-40>`.
  case number(ClosedRange<Int>)
  /// A rule whose expansion is kept for the whole document under the index of the rule around it: `<last&>`.
  case kept(name: String)
  /// The beginning of a mention: `[PER`.
  case open(EntityType)
  /// The end of a mention: `]`.
  case close
}

/// The entity types of the corpus.
enum EntityType: String, CaseIterable {
  case person = "PER"
  case organisation = "ORG"
  case location = "LOC"
  case nationality = "GPE"
  case time = "TIME"
  case miscellaneous = "MISC"
}

/// A rule: its name and the productions to choose from.
struct Rule {
  var name: String
  var productions: [[Symbol]]
  /// Whether some productions are kept away from training, so that evaluation meets names never seen.
  var holdsOut: Bool

  /// The productions that a split may use: of ten, training has seven, development eight, test nine.
  func productions(for split: Split) -> [[Symbol]] {
    guard holdsOut else { return productions }
    return productions.enumerated().filter { index, _ in
      switch index % 10 {
      case 2: split == .dev
      case 4, 9: split == .test
      default: true
      }
    }.map(\.element)
  }
}

/// What is wrong with the text of a grammar.
enum GrammarError: Error {
  case line(String)
  case unknownType(String, line: String)
  case unknownRule(String)
  case duplicateRule(String)
  case unbalanced(String)
}

/// The rules that sentences are drawn from.
///
/// A line reads `name = first | second`; `name* = …` holds productions out; a line that begins with `|` continues the
/// one before it. In a production `<x>` draws from another rule, `<x?>` does so every other time, `<2-40>` draws a number, `<x#1>` keeps what
/// `<y&>` inside it draws for the whole document, and `[PER … ]` marks a mention.
struct Grammar {
  private(set) var rules: [String: Rule] = [:]

  init(_ texts: [String]) throws {
    for text in texts {
      var pending: String?
      for line in text.split(separator: "\n").map({ $0.trimmed() }) where !line.isEmpty && !line.hasPrefix("//") {
        if line.hasPrefix("|") {
          guard let begun = pending else { throw GrammarError.line(line) }
          pending = begun + " " + line
        } else {
          if let finished = pending { try add(finished) }
          pending = line
        }
      }
      if let finished = pending { try add(finished) }
    }
    for rule in rules.values {
      for case .rule(let name, _, _) in rule.productions.joined() where rules[name] == nil {
        throw GrammarError.unknownRule(name)
      }
      for case .kept(let name) in rule.productions.joined() where rules[name] == nil {
        throw GrammarError.unknownRule(name)
      }
    }
  }

  private mutating func add(_ line: String) throws {
    let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmed() }
    guard parts.count == 2 else { throw GrammarError.line(line) }
    let holdsOut = parts[0].hasSuffix("*")
    let name = holdsOut ? String(parts[0].dropLast()) : parts[0]
    guard rules[name] == nil else { throw GrammarError.duplicateRule(name) }
    let productions = try parts[1].split(separator: "|").map { try Grammar.symbols(of: $0.trimmed()) }
    rules[name] = Rule(name: name, productions: productions, holdsOut: holdsOut)
  }

  /// The symbols that a production spells.
  static func symbols(of text: String) throws -> [Symbol] {
    var depth = 0
    let symbols = try text.split(separator: " ").map { piece -> Symbol in
      if piece == "]" {
        depth -= 1
        return .close
      }
      if piece.hasPrefix("[") {
        guard let type = EntityType(rawValue: String(piece.dropFirst())) else {
          throw GrammarError.unknownType(String(piece), line: text)
        }
        depth += 1
        return .open(type)
      }
      guard piece.hasPrefix("<"), piece.hasSuffix(">") else { return .word(String(piece)) }
      var name = piece.dropFirst().dropLast()
      if name.hasSuffix("&") { return .kept(name: String(name.dropLast())) }
      let bounds = name.split(separator: "-").compactMap { Int($0) }
      if bounds.count == 2, bounds[0] <= bounds[1] { return .number(bounds[0]...bounds[1]) }
      let optional = name.hasSuffix("?")
      if optional { name = name.dropLast() }
      let parts = name.split(separator: "#")
      return .rule(name: String(parts[0]), index: parts.count > 1 ? Int(parts[1]) : nil, optional: optional)
    }
    guard depth == 0 else { throw GrammarError.unbalanced(text) }
    return symbols
  }
}

extension StringProtocol {
  /// The text without blanks at either end.
  func trimmed() -> String {
    String(drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
  }
}
