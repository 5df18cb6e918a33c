/// A pattern as a tree.
indirect enum PatternNode: Hashable, Sendable {
  case set(ScalarSet)
  case start, end, boundary, noBoundary
  case sequence([PatternNode])
  case choice([PatternNode])
  case repetition(PatternNode, least: Int, most: Int?)
}

/// Reads patterns.
struct PatternParser {
  static let repetitionLimit = 1_000
  static let depthLimit = 100

  private let scalars: [Unicode.Scalar]
  private var position = 0
  private var depth = 0
  private var ignoresCase = false

  init(_ text: String) { scalars = Array(text.unicodeScalars) }

  mutating func parse() throws(PatternError) -> PatternNode {
    if scalars.starts(with: "(?i)".unicodeScalars) {
      ignoresCase = true
      position = 4
    }
    let node = try choice()
    guard position == scalars.count else { throw error(.closedGroup, at: position) }
    return node
  }

  private func error(_ problem: PatternError.Problem, at position: Int) -> PatternError {
    PatternError(problem: problem, column: position + 1)
  }

  private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

  private mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard next == scalar else { return false }
    position += 1
    return true
  }

  private mutating func choice() throws(PatternError) -> PatternNode {
    var branches = [try sequence()]
    while take("|") { branches.append(try sequence()) }
    return branches.count == 1 ? branches[0] : .choice(branches)
  }

  private mutating func sequence() throws(PatternError) -> PatternNode {
    var nodes: [PatternNode] = []
    while let scalar = next, scalar != "|", scalar != ")" {
      let node = try atom()
      nodes.append(try repeated(node))
    }
    return nodes.count == 1 ? nodes[0] : .sequence(nodes)
  }

  private mutating func atom() throws(PatternError) -> PatternNode {
    let start = position
    guard let scalar = next else { return .sequence([]) }
    position += 1
    switch scalar {
    case "(": return try group(from: start)
    case "[": return .set(try characterClass(from: start))
    case "\\": return try escape(from: start)
    case "^": return .start
    case "$": return .end
    case ".": return .set(.anything)
    case "*", "+", "?": throw error(.nothingToRepeat, at: start)
    case "{": throw error(.nothingToRepeat, at: start)
    default: return .set(single(scalar))
    }
  }

  private func single(_ scalar: Unicode.Scalar) -> ScalarSet { set(.range(scalar.value...scalar.value)) }

  private func set(_ item: ScalarSet.Item) -> ScalarSet { ScalarSet(items: [item], ignoresCase: ignoresCase) }

  private mutating func group(from start: Int) throws(PatternError) -> PatternNode {
    depth += 1
    defer { depth -= 1 }
    guard depth <= Self.depthLimit else { throw error(.tooDeep, at: start) }
    if take("?") {
      guard take(":") else {
        switch next {
        case "=", "!", "<": throw error(.notOffered("lookarounds and named groups"), at: start)
        default: throw error(.notOffered("options but (?i) at the beginning"), at: start)
        }
      }
    }
    let node = try choice()
    guard take(")") else { throw error(.openGroup, at: start) }
    return node
  }

  // MARK: Repetitions

  private mutating func repeated(_ node: PatternNode) throws(PatternError) -> PatternNode {
    var node = node
    while let scalar = next {
      let start = position
      let (least, most): (Int, Int?)
      switch scalar {
      case "*": (least, most) = (0, nil)
      case "+": (least, most) = (1, nil)
      case "?": (least, most) = (0, 1)
      case "{": (least, most) = try counts(from: start)
      default: return node
      }
      if scalar != "{" { position += 1 }
      if next == "+" { throw error(.notOffered("possessive repetitions"), at: start) }
      // Short or long makes no difference to whether something matches.
      _ = take("?")
      node = .repetition(node, least: least, most: most)
    }
    return node
  }

  private mutating func counts(from start: Int) throws(PatternError) -> (Int, Int?) {
    position += 1
    guard let least = number() else { throw error(.repetition, at: start) }
    var most: Int? = least
    if take(",") { most = next == "}" ? nil : number() ?? -1 }
    guard take("}"), least <= Self.repetitionLimit, most ?? least >= least, most ?? 0 <= Self.repetitionLimit else {
      throw error(.repetition, at: start)
    }
    return (least, most)
  }

  private mutating func number() -> Int? {
    var value: Int?
    while let scalar = next, ("0"..."9").contains(scalar) {
      value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
      position += 1
    }
    return value
  }

  // MARK: Characters

  private mutating func escape(from start: Int) throws(PatternError) -> PatternNode {
    switch next {
    case "b":
      position += 1
      return .boundary
    case "B":
      position += 1
      return .noBoundary
    case .some(let digit) where ("1"..."9").contains(digit): throw error(.notOffered("references to groups"), at: start)
    default: return .set(set(try escaped(from: start)))
    }
  }

  private mutating func escaped(from start: Int) throws(PatternError) -> ScalarSet.Item {
    guard let scalar = next else { throw error(.openEscape, at: start) }
    position += 1
    switch scalar {
    case "d": return .digit
    case "D": return .not(.digit)
    case "w": return .word
    case "W": return .not(.word)
    case "s": return .space
    case "S": return .not(.space)
    case "t": return .range(0x09...0x09)
    case "n": return .range(0x0A...0x0A)
    case "r": return .range(0x0D...0x0D)
    case "p", "P":
      let name = try braces(from: start)
      guard Unicode.GeneralCategory.abbreviations.contains(name) else { throw error(.property(name), at: start) }
      return scalar == "p" ? .category(name) : .not(.category(name))
    case "u":
      guard let value = UInt32(try braces(from: start), radix: 16), Unicode.Scalar(value) != nil else {
        throw error(.escape("u"), at: start)
      }
      return .range(value...value)
    case _ where scalar.properties.isAlphabetic || ("0"..."9").contains(scalar):
      throw error(.escape(Character(scalar)), at: start)
    default: return .range(scalar.value...scalar.value)
    }
  }

  private mutating func braces(from start: Int) throws(PatternError) -> String {
    var name = ""
    guard take("{") else {
      throw error(.escape(start + 1 < scalars.count ? Character(scalars[start + 1]) : "\\"), at: start)
    }
    while let scalar = next, scalar != "}", name.unicodeScalars.count < 20 {
      name.unicodeScalars.append(scalar)
      position += 1
    }
    guard take("}") else { throw error(.property(name), at: start) }
    return name
  }

  private mutating func characterClass(from start: Int) throws(PatternError) -> ScalarSet {
    var set = ScalarSet(items: [], ignoresCase: ignoresCase)
    set.isNegated = take("^")
    while let scalar = next, scalar != "]" {
      let place = position
      let first = try classItem()
      if scalar == "[", next == ":" { throw error(.notOffered("classes such as [:alpha:]"), at: place) }
      guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
        set.items.append(first)
        continue
      }
      position += 1
      guard case .range(let low) = first, case .range(let high) = try classItem(), low.lowerBound <= high.upperBound
      else { throw error(.reversedRange, at: place) }
      set.items.append(.range(low.lowerBound...high.upperBound))
    }
    guard take("]") else { throw error(.openClass, at: start) }
    guard !set.items.isEmpty else { throw error(.emptyClass, at: start) }
    return set
  }

  private mutating func classItem() throws(PatternError) -> ScalarSet.Item {
    let start = position
    guard let scalar = next else { throw error(.openClass, at: start) }
    position += 1
    return scalar == "\\" ? try escaped(from: start) : .range(scalar.value...scalar.value)
  }
}
