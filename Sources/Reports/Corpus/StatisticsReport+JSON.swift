public import CorpusAnalysis
import JSONText

extension StatisticsReport {
  /// The figures as one JSON object: `format`, `version`, `beta`, `all`, `splits`, `remarks`. Keys are always there;
  /// what is undefined is `null`. Shares are fractions, ranges are half-open UTF-8 bytes, ends of bars are included.
  public static func json(_ figures: CorpusFigures, remarks: [String] = []) -> String {
    JSON.object([
      ("format", .string("gloss-corpus-statistics")),
      ("version", .integer(1)),
      ("beta", .number(figures.beta)),
      ("all", part(figures.total)),
      ("splits", .array(figures.splits.map(part))),
      ("remarks", .array(remarks.map(JSON.string))),
    ]).indentedText
  }

  private static func part(_ part: PartFigures) -> JSON {
    .object([
      ("split", .string(part.name)),
      ("documents", .integer(part.documents)),
      ("documents_with_mentions", .integer(part.documentsWithMentions)),
      ("documents_without_tokens", .integer(part.documentsWithoutTokens)),
      ("documents_without_sentences", .integer(part.documentsWithoutSentences)),
      ("sentences", .integer(part.sentences)),
      ("tokens", .integer(part.tokens)),
      ("bytes", .integer(part.bytes)),
      ("characters", .integer(part.characters)),
      ("mentions", .integer(part.mentions)),
      ("discontinuous_mentions", .integer(part.discontinuous)),
      ("overlapping_mentions", .integer(part.overlapping)),
      ("untagged_mentions", .integer(part.untagged)),
      ("labels", .array(part.labels.map(label))),
      ("tags", .array(part.tags.map(tag))),
      ("sentence_lengths", lengths(part.sentenceLengths)),
      ("document_lengths", lengths(part.documentLengths)),
      ("mention_lengths", lengths(part.mentionLengths)),
    ])
  }

  private static func label(_ label: LabelFigures) -> JSON {
    .object([
      ("label", .string(label.label)),
      ("mentions", .integer(label.mentions)),
      ("documents", .integer(label.documents)),
      ("document_share", .number(label.documentShare)),
      ("tokens", .integer(label.tokens)),
      ("mean_tokens", .number(label.meanTokens)),
      ("mean_characters", .number(label.meanCharacters)),
      ("surfaces", .integer(label.surfaces.value)),
      ("surfaces_exact", .boolean(label.surfaces.isExact)),
      ("surfaces_per_mention", .number(label.surfacesPerMention)),
      (
        "top_surfaces",
        .array(
          label.topSurfaces.map { .object([("surface", .string($0.surface)), ("count", .integer($0.count))]) })
      ),
      ("top_surfaces_error", .integer(label.topSurfacesError)),
      ("examples", .array(label.examples.map(JSON.quotation))),
    ])
  }

  private static func tag(_ tag: TagFigures) -> JSON {
    .object([
      ("tag", .string(tag.tag)), ("count", .integer(tag.count)), ("share", .number(tag.share)),
      ("balanced_weight", .number(tag.balancedWeight)), ("effective_weight", .number(tag.effectiveWeight)),
    ])
  }

  private static func lengths(_ lengths: LengthFigures) -> JSON {
    .object([
      ("count", .integer(lengths.count)),
      ("mean", .number(lengths.mean)),
      ("smallest", .integer(lengths.smallest)),
      ("largest", .integer(lengths.largest)),
      ("percentiles", .object(lengths.percentiles.map { ("\($0.percent)", .integer($0.length)) })),
      (
        "histogram",
        .array(
          lengths.bars.map {
            .array([.integer($0.lengths.lowerBound), .integer($0.lengths.upperBound), .integer($0.count)])
          })
      ),
    ])
  }
}

extension JSON {
  /// A place with what stands around it.
  static func quotation(_ quotation: Quotation) -> JSON {
    .object([
      ("document", .string(quotation.document)), ("bytes", .range(quotation.range)),
      ("before", .string(quotation.before)), ("text", .string(quotation.text)),
      ("after", .string(quotation.after)),
    ])
  }
}
