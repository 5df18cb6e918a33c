import Annotations
public import ArgumentParser
import CorpusFormats

/// How documents are written.
struct WritingFlags: ParsableArguments {
  @Option(help: "The layer that is written. (default: the first)")
  var layer: String?
  @Option(help: "What offsets count: codepoint, utf16, utf8. (default: what readers of the form expect)")
  var offsets: OffsetUnit?
  @Option(help: "The scheme of tags: \(TagScheme.allCases.map(\.rawValue).joined(separator: ", ")).")
  var scheme = TagScheme.iob2
  @Option(help: "Of overlapping mentions, where the form holds one: \(Self.names(ProjectionPolicy.Overlap.self)).")
  var overlap: ProjectionPolicy.Overlap?
  @Option(help: "Mentions of several stretches: \(Self.names(ProjectionPolicy.Discontinuous.self)).")
  var discontinuous: ProjectionPolicy.Discontinuous?
  @Option(help: "Mentions that begin or end inside a token: \(Self.names(ProjectionPolicy.Border.self)).")
  var border: ProjectionPolicy.Border?
  @Option(
    help: "What white space inside a word becomes, where the form cannot hold it. (default: _, counted as a loss)")
  var spacesInWords: String?
  @Option(help: "What an empty word becomes, where the form cannot hold it. (default: _, counted as a loss)")
  var emptyWords: String?
  @Flag(
    inversion: .prefixedNo, help: "Column files: begin documents with -DOCSTART-. (default: where one has sentences)")
  var docstart: Bool?
  @Flag(
    inversion: .prefixedNo,
    help: "Brackets, which hold mentions within mentions. (default: columns if they came so, CoNLL-U if there are some)"
  )
  var brackets: Bool?

  /// The options of the writers.
  var options: WritingOptions {
    var options = WritingOptions()
    (options.spacesInWords, options.emptyWords, options.marksDocuments) = (spacesInWords, emptyWords, docstart)
    (options.layer, options.unit, options.scheme) = (layer, offsets, scheme)
    (options.projection.overlap, options.projection.discontinuous) = (overlap, discontinuous)
    (options.projection.border, options.nestsEntities) = (border, brackets)
    return options
  }

  private static func names<T: CaseIterable & RawRepresentable>(_ type: T.Type) -> String where T.RawValue == String {
    type.allCases.map(\.rawValue).joined(separator: ", ")
  }
}

extension TagScheme: ExpressibleByArgument {}
extension ProjectionPolicy.Overlap: ExpressibleByArgument {}
extension ProjectionPolicy.Discontinuous: ExpressibleByArgument {}
extension ProjectionPolicy.Border: ExpressibleByArgument {}
