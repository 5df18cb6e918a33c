import Diagnostics
import TestSupport
import Testing

@testable import Specs

@Suite("Robustness")
struct RobustnessTests {
  private static let pieces = [
    "a", "b", ":", ": ", "- ", "\n", "  ", "'", "\"", "[", "]", "{", "}", ",", "${", "}", "&x ", "*x", "<<: ", "? ",
    "!", "!!int ",
    "|", ">", "#", " #", "\\", "\\x41", "???", "null", "5e-5", "---", "\t", "\r\n", "=", "+", "~", ".", "é", "\u{301}",
    "😀", "%",
    "env:A", "a.b", "a: 1\n", "b: ${a}\n", "\u{85}", "\u{FEFF}", "\u{0}",
  ]

  @Test(
    "no file traps; whatever is read renders to text that reads back the same", arguments: 1...8 as ClosedRange<UInt64>)
  func files(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    var read = 0
    for round in 0..<500 {
      var text = round.isMultiple(of: 2) ? "a: 1\nb: " : ""
      for _ in 0..<Int.random(in: 1...12, using: &generator) {
        text += Self.pieces.randomElement(using: &generator) ?? ""
      }
      guard let tree = try? SpecNode.parse(text, file: "a.yaml") else { continue }
      read += 1
      // A byte-order mark at the start of a scalar is lost on Foundation's way from bytes to text.
      if !text.unicodeScalars.contains("\u{FEFF}") {
        let back = try SpecNode.parse(tree.yaml(), file: "b.yaml")
        #expect(back == tree, "\(text.debugDescription) became \(tree.yaml().debugDescription)")
      }
      guard let resolved = try? tree.resolved(environment: ["A": "1"]) else { continue }
      #expect(try resolved.resolved(environment: [:]) == resolved, "\(text.debugDescription)")
    }
    #expect(read > 50)
  }

  @Test("bytes of any kind are read or refused", arguments: 1...4 as ClosedRange<UInt64>)
  func bytes(seed: UInt64) {
    var generator = SplitMix64(seed: seed)
    var refused = 0
    for _ in 0..<300 {
      let bytes = (0..<12).map { _ in UInt8.random(in: 0...255, using: &generator) }
      if (try? SpecNode.parse(Array("a: 1\nb: ".utf8) + bytes, file: "a.yaml")) == nil { refused += 1 }
    }
    #expect(refused > 250)
  }

  @Test("no override traps, and a place it complains about lies in its text", arguments: 1...8 as ClosedRange<UInt64>)
  func overrides(seed: UInt64) throws {
    var generator = SplitMix64(seed: seed)
    let tree = try SpecNode.parse("a: {b: [1, {a: 2}]}\nb: 1\n", file: "a.yaml")
    for round in 0..<1000 {
      var text = round.isMultiple(of: 2) ? "a=" : ""
      for _ in 0..<Int.random(in: 1...10, using: &generator) {
        text += Self.pieces.randomElement(using: &generator) ?? ""
      }
      do throws(SpecProblems) {
        let changed = try tree.applying(Override.parse([text]))
        _ = try changed.resolved(environment: [:])
      } catch {
        for problem in error.problems where problem.place.file.hasPrefix("<override") {
          #expect((1...text.unicodeScalars.count + 1).contains(problem.place.column), "\(text.debugDescription)")
        }
      }
    }
  }
}
