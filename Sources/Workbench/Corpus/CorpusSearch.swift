import Annotations
import CorpusStore
import Foundation

/// What `corpus search` looks for.
public struct CorpusSearchRequest: Hashable, Sendable {
  /// Words in the text, as FTS5 reads them; `nil`: mentions are searched.
  public var words: String?
  /// The text of a mention.
  public var surface: String?
  /// Whether ASCII letters of either case are the same in a surface.
  public var ignoresCase = false
  /// At most so many hits.
  public var limit = 20
  /// One JSON object a hit in place of lines for people.
  public var json = false

  /// A search for nothing yet.
  public init() {}
}

extension Workbench {
  /// `corpus search`: documents by the words of their text, or mentions by label and surface.
  public func searchCorpus(_ selection: CorpusSelection, _ request: CorpusSearchRequest, colours: Bool) throws {
    if let words = request.words {
      // The index is brought up to date on the first search, which writes.
      let writable = FileManager.default.isWritableFile(atPath: selection.store)
      try searchText(selection, words, request, in: try selection.open(writable ? .write : .read), colours: colours)
    } else {
      try searchMentions(selection, request, in: try selection.open())
    }
  }

  private struct TextHit: Encodable {
    var id: String
    var snippet: String
    var ranges: [[Int]]
  }

  private struct MentionHit: Encodable {
    var id: String
    var layer: String
    var label: String
    var start: Int
    var end: Int
    var text: String
  }

  private func searchText(
    _ selection: CorpusSelection, _ words: String, _ request: CorpusSearchRequest, in store: CorpusStore, colours: Bool
  ) throws {
    let search = TextSearch(words, in: try selection.query(in: store), limit: request.limit)
    let result = try store.search(search) { progress in
      report(
        .progress(
          WorkProgress(
            title: "indexing", done: Double(progress.done), total: Double(progress.total), unit: "documents",
            units: Double(progress.done))))
    }
    for hit in result.hits {
      if request.json {
        try output(
          TextHit(
            id: hit.document.id, snippet: String(decoding: hit.snippet, as: UTF8.self),
            ranges: hit.ranges.map { [$0.lowerBound, $0.upperBound] }), pretty: false)
      } else {
        report(.output("\(hit.document.id): \(Self.snippet(hit, colours: colours))\n"))
      }
    }
    report(.info("\(result.documents) documents; \(result.hits.count) shown", source: "search:1"))
  }

  /// The snippet in one line, what was found in bold or brackets.
  private static func snippet(_ hit: SearchHit, colours: Bool) -> String {
    var text = ""
    var position = 0
    for range in hit.snippetRanges where range.lowerBound >= position && range.upperBound <= hit.snippet.count {
      text += String(decoding: hit.snippet[position..<range.lowerBound], as: UTF8.self)
      let found = String(decoding: hit.snippet[range], as: UTF8.self)
      text += colours ? "\u{1B}[1m\(found)\u{1B}[0m" : "[\(found)]"
      position = range.upperBound
    }
    text += String(decoding: hit.snippet[position...], as: UTF8.self)
    return String(text.map { $0.isNewline ? " " : $0 })
  }

  private func searchMentions(_ selection: CorpusSelection, _ request: CorpusSearchRequest, in store: CorpusStore)
    throws
  {
    var search = MentionSearch(in: try selection.query(in: store))
    (search.label, search.surface) = (selection.label, request.surface)
    (search.layer, search.ignoresCase) = (selection.layer, request.ignoresCase)
    let cursor = try store.mentions(search)
    var count = 0
    while count < request.limit, let hit = try cursor.next() {
      count += 1
      let hull = hit.mention.hull
      if request.json {
        try output(
          MentionHit(
            id: hit.document.id, layer: hit.layer, label: hit.mention.label, start: hull.lowerBound,
            end: hull.upperBound, text: hit.surface), pretty: false)
      } else {
        report(
          .output("\(hit.document.id)\t\(hull.lowerBound)\t\(hull.upperBound)\t\(hit.mention.label)\t\(hit.surface)\n"))
      }
    }
  }
}
