import Foundation

extension FindingMatter: CustomStringConvertible {
  /// What was found, and what may be done.
  public var description: String {
    switch self {
    case .invalidDocument: "documents whose ranges do not fit their text; their mentions were not looked at"
    case .emptyDocument: "documents without a word"
    case .illegalTags(let label):
      "tags of '\(label)' that break their scheme; they were repaired, see the ledger of the import"
    case .duplicateID(let sameText):
      sameText ? "documents that occur again, id and text" : "documents that have the id of another one"
    case .labelConflict(let surface, let labels):
      "'\(surface)' is " + labels.map { "\($0.label) (\($0.count))" }.joined(separator: ", ")
    case .unlabelled(let surface, let label, let labelled, let unlabelled):
      "'\(surface)' is \(label) \(labelled) times, and \(unlabelled) times no mention "
        + "(\(percent(Double(unlabelled) / Double(max(labelled + unlabelled, 1)))) of \(labelled + unlabelled))"
    case .leak(let unit, let split, let other, let total):
      "\(unit.rawValue)s of '\(split)' stand word by word in '\(other)', of \(total); scores on '\(split)' are too good"
    case .nearLeak(let unit, let split, let other, let total):
      "\(unit.rawValue)s of '\(split)' are nearly the same as one of '\(other)', of \(total); keep them together when splitting"
    case .repetition(let unit, let split, let total):
      "\(unit.rawValue)s\(split.map { " of '\($0)'" } ?? "") repeat an earlier one, of \(total)"
    case .longMention(let label, let window, let longest):
      "mentions of \(label) have more than \(window) sub-tokens (up to \(longest)); no window holds them whole"
    case .longSentence(let window, let longest):
      "sentences have more than \(window) sub-tokens (up to \(longest)); they are read in several windows"
    case .rareLabel(let label, let split, let mentions, let halfWidth, let needed, let recall):
      "\(label) has \(mentions) mentions\(split.map { " in '\($0)'" } ?? ""): a recall of \(percent(recall)) would be known "
        + "to ±\(percent(halfWidth)) (Wilson, 95%); \(needed) mentions would do"
    case .untrainedLabel(let label, let split): "\(label) occurs in '\(split)', but never in the training split"
    case .edgeSpace(let label): "mentions of \(label) begin or end with white space"
    case .edgePunctuation(let label): "mentions of \(label) begin or end with punctuation"
    case .blankMention(let label): "mentions of \(label) have no text but white space"
    case .punctuationMention(let label): "mentions of \(label) are punctuation alone"
    case .selfOverlap(let label): "mentions of \(label) overlap another one of \(label)"
    case .duplicateMention(let label): "mentions of \(label) stand there twice"
    case .similarLabels(let first, let second, let likeness):
      "'\(first.label)' (\(first.count)) and '\(second.label)' (\(second.count)) "
        + likeness.prose
    case .damage(let damage): damage.prose
    case .more(let code): "further findings '\(code)' are not listed"
    case .incomplete(let what): what
    }
  }

  private func percent(_ share: Double) -> String { String(format: "%.0f%%", share * 100) }
}

extension FindingMatter.Likeness {
  fileprivate var prose: String {
    switch self {
    case .spelling: "differ only in their spelling; are they one label?"
    case .oneEdit: "differ by one letter; are they one label?"
    case .prefix: "differ by the prefix of a tag scheme; was the reader told the wrong scheme?"
    }
  }
}

extension FindingMatter.Damage {
  fileprivate var prose: String {
    switch self {
    case .replacement: "U+FFFD: text that could not be decoded"
    case .mojibake: "UTF-8 that was read as Windows-1252"
    case .c1Control: "control characters U+0080–U+009F: Windows-1252 that was read as Latin-1"
    case .control: "control characters"
    case .privateUse: "characters of private use, whose meaning depends on a font"
    case .byteOrderMark: "byte order marks inside the text"
    }
  }
}
