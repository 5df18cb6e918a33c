public import struct Foundation.Date

/// Who asked for a change, and why: what the history tells people.
public struct ChangeNote: Hashable, Sendable {
  /// The command line.
  public var command: String
  /// Why, in the user's words; may be empty.
  public var description: String
  /// When it began.
  public var time: Date

  /// A note from its parts.
  public init(command: String, description: String = "", time: Date = Date()) {
    (self.command, self.description, self.time) = (command, description, time)
  }
}

/// One entry of a corpus's history: everything that was written under one number.
///
/// Numbers ascend over the whole store. Nothing is written without a change, and the state after any change can be read
/// at any later time.
public struct Change: Hashable, Sendable {
  /// What kind of work it was.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    /// Documents came in.
    case importing = "import"
    /// Mentions were rewritten: labels mapped, dropped, split.
    case rewriting = "rewrite"
    /// Layers were put on documents: a model's run, a person's review.
    case layering = "layer"
    /// Documents were put into splits.
    case splitting = "split"
    /// Documents were removed.
    case removal = "remove"
    /// An earlier change was turned back.
    case undo
  }

  /// Its number.
  public var id: Int
  /// The corpus that it changed.
  public var corpus: String
  /// What kind of work it was.
  public var kind: Kind
  /// Who asked for it, and why.
  public var note: ChangeNote
  /// Whether it ran to its end; an import or a layering that was interrupted did not, and goes on when it is repeated.
  public var isFinished: Bool
  /// The change that it turned back, if it is an undo.
  public var undone: Int?
  /// Documents that came, went or were altered.
  public var documents: Int
}

/// A state of a corpus.
public enum CorpusState: Hashable, Sendable {
  /// As it is now.
  case live
  /// As it was after the change of this number; 0 is the empty corpus.
  case change(Int)
  /// As it was when the snapshot of this name was made.
  case snapshot(String)
}

/// A name for a state of a corpus: nothing is copied.
public struct Snapshot: Hashable, Sendable {
  /// The name, unique in the corpus.
  public var name: String
  /// The corpus.
  public var corpus: String
  /// The last change that it includes.
  public var change: Int
  /// Who asked for it, and why.
  public var note: ChangeNote
  /// The digest of the documents at it.
  public var digest: CorpusDigest
  /// How many documents there are at it.
  public var documents: Int
}

/// A fingerprint of a corpus's content: documents with ids, texts, tokens, sentences, layers, metadata and splits.
///
/// It does not depend on the order of documents, on the way in which they came, or on the machine: it is the sum modulo
/// 2¹²⁸ of the documents' own digests (SHA-256, first half), hashed with their number.
public struct CorpusDigest: Hashable, Sendable, CustomStringConvertible {
  /// 64 hexadecimal digits.
  public let description: String

  /// A digest that was written down before.
  public init(_ description: String) { self.description = description }
}
