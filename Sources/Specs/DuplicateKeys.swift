import Diagnostics
import Yams

/// Finds all places of repeated keys.
///
/// The parser stops at the first map with a repeated key and names only one place. So the key at that place gets a
/// prefix of private-use characters that make it unique, and the text is parsed again until nothing is repeated; then
/// the prefixed keys and their namesakes are read off the tree.
struct DuplicateKeys {
  private let text: String
  private let source: SourceText
  private static let mark: Unicode.Scalar = "\u{F8FE}"
  private static let reportLimit = 20

  init(text: String, source: SourceText) {
    (self.text, self.source) = (text, source)
  }

  /// The problems, in the order of the repeated keys.
  func problems() -> SpecProblems {
    var lines = source.lines.map { Array($0.unicodeScalars) }
    var insertions: [(line: Int, column: Int, length: Int)] = []
    var fallback: Located<SpecProblem>?
    for round in 0..<Self.reportLimit {
      let patched = lines.map { String(String.UnicodeScalarView($0)) }.joined(separator: "\n")
      do {
        guard let root = try Parser(yaml: patched, resolver: .basic, encoding: .utf8).singleRoot() else { break }
        var found: [(Origin, SpecProblem)] = []
        var budget = SpecNode.nodeLimit
        collect(root, insertions, &budget, &found)
        found.sort { $0.0.rank.lexicographicallyPrecedes($1.0.rank) }
        if found.isEmpty { break }
        return SpecProblems(found.map { $0.0.locate($0.1) })
      } catch YamlError.duplicatedKeysInMapping(let keys, let context) {
        let (line, column) = (context.mark.line, context.mark.column)
        fallback = fallback ?? origin(line, column, insertions).locate(.duplicateKey(keys.first ?? "", first: nil))
        guard lines.indices.contains(line - 1), lines[line - 1].indices.contains(column - 1) else { break }
        let isQuoted = lines[line - 1][column - 1] == "'" || lines[line - 1][column - 1] == "\""
        let prefix = [Self.mark] + Array("\(round)".unicodeScalars) + [Self.mark]
        lines[line - 1].insert(contentsOf: prefix, at: column - (isQuoted ? 0 : 1))
        insertions.append((line, column, prefix.count))
      } catch {
        break
      }
    }
    return SpecProblems([fallback ?? origin(1, 1, []).locate(.duplicateKey("", first: nil))])
  }

  private func collect(
    _ node: Node, _ insertions: [(line: Int, column: Int, length: Int)], _ budget: inout Int,
    _ found: inout [(Origin, SpecProblem)]
  ) {
    budget -= 1
    guard budget > 0 else { return }
    switch node {
    case .sequence(let sequence):
      for element in sequence { collect(element, insertions, &budget, &found) }
    case .mapping(let mapping):
      var places: [String: Place] = [:]
      for (key, value) in mapping {
        if let text = key.scalar?.string, let mark = key.mark {
          let name =
            text.unicodeScalars.first == Self.mark
            ? String(text.split(separator: "\u{F8FE}", maxSplits: 1).last ?? "") : text
          let origin = origin(mark.line, mark.column, insertions)
          if let first = places[name] {
            found.append((origin, .duplicateKey(name, first: first)))
          } else {
            places[name] = origin.place
          }
        }
        collect(value, insertions, &budget, &found)
      }
    default: break
    }
  }

  /// The origin in the text as it was before the insertions, later ones undone first.
  private func origin(_ line: Int, _ column: Int, _ insertions: [(line: Int, column: Int, length: Int)]) -> Origin {
    var column = column
    for insertion in insertions.reversed() where insertion.line == line && insertion.column < column {
      column -= insertion.length
    }
    return .file(source, line: line, column: column)
  }
}
