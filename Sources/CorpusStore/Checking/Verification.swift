public import Annotations

/// Something in a store that is not as it should be.
public struct StoreFinding: Hashable, Sendable {
  /// What is wrong.
  public enum Fault: Hashable, Sendable {
    /// SQLite's own check found this.
    case integrity(String)
    /// A row that points to nothing.
    case danglingReference(table: String, row: Int?)
    /// A mention that is live in a document that is not, or in a layer that the document has not.
    case strayMention(label: String)
    /// A mention's text, as its row repeats it, that is not the document's.
    case surface(label: String)
    /// The search index does not hold what it should; it can be built anew.
    case searchIndex(String)
    /// A document that breaks its invariants.
    case document(DocumentFault)
    /// Text or tokens that are not those that were written.
    case contentHash
    /// A document that is not the one that was written.
    case documentDigest
    /// A count beside a document that is not its own.
    case count(what: String, stored: Int, found: Int)
    /// A value that cannot be decoded; in words.
    case undecodable(String)
    /// A snapshot whose content is another than when it was made.
    case snapshot(String)
    /// Kept bytes of a source file that are not those of the file.
    case sourceBytes(path: String)
  }

  /// The corpus, as far as it is known.
  public var corpus: String?
  /// The document, as far as it is known.
  public var document: String?
  /// What is wrong.
  public var fault: Fault
}

/// What a verification found.
public struct StoreVerification: Hashable, Sendable {
  /// What is wrong; at most a thousand findings.
  public var findings: [StoreFinding] = []
  /// How many there are.
  public var count = 0
  /// Documents that were looked at, all revisions.
  public var documents = 0
  /// Imports that were interrupted: no fault, and worth knowing.
  public var interrupted: [Change] = []

  /// Nothing was found.
  public var isClean: Bool { count == 0 }

  /// Nothing.
  public init() {}

  /// How many findings are kept.
  private static let limit = 1000

  mutating func add(_ fault: StoreFinding.Fault, corpus: String? = nil, document: String? = nil) {
    count += 1
    if findings.count < Self.limit { findings.append(StoreFinding(corpus: corpus, document: document, fault: fault)) }
  }
}

extension StoreFinding: CustomStringConvertible {
  /// Where, and what is wrong.
  public var description: String {
    let place = [corpus.map { "corpus '\($0)'" }, document.map { "document '\($0)'" }].compactMap(\.self)
    return (place.isEmpty ? "" : place.joined(separator: ", ") + ": ") + "\(fault)"
  }
}

extension StoreFinding.Fault: CustomStringConvertible {
  /// What is wrong.
  public var description: String {
    switch self {
    case .integrity(let words): "SQLite: \(words)"
    case .danglingReference(let table, let row):
      "table \(table)\(row.map { ", row \($0)" } ?? ""): it refers to a row that is not there"
    case .strayMention(let label): "a mention '\(label)' belongs to no layer of it"
    case .surface(let label): "the text noted with a mention '\(label)' is not the text that it covers"
    case .searchIndex(let words): "the search index: \(words)"
    case .document(let fault): "\(fault)"
    case .contentHash: "its text, tokens or sentences are not those that were written"
    case .documentDigest: "its layers, metadata or split are not those that were written"
    case .count(let what, let stored, let found): "\(what): \(stored) noted, \(found) found"
    case .undecodable(let words): words
    case .snapshot(let name): "the content of snapshot '\(name)' is not what it was when it was made"
    case .sourceBytes(let path): "the kept bytes of '\(path)' are not those of the file"
    }
  }
}
