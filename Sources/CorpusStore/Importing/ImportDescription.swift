public import Annotations
import Crypto
import Files

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
    let reader = try ByteReader(path: path, unpacksGzip: false)
    var hash = SHA256()
    var bytes: [UInt8] = []
    while try reader.read(into: &bytes) > 0 {
      hash.update(data: bytes)
      bytes.removeAll(keepingCapacity: true)
    }
    self.init(path: path, sha256: hexadecimal(hash.finalize()), format: format, options: options)
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
  /// Documents that were there with other content, and now have this one.
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

  /// How many conflicts are kept.
  private static let limit = 1000

  mutating func add(_ conflict: ImportConflict) {
    conflicting += 1
    if conflicts.count < Self.limit { conflicts.append(conflict) }
  }
}
