import Annotations
import CorpusStore
import Files
import Foundation
import TestSupport

extension Workplace {
  /// The store of the test.
  var storePath: String { path("corpora.gloss") }

  func open(_ access: CorpusStore.Access = .create, timeout: Double = 10) throws -> CorpusStore {
    try CorpusStore(path: storePath, access: access, timeout: timeout)
  }
}

/// The problem that `body` throws; `nil` if it throws none.
func problem(_ body: () throws -> Void) -> StoreProblem? {
  do {
    try body()
    return nil
  } catch {
    return (error as? FileError<StoreProblem>)?.problem
  }
}

let note = ChangeNote(command: "gloss corpus test", time: Date(timeIntervalSince1970: 1_700_000_000))

extension CorpusStore {
  /// Imports documents as one source file.
  @discardableResult
  func put(
    _ documents: [Document], into corpus: String = CorpusStore.defaultCorpus, source: String? = nil,
    note: ChangeNote = note
  ) throws -> ImportCounts {
    let session = try beginImport(into: corpus, note: note)
    if let source { _ = try session.beginSource(.named(source)) }
    for (index, document) in documents.enumerated() { try session.add(document, line: index + 1) }
    if source != nil { try session.endSource() }
    return try session.finish()
  }

  /// All documents of a query.
  func all(_ query: DocumentQuery = DocumentQuery()) throws -> [Document] {
    let cursor = try documents(query)
    var result: [Document] = []
    while let stored = try cursor.next() { result.append(stored.document) }
    return result
  }

  /// Rewrites labels; `nil` drops a mention.
  @discardableResult
  func relabel(_ labels: [String: String?], _ query: DocumentQuery = DocumentQuery()) throws -> Change? {
    try rewriteMentions(query, note: note) { place in
      guard let label = labels[place.mention.label] else { return [place.mention] }
      return label.map { [Mention(label: $0, fragments: place.mention.fragments)] } ?? []
    }.change
  }
}

extension SourceDescription {
  static func named(_ path: String, sha256: String = "0") -> SourceDescription {
    SourceDescription(path: path, sha256: sha256, format: "test")
  }
}

extension Document {
  /// A document of a text with mentions `label: surface`.
  init(_ id: String, _ text: String, _ mentions: KeyValuePairs<String, String> = [:], split: String? = nil) {
    let bytes = Array(text.utf8)
    let found = mentions.compactMap { label, surface -> Mention? in
      bytes.firstRange(of: Array(surface.utf8)).map { Mention(label: label, range: $0) }
    }
    var (tokens, start) = ([Range<Int>](), 0)
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: " ") {
      tokens.append(start..<index)
      start = index + 1
    }
    tokens.append(start..<bytes.count)
    self.init(
      id: id, text: bytes, sentences: [0..<bytes.count], tokens: tokens, mentions: found, split: split)
  }
}
