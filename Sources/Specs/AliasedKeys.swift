import Diagnostics

/// Refuses keys that are lists, maps or aliases before the parser sees them, where there are many aliases.
///
/// The parser hashes whole keys, so a key that is a list of aliases of lists of aliases could keep it busy for years. A
/// few aliases cannot do harm (at most 3⁸ copies), and other keys are refused by the tree builder.
enum AliasedKeys {
  private static let harmless = 24

  static func refuse(in source: SourceText) throws(Located<SpecProblem>) {
    var aliases = 0
    var suspect: Origin?
    for (row, line) in source.lines.enumerated() {
      let scalars = Array(line.unicodeScalars)
      for (index, scalar) in scalars.enumerated() {
        let before = index > 0 ? scalars[index - 1] : " "
        let after = index + 1 < scalars.count ? scalars[index + 1] : " "
        let startsToken = " \t[{,".unicodeScalars.contains(before)
        if scalar == "#", startsToken { break }
        switch scalar {
        case "*" where startsToken && after != " ":
          aliases += 1
          let rest = scalars[index...].drop { !" \t,]}".unicodeScalars.contains($0) }
          guard suspect == nil, rest.first(where: { $0 != " " && $0 != "\t" }) == ":" else { continue }
        case "?" where startsToken && (after == " " || after == "\t"): break
        case "]", "}":
          guard scalars[(index + 1)...].first(where: { $0 != " " && $0 != "\t" }) == ":" else { continue }
        default: continue
        }
        suspect = suspect ?? .file(source, line: row + 1, column: index + 1)
      }
    }
    if let suspect, aliases > harmless { throw suspect.locate(.keyNotText) }
  }
}
