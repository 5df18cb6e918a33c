import Foundation
import TestSupport
import Testing

@testable import CorpusAnalysis

@Suite("Patterns")
struct PatternTests {
  @Test(
    "patterns occur where they should",
    arguments: [
      ("abc", "xabcx", true), ("abc", "ab", false), ("", "", true), ("^$", "", true), ("^$", "x", false),
      ("a|b", "xb", true),
      ("^(a|bc)$", "bc", true), ("^(a|bc)$", "b", false), ("^a*$", "aaa", true), ("^a+$", "", false),
      ("^a?b$", "b", true),
      ("^a{2,3}$", "a", false), ("^a{2,3}$", "aaa", true), ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aa", true),
      ("^a{2,}$", "aaaaa", true), ("^a{0}$", "", true), ("^(a*)*$", "aaab", false), ("^(a|a)*b$", "aab", true),
      ("^()*$", "", true),
      ("^[a-c]+$", "abc", true), ("^[^a-c]+$", "xyz", true), ("^[^a-c]+$", "xa", false), ("[]", "", nil),
      ("^[-a]+$", "a-", true),
      ("^[a-]+$", "a-", true), ("[\\]]", "]", true), ("^\\d+$", "2024", true), ("^\\d+$", "٢٠٢٤", true),
      ("^\\D+$", "a1", false),
      ("^\\w+$", "Łódź_1", true), ("^\\w+$", "a-b", false), ("\\s", "a\u{A0}b", true), ("^[\\d\\s]+$", "1 2", true),
      ("\\bInc\\b", "Acme Inc.", true), ("\\bInc\\b", "Incorporated", false), ("\\BInc", "Inc", false),
      ("^\\p{Lu}+$", "ÀÉ", true),
      ("^\\p{L}\\P{L}$", "é1", true), ("^\\p{Lu}", "é", false), ("^.$", "😀", true), (".", "\n", false),
      ("^\\u{1F600}$", "😀", true),
      ("(?i)^straẞe$", "STRAẞE", true), ("(?i)[a-z]{3}", "ABC", true), ("(?i)^[^a]$", "A", false),
      ("a.c", "a\nc", false),
      ("^(?:ab)+$", "abab", true), ("a*?b", "aab", true), ("\\.", "x.", true), ("\\.", "x", false),
      ("a\\tb", "a\tb", true),
      ("x|", "anything", true), ("^e\u{301}$", "é", false), ("^.\u{301}$", "e\u{301}", true), ("}", "}", true),
    ] as [(String, String, Bool?)])
  func occurs(pattern: String, text: String, expected: Bool?) throws {
    guard let expected else {
      #expect(throws: PatternError.self) { try Pattern(pattern) }
      return
    }
    #expect(try Pattern(pattern).occurs(in: Array(text.utf8)) == expected)
  }

