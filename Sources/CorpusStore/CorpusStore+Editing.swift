public import Annotations

/// A mention in its place, as `rewriteMentions` hands it out.
public struct MentionInPlace: Sendable {
  /// The mention.
  public var mention: Mention
  /// The layer's name.
  public var layer: String
  /// Its document, with the old mentions.
  public var document: Document

  /// The text that it covers.
  public var surface: String { document.surface(of: mention) }
}

/// What a rewriting of mentions did, or would do.
public struct RewriteCounts: Hashable, Sendable {
  /// From one label to another.
  public struct Step: Hashable, Sendable {
    /// The old label; `nil` for a mention that is new.
    public var from: String?
    /// The new label; `nil` for a mention that is gone.
    public var to: String?
  }

  /// Documents that were looked at.
  public var documents = 0
  /// Documents that were altered.
  public var alteredDocuments = 0
  /// Mentions that were looked at.
  public var mentions = 0
  /// Mentions that stay as they are.
  public var unchanged = 0
  /// Mentions by old and new label where something about them became another. The first result for a mention takes its
  /// place; further ones are new.
  public var steps: [Step: Int] = [:]

  /// Nothing.
  public init() {}
}

extension CorpusStore {
  /// Rewrites the mentions of documents: maps, drops, splits them.
  ///
  /// One transaction, one document in memory at a time. `rewrite` gives what takes the place of a mention: itself, others,
  /// none. With `isDryRun` nothing is written and the result has no change.
  ///
  /// - Parameters:
  ///   - query: at the live state.
  ///   - layer: only this layer; `nil`: all.
  /// - Returns: the counts, and the change if anything was altered.
  /// - Throws: `FileError<StoreProblem>`; what `rewrite` throws, with nothing written.
  public func rewriteMentions(
    _ query: DocumentQuery, layer: String? = nil, note: ChangeNote, isDryRun: Bool = false,
    _ rewrite: (MentionInPlace) throws -> [Mention]
  ) throws -> (counts: RewriteCounts, change: Change?) { throw unfinished() }

  /// Puts a layer on documents, in place of one of the same name: a model's mentions, a person's review.
  ///
  /// One transaction. `layer` is asked for each document; `nil` leaves it as it is.
  public func putLayers(
    _ query: DocumentQuery, note: ChangeNote, _ layer: (Document) throws -> AnnotationLayer?
  ) throws -> Change? { throw unfinished() }

  /// Removes a layer from documents.
  public func removeLayer(_ name: String, from query: DocumentQuery, note: ChangeNote) throws -> Change? {
    throw unfinished()
  }

  /// Puts documents into splits: `split` is asked for each, and gives its split, or `nil` for none.
  ///
  /// - Returns: the change; `nil` if every document was there already.
  public func setSplits(
    _ query: DocumentQuery, note: ChangeNote, _ split: (DocumentSummary) throws -> String?
  ) throws -> Change? { throw unfinished() }

  /// Removes documents; their earlier states stay readable until `purge`.
  ///
  /// - Returns: the change; `nil` if there was none to remove.
  public func removeDocuments(_ query: DocumentQuery, note: ChangeNote) throws -> Change? { throw unfinished() }

  /// Turns a change back: a new change after which its documents are as they were before it.
  ///
  /// - Throws: `StoreProblem.notUndoable` if a later change altered one of its documents.
  public func undo(_ change: Int, of corpus: String = CorpusStore.defaultCorpus, note: ChangeNote) throws -> Change {
    throw unfinished()
  }
}
