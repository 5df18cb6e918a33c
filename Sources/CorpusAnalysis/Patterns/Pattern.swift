/// A regular expression that is matched in time proportional to the text, whatever the pattern: patterns and texts may come from
/// anywhere. (A backtracking matcher, such as Swift's `Regex`, needs 2ⁿ steps for `(a+)+$` on n times `a` and a `!`.)
///
/// Syntax: characters; `.` for all but the line feed; `[a-z]`, `[^a-z]`; `\d \w \s` and `\D \W \S`; `\p{Lu}`, `\P{L}` by general
/// category; `\t \n \r`, `\u{1F600}`, `\` before any sign; `^ $ \b \B`; `( )`, `(?: )`, `|`; `* + ? {n} {n,} {n,m}`; `(?i)` at the
/// beginning. Characters are Unicode scalars. No references, no lookarounds.
///
/// Thompson: Regular Expression Search Algorithm (CACM 1968), as a list of states that are all followed at once.
public struct Pattern: Hashable, Sendable {
  /// Longer texts are cut: a mention is never so long.
  public static let longestText = 4_096

  /// As it was written.
  public let text: String
  private let program: PatternProgram

  /// A pattern.
  ///
  /// - Throws: what is wrong with it, and where.
  public init(_ text: String) throws(PatternError) {
    self.text = text
    var parser = PatternParser(text)
    program = try PatternProgram(try parser.parse())
  }

  /// Whether the pattern occurs anywhere in the text; `^` and `$` tie it to the ends.
  public func occurs(in text: [UInt8]) -> Bool { program.occurs(in: Array(text.prefix(Self.longestText))) }

  /// By what was written.
  public static func == (left: Pattern, right: Pattern) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

  /// By what was written.
  public func hash(into hasher: inout Hasher) { for byte in text.utf8 { hasher.combine(byte) } }
}

/// A pattern as steps.
struct PatternProgram: Sendable {
  static let limit = 20_000

  private enum Step: Sendable {
    case take(ScalarSet)
    /// Both steps are next.
    case fork(Int, Int)
    case jump(Int)
    case start, end, boundary, noBoundary
    case done
  }

  private var steps: [Step] = []
  private var visits = 0

  init(_ node: PatternNode) throws(PatternError) {
    try add(node)
    steps.append(.done)
  }

  private mutating func add(_ node: PatternNode) throws(PatternError) {
    visits += 1
    guard steps.count < Self.limit, visits < 10 * Self.limit else { throw PatternError(problem: .tooLarge, column: 1) }
    switch node {
    case .set(let set): steps.append(.take(set))
    case .start: steps.append(.start)
    case .end: steps.append(.end)
    case .boundary: steps.append(.boundary)
    case .noBoundary: steps.append(.noBoundary)
    case .sequence(let nodes): for node in nodes { try add(node) }
    case .choice(let branches): try add(branches)
    case .repetition(let node, let least, let most):
      for _ in 0..<least { try add(node) }
      if let most {
        // Each further one may be left out, and with it all that follow.
        var forks: [Int] = []
        for _ in least..<max(most, least) {
          forks.append(steps.count)
          steps.append(.fork(steps.count + 1, 0))
          try add(node)
        }
        for fork in forks { steps[fork] = .fork(fork + 1, steps.count) }
      } else {
        let fork = steps.count
        steps.append(.fork(fork + 1, 0))
        try add(node)
        steps.append(.jump(fork))
        steps[fork] = .fork(fork + 1, steps.count)
      }
    }
  }

  private mutating func add(_ branches: [PatternNode]) throws(PatternError) {
    var jumps: [Int] = []
    for (index, branch) in branches.enumerated() {
      guard index + 1 < branches.count else {
        try add(branch)
        break
      }
      let fork = steps.count
      steps.append(.fork(fork + 1, 0))
      try add(branch)
      jumps.append(steps.count)
      steps.append(.jump(0))
      steps[fork] = .fork(fork + 1, steps.count)
    }
    for jump in jumps { steps[jump] = .jump(steps.count) }
  }

  func occurs(in text: [UInt8]) -> Bool {
    var scalars: [Unicode.Scalar] = []
    var index = 0
    while index < text.count {
      let read = text.scalar(at: index)
      scalars.append(read.scalar)
      index += read.width
    }
    var seen = [Int](repeating: -1, count: steps.count)
    var states: [Int] = []
    for position in 0...scalars.count {
      // A match may begin anywhere.
      var open = states + [0]
      states = []
      while let step = open.popLast() {
        guard seen[step] != position else { continue }
        seen[step] = position
        switch steps[step] {
        case .done: return true
        case .take(let set): if position < scalars.count, set.contains(scalars[position]) { states.append(step + 1) }
        case .fork(let first, let second): open += [second, first]
        case .jump(let target): open.append(target)
        case .start: if position == 0 { open.append(step + 1) }
        case .end: if position == scalars.count { open.append(step + 1) }
        case .boundary: if Self.isBoundary(scalars, position) { open.append(step + 1) }
        case .noBoundary: if !Self.isBoundary(scalars, position) { open.append(step + 1) }
        }
      }
    }
    return false
  }

  private static func isBoundary(_ scalars: [Unicode.Scalar], _ position: Int) -> Bool {
    let before = position > 0 && ScalarSet.isWord(scalars[position - 1])
    let after = position < scalars.count && ScalarSet.isWord(scalars[position])
    return before != after
  }
}
