public import CorpusAnalysis
import JSONText

/// What a corpus doctor found, as text and as JSON.
public enum FindingReport {
  /// A paragraph for each finding: its severity and code, how often, what it is; below it the places. Ends with how many
  /// findings of each severity there are.
  public static func text(_ findings: [Finding]) -> String {
    var text = ""
    for finding in findings {
      text += "\(finding.severity.rawValue) [\(finding.matter.code)] \(grouped(finding.count)): \(finding.matter)\n"
      for place in finding.places { text += "    \(line(place))\n" }
    }
    let sums = Finding.Severity.allCases.reversed().map { severity in
      let count = findings.count { $0.severity == severity }
      return "\(grouped(count)) \(severity.rawValue)\(count == 1 ? "" : "s")"
    }
    return text + (findings.isEmpty ? "nothing found\n" : sums.joined(separator: ", ") + "\n")
  }

  /// `document:line (bytes 3–12): …before [text] after… — remark`
  private static func line(_ place: Finding.Place) -> String {
    let quotation = place.quotation
    var line = quotation.document
    if let number = place.line { line += ":\(number)" }
    if !quotation.range.isEmpty { line += " (bytes \(quotation.range.lowerBound)–\(quotation.range.upperBound))" }
    if !quotation.text.isEmpty { line += ": \(quotation.before)[\(quotation.text)]\(quotation.after)" }
    return place.remark.isEmpty ? line : line + " — \(place.remark)"
  }

  /// One JSON object: `format`, `version`, `errors`, `warnings`, `notes`, and `findings` with `code`, `severity`, `count`,
  /// `message`, `data` (what the message tells, by name) and `places`.
  public static func json(_ findings: [Finding]) -> String {
    func count(_ severity: Finding.Severity) -> JSON { .integer(findings.count { $0.severity == severity }) }
    return JSON.object([
      ("format", .string("gloss-corpus-findings")), ("version", .integer(1)), ("errors", count(.error)),
      ("warnings", count(.warning)), ("notes", count(.note)),
      (
        "findings",
        .array(
          findings.map { finding in
            .object([
              ("code", .string(finding.matter.code)), ("severity", .string(finding.severity.rawValue)),
              ("count", .integer(finding.count)), ("message", .string(finding.matter.description)),
              ("data", data(finding.matter)), ("places", .array(finding.places.map(place))),
            ])
          })
      ),
    ]).indentedText
  }

  private static func place(_ place: Finding.Place) -> JSON {
    let quotation = place.quotation
    return .object([
      ("document", .string(quotation.document)), ("line", .integer(place.line)), ("bytes", .range(quotation.range)),
      ("before", .string(quotation.before)), ("text", .string(quotation.text)), ("after", .string(quotation.after)),
      ("remark", .string(place.remark)),
    ])
  }

  private static func data(_ matter: FindingMatter) -> JSON {
    switch matter {
    case .invalidDocument, .emptyDocument, .incomplete: .object([])
    case .illegalTags(let label), .edgeSpace(let label), .edgePunctuation(let label), .blankMention(let label),
      .punctuationMention(let label), .selfOverlap(let label), .duplicateMention(let label):
      .object([("label", .string(label))])
    case .duplicateID(let sameText): .object([("same_text", .boolean(sameText))])
    case .labelConflict(let surface, let labels):
      .object([("surface", .string(surface)), ("labels", .array(labels.map(self.label)))])
    case .unlabelled(let surface, let label, let labelled, let unlabelled):
      .object([
        ("surface", .string(surface)), ("label", .string(label)), ("labelled", .integer(labelled)),
        ("unlabelled", .integer(unlabelled)),
      ])
    case .leak(let unit, let split, let other, let total), .nearLeak(let unit, let split, let other, let total):
      .object([
        ("unit", .string(unit.rawValue)), ("split", .string(split)), ("other", .string(other)),
        ("total", .integer(total)),
      ])
    case .repetition(let unit, let split, let total):
      .object([("unit", .string(unit.rawValue)), ("split", .string(split)), ("total", .integer(total))])
    case .longMention(let label, let window, let longest):
      .object([("label", .string(label)), ("window", .integer(window)), ("longest", .integer(longest))])
    case .longSentence(let window, let longest):
      .object([("window", .integer(window)), ("longest", .integer(longest))])
    case .rareLabel(let label, let split, let mentions, let halfWidth, let needed, let recall):
      .object([
        ("label", .string(label)), ("split", .string(split)), ("mentions", .integer(mentions)),
        ("half_width", .number(halfWidth)), ("needed", .integer(needed)), ("recall", .number(recall)),
      ])
    case .untrainedLabel(let label, let split): .object([("label", .string(label)), ("split", .string(split))])
    case .similarLabels(let first, let second, let likeness):
      .object([("labels", .array([label(first), label(second)])), ("likeness", .string(likeness.rawValue))])
    case .damage(let damage): .object([("damage", .string(damage.rawValue))])
    case .more(let code): .object([("code", .string(code))])
    }
  }

  private static func label(_ label: FindingMatter.LabelCount) -> JSON {
    .object([("label", .string(label.label)), ("count", .integer(label.count))])
  }
}
