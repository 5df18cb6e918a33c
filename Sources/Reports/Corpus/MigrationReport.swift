public import CorpusAnalysis
import JSONText

/// What a migration of labels did, as text and as JSON.
public enum MigrationReport {
  /// A line a case, what no rule is about, and the rules that met nothing.
  public static func text(_ migration: LabelMigration, _ tally: MigrationTally) -> String {
    var table = TextTable(["labels", "if", "become", "mentions"])
    for (number, rule) in migration.rules.enumerated() {
      for (index, single) in rule.cases.enumerated() {
        table.add([
          rule.labels.joined(separator: ", "), condition(single.condition), single.target ?? "(dropped)",
          grouped(count(tally, number, index)),
        ])
      }
      if let count = tally.unmatched.indices.contains(number) ? tally.unmatched[number] : nil, count > 0 {
        table.add([rule.labels.joined(separator: ", "), "no case holds", "(as before)", grouped(count)])
      }
    }
    for (label, count) in untouched(tally) { table.add([label, "", "(as before)", grouped(count)]) }
    var text = table.text
    if tally.merged > 0 {
      text += "\n\(grouped(tally.merged)) mentions became the same as another one and went into it\n"
    }
    let unused = tally.unusedRules.map { migration.rules[$0].labels.joined(separator: ", ") }
    if !unused.isEmpty { text += "\nrules that met no mention: \(unused.joined(separator: "; "))\n" }
    return text
  }

  private static func count(_ tally: MigrationTally, _ rule: Int, _ index: Int) -> Int {
    guard tally.counts.indices.contains(rule), tally.counts[rule].indices.contains(index) else { return 0 }
    return tally.counts[rule][index]
  }

  private static func untouched(_ tally: MigrationTally) -> [(String, Int)] {
    tally.untouched.sorted {
      $0.value != $1.value ? $0.value > $1.value : $0.key.utf8.lexicographicallyPrecedes($1.key.utf8)
    }.map { ($0.key, $0.value) }
  }

  private static func condition(_ condition: LabelMigration.Condition?) -> String {
    switch condition {
    case nil: ""
    case .surface(let pattern): "text matches \(pattern.text)"
    case .attribute(let key, let value): "\(key) is \(value)"
    case .attributeMatches(let key, let pattern): "\(key) matches \(pattern.text)"
    case .hasAttribute(let key): "has \(key)"
    }
  }

  /// One JSON object: `format`, `version`, `rules` with their `cases`, `untouched`, `merged`, `dropped`, `unused_rules`.
  public static func json(_ migration: LabelMigration, _ tally: MigrationTally) -> String {
    let rules = migration.rules.enumerated().map { number, rule in
      JSON.object([
        ("labels", .array(rule.labels.map(JSON.string))),
        (
          "cases",
          .array(
            rule.cases.enumerated().map { index, single in
              .object([
                ("condition", .string(single.condition == nil ? nil : condition(single.condition))),
                ("target", .string(single.target)), ("mentions", .integer(count(tally, number, index))),
              ])
            })
        ), ("unmatched", .integer(tally.unmatched.indices.contains(number) ? tally.unmatched[number] : 0)),
      ])
    }
    return JSON.object([
      ("format", .string("gloss-label-migration")), ("version", .integer(1)), ("rules", .array(rules)),
      ("untouched", .object(untouched(tally).map { ($0, .integer($1)) })), ("merged", .integer(tally.merged)),
      ("dropped", .integer(tally.dropped)),
      ("unused_rules", .array(tally.unusedRules.map { .array(migration.rules[$0].labels.map(JSON.string)) })),
    ]).indentedText
  }
}
