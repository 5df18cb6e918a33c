public import CorpusAnalysis

/// The figures of a corpus as one HTML page that needs nothing else: no scripts, no other files.
public enum StatisticsPage {
  /// The most rows of charts and tables of labels.
  private static let rowLimit = 60

  /// The page.
  ///
  /// - Parameters:
  ///   - title: the corpus's name.
  ///   - remarks: what readers found in the sources: tag schemes, offset units.
  public static func html(_ figures: CorpusFigures, title: String, remarks: [String] = []) -> String {
    let total = figures.total
    return PageFrame.html(
      title: title,
      sections: [
        tiles(total), splits(figures), labels(figures), lengths(total), surfaces(total), tags(figures),
        notes(remarks + StatisticsReport.notes(total)),
      ])
  }

  private static func tiles(_ part: PartFigures) -> String {
    let tiles = [
      (part.documents, "documents"), (part.sentences, "sentences"), (part.tokens, "tokens"),
      (part.characters, "characters"), (part.mentions, "mentions"), (part.labels.count, "labels"),
    ].map { "<div><b>\(grouped($0.0))</b>\($0.1)</div>" }
    return "<div class=\"tiles\">\(tiles.joined())</div>\n"
  }

  private static func splits(_ figures: CorpusFigures) -> String {
    guard !figures.splits.isEmpty else { return "" }
    let names = figures.splits.map { StatisticsReport.name($0, isTotal: false) }
    let rows = zip(names, figures.splits).map { name, part in
      [PageFrame.text(name)]
        + [part.documents, part.sentences, part.tokens, part.mentions].map(grouped)
        + [StatisticsReport.percent(part.mentions, of: figures.total.mentions)]
    }
    let chart = BarChart(
      title: "Mentions by split", series: [""],
      rows: zip(names, figures.splits).map { BarChart.Row(name: $0, values: [$1.mentions]) })
    return PageFrame.section(
      "Splits",
      chart.svg
        + PageFrame.table(["split", "documents", "sentences", "tokens", "mentions", "share of mentions"], rows))
  }

  private static func labels(_ figures: CorpusFigures) -> String {
    let shown = figures.total.labels.prefix(rowLimit)
    guard !shown.isEmpty else { return PageFrame.section("Labels", "<p>There are no mentions.</p>\n") }
    let series =
      figures.splits.isEmpty ? [""] : figures.splits.map { StatisticsReport.name($0, isTotal: false) }
    let chart = BarChart(
      title: "Mentions by label", series: series,
      rows: shown.map { label in
        BarChart.Row(
          name: label.label,
          values: figures.splits.isEmpty
            ? [label.mentions]
            : figures.splits.map { split in
              split.labels.first { $0.label.utf8.elementsEqual(label.label.utf8) }?.mentions ?? 0
            })
      })
    let rows = shown.map { label in
      [
        PageFrame.text(label.label), grouped(label.mentions),
        StatisticsReport.percent(label.mentions, of: figures.total.mentions), grouped(label.documents),
        StatisticsReport.percent(label.documentShare), grouped(label.tokens),
        StatisticsReport.estimate(label.surfaces), fixed(label.surfacesPerMention, decimals: 2, undefined: "–"),
        fixed(label.meanTokens, decimals: 2, undefined: "–"),
        fixed(label.meanCharacters, decimals: 1, undefined: "–"),
      ]
    }
    let header = [
      "label", "mentions", "share", "documents", "of all", "tokens", "surfaces", "per mention", "tokens/mention",
      "characters/mention",
    ]
    return PageFrame.section(
      "Labels", chart.svg + PageFrame.table(header, rows) + rest(figures.total.labels.count, of: "labels"))
  }

  private static func rest(_ count: Int, of what: String) -> String {
    count > rowLimit ? "<p class=\"note\">\(grouped(count - rowLimit)) more \(what) are not shown.</p>\n" : ""
  }

  private static func lengths(_ part: PartFigures) -> String {
    let all = [
      ("Sentences", part.sentenceLengths), ("Mentions", part.mentionLengths), ("Documents", part.documentLengths),
    ].filter { $0.1.count > 0 }
    let rows = all.map { title, lengths in
      [title, grouped(lengths.count), fixed(lengths.mean, decimals: 1, undefined: "–")]
        + [lengths.smallest.map(grouped) ?? "–"] + lengths.percentiles.map { grouped($0.length) }
        + [lengths.largest.map(grouped) ?? "–"]
    }
    let charts = all.prefix(2).map { title, lengths in
      "<h3>\(title)</h3>\n"
        + Histogram(
          title: "\(title) by length", unit: "\(title.lowercased()) by their length in tokens", bars: lengths.bars
        ).svg
    }
    let header = ["in tokens", "count", "mean", "least"] + LengthFigures.percents.map { "\($0)%" } + ["most"]
    return PageFrame.section("Lengths", charts.joined() + PageFrame.table(header, rows))
  }

  private static func surfaces(_ part: PartFigures) -> String {
    guard !part.labels.isEmpty else { return "" }
    let rows = part.labels.prefix(rowLimit).map { label in
      let bound = label.topSurfacesError == 0 ? "" : " (each up to \(grouped(label.topSurfacesError)) more)"
      let top = label.topSurfaces.map { "\(PageFrame.text($0.surface.cut(to: 60))) <i>\(grouped($0.count))</i>" }
      return [
        PageFrame.text(label.label), top.joined(separator: ", ") + bound,
        label.examples.map(PageFrame.quotation).joined(separator: "<br/>"),
      ]
    }
    return PageFrame.section(
      "Surfaces",
      PageFrame.table(["label", "most frequent", "examples"], rows, isText: true)
        + rest(part.labels.count, of: "labels"))
  }

  private static func tags(_ figures: CorpusFigures) -> String {
    let rows = figures.total.tags.prefix(2 * rowLimit).map { tag in
      [
        PageFrame.text(tag.tag), grouped(tag.count), StatisticsReport.percent(tag.share),
        fixed(tag.balancedWeight, decimals: 4, undefined: "–"),
        fixed(tag.effectiveWeight, decimals: 4, undefined: "–"),
      ]
    }
    return PageFrame.section(
      "Tags and class weights",
      "<p>One IOB2 tag a token. The first weight is N/(K·n), TAO’s; the second is that of the effective number of "
        + "samples with β = \(figures.beta).</p>\n"
        + PageFrame.table(["tag", "tokens", "share", "N/(K·n)", "effective number"], rows))
  }

  private static func notes(_ notes: [String]) -> String {
    guard !notes.isEmpty else { return "" }
    return PageFrame.section(
      "Notes", "<ul>\n" + notes.map { "<li>\(PageFrame.text($0))</li>\n" }.joined() + "</ul>\n")
  }
}
