public import Annotations
public import Files

/// A file that documents come from, as the store remembers it.
public struct SourceDescription: Hashable, Sendable {
  /// The path, as people should see it.
  public var path: String
  /// SHA-256 of its bytes, 64 hexadecimal digits.
  public var sha256: String
  /// The name of its format.
  public var format: String
  /// What else decides what is read: options, as JSON with sorted keys.
  public var options: String

  /// A description from its parts.
  public init(path: String, sha256: String, format: String, options: String = "{}") {
    (self.path, self.sha256, self.format, self.options) = (path, sha256, format, options)
  }

  /// Describes a file, reading it once for its hash.
  ///
  /// - Throws: `FileError<FileProblem>`.
  public init(file path: String, format: String, options: String = "{}") throws {
    throw FileError(FileProblem.missing, file: path)
  }
}

/// Whether a source is to be read.
public enum SourceState: Hashable, Sendable {
  /// It was not imported before, or something of it is no longer there: read it.
  case fresh
  /// An import of it was interrupted: read it; what is there will be skipped.
  case interrupted
  /// All of it is there, with the same bytes and options; reading it again would change nothing, unless later changes
  /// (mappings, splits) are to be overwritten. Read it or go on to the next.
  case finished(source: Int)
}

/// Two documents of one import that claim the same id with different contents. The first stays, the second is not stored.
public struct ImportConflict: Hashable, Sendable {
  /// The id.
  public var document: String
  /// The source file of the one that stays.
  public var kept: Int?
  /// Its path.
  public var keptPath: String
  /// Where the other one begins, from 1; 0 if it is not known.
  public var line: Int
}

/// What came of a source file, or of an import.
public struct ImportCounts: Hashable, Sendable {
  /// Documents that were not there.
  public var added = 0
  /// Documents that were there with other content, which they now have.
  public var revised = 0
  /// Documents that were there with the same content.
  public var unchanged = 0
  /// Documents that were not stored: see `conflicts`.
  public var conflicting = 0
  /// The first thousand conflicts.
  public var conflicts: [ImportConflict] = []
  /// Tokens of all documents that were handed in.
  public var tokens = 0
  /// What became of the source's spans.
  public var ledger = LedgerTotals()

  /// Nothing.
  public init() {}

  /// Documents that were handed in.
  public var documents: Int { added + revised + unchanged + conflicting }
}

/// Documents on their way into a corpus.
///
///     let session = try store.beginImport(into: "news", note: note)
///     for file in files {
///       let state = try session.beginSource(SourceDescription(file: file, format: "bioc"))
///       if case .finished = state { continue }
///       while let read = try reader.next() { try session.add(read.document, spans: read.spans, line: read.line) }
///       try session.endSource()
///     }
///     let counts = try session.finish()
///
/// Documents are encoded and written on a thread of the session, in batches, each in a transaction of its own; an error
/// there is thrown by the next call. A session that is not finished (an error, `kill -9`) leaves whole batches, and the
/// same import repeated goes on under the same change and ends with the same content. Not for several threads.
public final class ImportSession {
  /// The change that this import writes.
  public let change: Int
  /// Whether it goes on with an import that was interrupted.
  public let isContinued: Bool

  init(change: Int, isContinued: Bool) { (self.change, self.isContinued) = (change, isContinued) }

  /// Begins a source file, and tells whether it has to be read. After `.finished` without documents or bytes, `endSource`
  /// may be left out.
  public func beginSource(_ source: SourceDescription) throws -> SourceState {
    throw FileError(StoreProblem.unfinished("import"), file: "")
  }

  /// Keeps the source's bytes, compressed, so that annotations can be written back into them; within a source.
  public func keepBytes(of reader: ByteReader) throws { throw FileError(StoreProblem.unfinished("import"), file: "") }

  /// Hands in a document of the source, or of none.
  ///
  /// - Parameters:
  ///   - spans: what became of the source's spans; those that were not kept are stored, all are counted.
  ///   - line: where it begins in the source, from 1; 0 if it is not known.
  /// - Throws: `FileError<StoreProblem>`: a document that breaks its invariants; what went wrong in the background.
  public func add(_ document: Document, spans: [SpanRecord] = [], line: Int = 0) throws {
    throw FileError(StoreProblem.unfinished("import"), file: "")
  }

  /// Ends the source file: waits until everything is written, and marks it as complete.
  @discardableResult
  public func endSource() throws -> ImportCounts { throw FileError(StoreProblem.unfinished("import"), file: "") }

  /// Ends the import: waits until everything is written, and marks the change as finished.
  ///
  /// - Returns: the sums over all sources of this session. Without any document added or revised no change is left behind.
  @discardableResult
  public func finish() throws -> ImportCounts { throw FileError(StoreProblem.unfinished("import"), file: "") }
}

extension CorpusStore {
  /// Begins an import into a corpus, which is made if it does not exist; or goes on with one that was interrupted, if it was
  /// the corpus's last change and `note.command` is the same.
  public func beginImport(into corpus: String = CorpusStore.defaultCorpus, note: ChangeNote) throws -> ImportSession {
    throw unfinished()
  }
}