  @Test(
    "what is wrong is told with its column",
    arguments: [
      ("a(b", "column 2 of the pattern: this '(' has no ')'; write \\( for the character"),
      ("ab)", "column 3 of the pattern: this ')' has no '('; write \\) for the character"),
      ("é[b", "column 2 of the pattern: this '[' has no ']'; write \\[ for the character"),
      ("x[]", "column 2 of the pattern: the class is empty; write [\\]] for the character"),
      (
        "*a",
        "column 1 of the pattern: there is nothing to repeat before this; write it with \\ in front for the character"
      ), ("[z-a]", "column 2 of the pattern: the range ends before it begins"),
      ("[\\d-a]", "column 2 of the pattern: the range ends before it begins"),
      ("x{3,1}", "column 2 of the pattern: expected {n}, {n,} or {n,m} with n ≤ m ≤ 1000; write \\{ for the character"),
      ("x{a}", "column 2 of the pattern: expected {n}, {n,} or {n,m} with n ≤ m ≤ 1000; write \\{ for the character"),
      (
        "x{1,99999999999999999999}",
        "column 2 of the pattern: expected {n}, {n,} or {n,m} with n ≤ m ≤ 1000; write \\{ for the character"
      ), ("a\\", "column 2 of the pattern: '\\' at the end escapes nothing; write \\\\ for the character"),
      ("a\\q", "column 2 of the pattern: '\\q' means nothing here"),
      ("\\p{Foo}", "column 1 of the pattern: 'Foo' is no general category; write one such as L, Lu, Nd or P"),
      ("\\u{D800}", "column 1 of the pattern: '\\u' means nothing here"),
      ("\\p", "column 1 of the pattern: '\\p' means nothing here"),
      (
        "(a)\\1",
        "column 4 of the pattern: references to groups are not offered: patterns are matched in one pass without trying again"
      ),
      (
        "a(?=b)",
        "column 2 of the pattern: lookarounds and named groups are not offered: patterns are matched in one pass without trying again"
      ),
      (
        "a++",
        "column 2 of the pattern: possessive repetitions are not offered: patterns are matched in one pass without trying again"
      ), (String(repeating: "(", count: 101), "column 101 of the pattern: groups are nested deeper than 100"),
      (
        "((a{1000}){1000}){1000}",
        "column 1 of the pattern: the pattern has more than 20000 steps once its repetitions are written out"
      ),
      (
        "(((){1000}){1000}){1000}",
        "column 1 of the pattern: the pattern has more than 20000 steps once its repetitions are written out"
      ),
    ] as [(String, String)])
  func refused(pattern: String, expected: String) {
    do {
      _ = try Pattern(pattern)
      Issue.record("not refused")
    } catch { #expect("\(error)" == expected) }
  }

  @Test(
    "patterns that explode elsewhere end at once", arguments: ["(a+)+$", "(a|aa)+$", "(a*)*b", "(.*)(.*)(.*)(.*)(.*)x"])
  func catastrophe(pattern: String) throws {
    // 2^4000 steps for a matcher that tries again; here as many as characters times states.
    let text = Array(String(repeating: "a", count: 4_000).utf8) + [0x21]
    #expect(try !Pattern(pattern).occurs(in: text))
  }

  @Test("random patterns agree with a definition by sets of ends", arguments: 0..<300 as Range<UInt64>)
  func definition(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let (text, node) = random.pattern(depth: 3)
    let pattern = try Pattern(text)
    for _ in 0..<12 {
      let sample = (0..<Int.random(in: 0...6, using: &random)).map { _ in
        ["a", "b", "c"].randomElement(using: &random) ?? "a"
      }
      let scalars = sample.joined().unicodeScalars.map { $0 }
      let expected = (0...scalars.count).contains { !node.ends(scalars, from: $0).isEmpty }
      #expect(pattern.occurs(in: Array(sample.joined().utf8)) == expected, "\(text) in \(sample.joined())")
    }
  }

  @Test("bytes of any kind do not stop the matching", arguments: 0..<40 as Range<UInt64>)
  func anyBytes(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    let bytes = (0..<50).map { _ in UInt8.random(in: 0...255, using: &random) }
    #expect(try Pattern("^.*$|\\n").occurs(in: bytes))
    let text = String(decoding: bytes, as: UTF8.self)
    // Any text is a pattern or is refused.
    _ = try? Pattern(text)
  }
}

extension SplitMix64 {
  /// A random pattern over a, b and c, as text and as a tree.
  fileprivate mutating func pattern(depth: Int) -> (String, PatternNode) {
    let kind = depth == 0 ? 0 : Int.random(in: 0...6, using: &self)
    switch kind {
    case 1, 2:
      let parts = (0..<Int.random(in: 0...3, using: &self)).map { _ in pattern(depth: depth - 1) }
      return (parts.map { "(?:\($0.0))" }.joined(), .sequence(parts.map(\.1)))
    case 3:
      let parts = (0..<Int.random(in: 1...3, using: &self)).map { _ in pattern(depth: depth - 1) }
      return (parts.map { "(\($0.0))" }.joined(separator: "|"), .choice(parts.map(\.1)))
    case 4:
      let (text, node) = pattern(depth: depth - 1)
      let (least, most) =
        [(0, nil), (1, nil), (0, 1), (1, 2), (2, nil), (0, 0)].randomElement(using: &self) ?? (0, nil as Int?)
      let sign = "{\(least),\(most.map { "\($0)" } ?? "")}"
      return ("(\(text))\(sign)", .repetition(node, least: least, most: most))
    case 5: return Bool.random(using: &self) ? ("^", .start) : ("$", .end)
    default:
      let letter = ["a", "b", "c"].randomElement(using: &self) ?? "a"
      let value = letter.unicodeScalars.first?.value ?? 0
      return (letter, .set(ScalarSet(items: [.range(value...value)])))
    }
  }
}

extension PatternNode {
  /// Where a match that begins at a position may end, by the definition of each construct.
  fileprivate func ends(_ scalars: [Unicode.Scalar], from start: Int) -> Set<Int> {
    switch self {
    case .set(let set): return start < scalars.count && set.contains(scalars[start]) ? [start + 1] : []
    case .start: return start == 0 ? [start] : []
    case .end: return start == scalars.count ? [start] : []
    case .boundary, .noBoundary: return []
    case .sequence(let nodes):
      return nodes.reduce([start]) { ends, node in Set(ends.flatMap { node.ends(scalars, from: $0) }) }
    case .choice(let nodes): return Set(nodes.flatMap { $0.ends(scalars, from: start) })
    case .repetition(let node, let least, let most):
      var ends: Set<Int> = least == 0 ? [start] : []
      var current: Set<Int> = [start]
      for count in 1...(most ?? least + scalars.count + 1) + 1 {
        guard count <= most ?? Int.max else { break }
        current = Set(current.flatMap { node.ends(scalars, from: $0) })
        if count >= least { ends.formUnion(current) }
      }
      return ends
    }
  }
}
