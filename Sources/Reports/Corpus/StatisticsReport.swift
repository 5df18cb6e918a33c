public import CorpusAnalysis

/// The figures of a corpus as tables in text.
public enum StatisticsReport {
  /// Sizes, labels, lengths and tags; ends with LF.
  ///
  /// - Parameter remarks: what readers found in the sources: tag schemes, offset units.
  public static func text(_ figures: CorpusFigures, remarks: [String] = []) -> String {
    var blocks = [sizes(figures), labels(figures.total)]
    if !figures.splits.isEmpty { blocks.append(labelsBySplit(figures)) }
    blocks += [surfaces(figures.total), lengths(figures.total), tags(figures), notes(figures, remarks)]
    return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What a part is called.
  static func name(_ part: PartFigures, isTotal: Bool) -> String { part.name ?? (isTotal ? "all" : "(no split)") }

  private static func sizes(_ figures: CorpusFigures) -> String {
    var table = TextTable([
      "part", "documents", "sentences", "tokens", "characters",
      "mentions", "labels", "documents without mentions",
    ])
    for (index, part) in ([figures.total] + figures.splits).enumerated() {
      table.add(
        [name(part, isTotal: index == 0)]
          + [
            part.documents, part.sentences, part.tokens, part.characters, part.mentions, part.labels.count,
            part.documents - part.documentsWithMentions,
          ].map(grouped))
    }
    return table.text
  }

  private static func labels(_ part: PartFigures) -> String {
    guard !part.labels.isEmpty else { return "no mentions\n" }
    var table = TextTable([
      "label", "mentions", "share", "documents", "of all",
      "tokens", "surfaces", "per mention", "tokens/mention",
      "characters/mention",
    ])
    for label in part.labels {
      table.add([
        label.label, grouped(label.mentions), percent(label.mentions, of: part.mentions), grouped(label.documents),
        percent(label.documentShare), grouped(label.tokens), estimate(label.surfaces),
        fixed(label.surfacesPerMention, decimals: 2, undefined: "–"),
        fixed(label.meanTokens, decimals: 2, undefined: "–"),
        fixed(label.meanCharacters, decimals: 1, undefined: "–"),
      ])
    }
    return table.text
  }

  private static func labelsBySplit(_ figures: CorpusFigures) -> String {
    var table = TextTable(["mentions by split"] + figures.splits.flatMap { [name($0, isTotal: false), "share"] })
    for label in figures.total.labels {
      table.add(
        [label.label]
          + figures.splits.flatMap { split in
            let count = split.labels.first { $0.label.utf8.elementsEqual(label.label.utf8) }?.mentions ?? 0
            return [grouped(count), percent(count, of: split.mentions)]
          })
    }
    return table.text
  }

  private static func surfaces(_ part: PartFigures) -> String {
    guard !part.labels.isEmpty else { return "" }
    var table = TextTable(["label", "most frequent surfaces"])
    for label in part.labels {
      let bound = label.topSurfacesError == 0 ? "" : " (each up to \(grouped(label.topSurfacesError)) more)"
      let list = label.topSurfaces.prefix(5).map { "\($0.surface.cut(to: 40)) \(grouped($0.count))" }
      table.add([label.label, list.joined(separator: "; ") + bound])
    }
    return table.text
  }

  private static func lengths(_ part: PartFigures) -> String {
    var table = TextTable(
      ["length in tokens", "count", "mean", "least"] + LengthFigures.percents.map { "\($0)%" } + ["most"])
    for (title, lengths) in [
      ("sentences", part.sentenceLengths), ("documents", part.documentLengths), ("mentions", part.mentionLengths),
    ] where lengths.count > 0 {
      table.add(
        [title, grouped(lengths.count), fixed(lengths.mean, decimals: 1, undefined: "–")]
          + [lengths.smallest.map(grouped) ?? "–"] + lengths.percentiles.map { grouped($0.length) }
          + [lengths.largest.map(grouped) ?? "–"])
    }
    return table.text
  }

  private static func tags(_ figures: CorpusFigures) -> String {
    var table = TextTable([
      "tag (IOB2)", "tokens", "share", "weight N/(K·n)",
      "weight, effective number, β = \(figures.beta)",
    ])
    for tag in figures.total.tags {
      table.add([
        tag.tag, grouped(tag.count), percent(tag.share), fixed(tag.balancedWeight, decimals: 4, undefined: "–"),
        fixed(tag.effectiveWeight, decimals: 4, undefined: "–"),
      ])
    }
    return table.text
  }

  private static func notes(_ figures: CorpusFigures, _ remarks: [String]) -> String {
    (remarks + notes(figures.total)).map { "note: \($0)\n" }.joined()
  }

  /// What a reader of the figures must know of them.
  static func notes(_ part: PartFigures) -> [String] {
    let estimated = part.labels.contains { !$0.surfaces.isExact }
    return [
      (part.documentsWithoutTokens, "documents came without tokens; theirs were cut for counting"),
      (part.documentsWithoutSentences, "documents came without sentences; they count none"),
      (part.discontinuous, "mentions have several stretches"),
      (part.overlapping, "mentions overlap another one"),
      (part.untagged, "mentions are not in the tags: one tag a token cannot hold them"),
    ].filter { $0.0 > 0 }.map { "\(grouped($0.0)) \($0.1)" }
      + (estimated ? ["numbers of surfaces with ~ are estimates with a standard error of 0.81 %"] : [])
  }

  static func estimate(_ estimate: Estimate) -> String {
    (estimate.isExact ? "" : "~") + grouped(estimate.value)
  }

  static func percent(_ count: Int, of total: Int) -> String {
    percent(total == 0 ? nil : Double(count) / Double(total))
  }

  static func percent(_ share: Double?) -> String {
    share == nil ? "–" : fixed(share.map { $0 * 100 }, decimals: 1, undefined: "–") + "%"
  }
}
