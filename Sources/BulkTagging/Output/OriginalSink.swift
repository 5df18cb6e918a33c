public import Annotations
public import CorpusFormats
import Files
import Foundation

/// The files that documents came from, written again with the model's mentions in them and everything else byte for byte.
///
/// What was found in a file waits in a spool beside the output until its last document has come; then the file is written, in one
/// piece, below the same folders as the original. Memory does not grow with the file. Scores go into BioC and GATE, which have a
/// place for them.
public final class OriginalSink: TagSink {
  /// Where files go.
  public enum Target: Hashable, Sendable {
    /// Below a folder, as they lie below what was named.
    case folder(String, below: [String])
    /// The one input becomes this file.
    case file(String)
  }

  /// Whether the mentions that files have make room for the model's.
  private let replaces: Bool
  private let target: Target
  private let reading: ReadingOptions
  private let writing: WritingOptions
  /// The file whose documents come now: the number of its spool, and the spool.
  private var current: (number: Int, origin: SourceDocument.Origin, target: String, spool: SinkLog, isBroken: Bool)?
  private var number = 0
  /// The names of the files that were begun, and their log, by which a run that goes on gives the same names.
  private var (names, log): (NameSet, SinkLog?) = (NameSet(), nil)
  /// Spools before this one belong to states that nobody comes back to.
  private var (oldest, committed) = (0, 0)
  /// What became of all mentions that were to be in the files.
  public private(set) var ledger = LedgerTotals()
  /// Files that were written.
  public private(set) var files = 0

  /// A sink.
  ///
  /// - Parameters:
  ///   - reading: how the source reads the files: the same texts must come out again.
  ///   - replaces: whether the mentions that files have go; else they stay, and the model's are added unless they are there.
  public init(
    _ target: Target, reading: ReadingOptions = ReadingOptions(), writing: WritingOptions = WritingOptions(),
    replaces: Bool = false
  ) {
    (self.target, self.reading, self.writing, self.replaces) = (target, reading, writing, replaces)
  }

  /// Where files go, and whether mentions make room.
  public var identity: String { "original 1 \(replaces) \(target)" }

  /// Goes on with the spool of the file that was under way.
  public func resume(from state: [UInt8]?) throws {
    let parts = String(decoding: state ?? [], as: UTF8.self).split(separator: " ").compactMap { Int($0) }
    let (first, length) = parts.count == 2 ? (parts[0], parts[1]) : (0, 0)
    (number, oldest, committed, current) = (first, first, first, nil)
    try FilePath.makeFolder(spoolFolder)
    for name in (try? FileManager.default.contentsOfDirectory(atPath: spoolFolder)) ?? [] {
      guard name.hasPrefix(Self.prefix), let other = Int(name.dropFirst(Self.prefix.count)) else { continue }
      if other != first || length == 0 { AppendedFile.remove(spoolPath(other)) }
    }
    try readNames(first + (length > 0 ? 1 : 0))
    guard length > 0, FileKind(of: spoolPath(first)) == .regular else { return }
    var head: SpoolHead?
    try SinkLog.lines(of: spoolPath(first), before: length) { line, isKept in
      if head == nil, isKept { head = try JSONDecoder().decode(SpoolHead.self, from: Data(line)) }
    }
    guard let head else { return }
    current = (first, head.origin, head.target, try SinkLog(path: spoolPath(first), keeping: length), false)
    try SinkLog.lines(of: spoolPath(first), before: length) { line, _ in
      if line == Self.brokenMark { current?.isBroken = true }
    }
  }

  /// Adds what was found to the spool, and writes the file before when another one begins.
  public func append(_ outcome: TagOutcome) throws -> TagOutcome {
    switch outcome {
    case .tagged(let document):
      guard let format = document.source.origin.format, XMLWriteBack.supports(format) else {
        return .failed(
          FailedDocument(
            id: document.id, origin: document.source.origin,
            reason: "it came from no file that mentions can be written back into"))
      }
      try enter(document.source.origin)
      try current?.spool.append(Array(JSONEncoder().encode(SpoolEntry(document))))
    case .failed(let failure):
      let isFile = failure.id == failure.origin.path
      // A file that cannot be opened has no documents, and no copy.
      if isFile, current?.origin.path != failure.origin.path { return outcome }
      if !isFile { try enter(failure.origin) }
      // Where a reader goes no further, neither could whoever writes.
      if isFile { current?.isBroken = true }
      try current?.spool.append(
        isFile ? Self.brokenMark : Array(JSONEncoder().encode(SpoolEntry(failed: failure.id))))
    }
    return outcome
  }

  /// Waits until the disk has the spool; the state is the spool's number and length.
  public func commit() throws -> [UInt8] {
    try log?.synchronize()
    try current?.spool.synchronize()
    // The state before this one may still be the journal's.
    while oldest < committed {
      AppendedFile.remove(spoolPath(oldest))
      oldest += 1
    }
    committed = current?.number ?? number
    return Array("\(committed) \(current?.spool.length ?? 0)".utf8)
  }

  /// Writes the last file, and removes the spools.
  public func finish() throws {
    try leave()
    for spool in oldest...max(oldest, number) { AppendedFile.remove(spoolPath(spool)) }
    AppendedFile.remove(namesPath)
  }
}

// MARK: Files

extension OriginalSink {
  private static let prefix = ".gloss-found-"
  private static let brokenMark = Array("broken".utf8)

  /// Begins a file unless it is the one whose documents come.
  private func enter(_ origin: SourceDocument.Origin) throws {
    if current?.origin.path == origin.path { return }
    try leave()
    let spool = try SinkLog(path: spoolPath(number), keeping: 0)
    let name = newName(origin.path)
    try log?.append(Array(name.utf8.map { $0 == 0x0A ? UInt8(ascii: " ") : $0 }))
    let head = SpoolHead(origin, target: name)
    try spool.append(Array(JSONEncoder().encode(head)))
    current = (number, head.origin, head.target, spool, false)
  }

  /// Writes the file whose documents have all come.
  private func leave() throws {
    guard let file = current else { return }
    current = nil
    number = file.number + 1
    guard !file.isBroken, let format = file.origin.format else { return }
    let path = targetPath(file.target)
    let folder = FilePath.folder(of: path)
    if !folder.isEmpty { try FilePath.makeFolder(folder) }
    var found = try LineReader(path: file.spool.path, invalidUTF8: .repair)
    _ = try found.nextBytes()
    func entry() throws -> SpoolEntry? {
      try found.nextBytes().map { try JSONDecoder().decode(SpoolEntry.self, from: Data($0)) }
    }
    var next = try entry()
    let input = CorpusInput(format, paths: [file.origin.path], name: file.origin.path)
    try XMLWriteBack.write(
      input, to: path, reading: reading, writing: writing,
      revise: { [replaces] document in
        guard let result = next else { throw WriteBackProblem.textDiffers(document: document.id) }
        next = try entry()
        guard let text = result.text else { return nil }
        guard text == SpoolEntry.fingerprint(document.text) else {
          throw WriteBackProblem.textDiffers(document: document.id)
        }
        return result.added(to: document, replaces: replaces, withScores: format == .bioc || format == .gate)
      },
      report: { outcome in for span in outcome.spans { ledger.add(span) } })
    if let next { throw WriteBackProblem.differsWhenReadAgain(document: next.id, detail: "the file lost it meanwhile") }
    files += 1
  }

  private func targetPath(_ name: String) -> String {
    switch target {
    case .file(let path): path
    case .folder(let folder, _): folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }
  }

  /// The name that a file gets below the folder: its own below what was named, numbered if another one has it.
  private func newName(_ path: String) -> String {
    guard case .folder(_, let roots) = target else { return (path as NSString).lastPathComponent }
    var base = (path as NSString).lastPathComponent
    for root in roots.map(Self.fixedPart) where path.hasPrefix(root) {
      let rest = path.dropFirst(root.count)
      base = roots.count == 1 ? String(rest) : "\((root as NSString).lastPathComponent)/\(rest)"
      break
    }
    // Nothing leads out of the folder.
    base = base.split(separator: "/").filter { $0 != ".." && $0 != "." }.joined(separator: "/")
    var (name, number) = (base, 2)
    while !names.insert(name) {
      let ending = (base as NSString).pathExtension
      name = (base as NSString).deletingPathExtension + "~\(number)" + (ending.isEmpty ? "" : ".\(ending)")
      number += 1
    }
    return name
  }

  /// A folder with a slash behind it; of a pattern the folders before its first star.
  private static func fixedPart(_ root: String) -> String {
    if FileKind(of: root) == .folder { return root.hasSuffix("/") ? root : root + "/" }
    guard FileKind(of: root) == nil else { return root + "/" }
    let parts = root.split(separator: "/", omittingEmptySubsequences: false)
    let fixed = parts.prefix { part in !part.contains { "*?[".contains($0) } }
    return fixed.count == parts.count || fixed.isEmpty ? root + "/" : fixed.joined(separator: "/") + "/"
  }

  /// Takes over the names of the first files, and forgets later ones.
  private func readNames(_ count: Int) throws {
    names = NameSet()
    var (index, length) = (0, 0)
    try SinkLog.lines(of: namesPath, before: .max) { line, _ in
      defer { index += 1 }
      guard index < count else { return }
      _ = names.insert(String(decoding: line, as: UTF8.self))
      length += line.count + 1
    }
    log = try SinkLog(path: namesPath, keeping: length)
  }

  private var namesPath: String { "\(spoolFolder)/.gloss-files" }

  private var spoolFolder: String {
    switch target {
    case .folder(let folder, _): folder
    case .file(let path):
      path.contains("/") ? FilePath.folder(of: path) : "."
    }
  }

  private func spoolPath(_ number: Int) -> String { "\(spoolFolder)/\(Self.prefix)\(number)" }
}

// MARK: Spool

/// The first line of a spool: which file its documents are from.
private struct SpoolHead: Codable {
  var path: String
  var format: String
  var target: String

  init(_ origin: SourceDocument.Origin, target: String) {
    (path, format, self.target) = (origin.path, origin.format?.rawValue ?? "", target)
  }

  var origin: SourceDocument.Origin {
    SourceDocument.Origin(path: path, format: CorpusFormat(rawValue: format))
  }
}

/// What was found in a document.
private struct SpoolEntry: Codable {
  struct Found: Codable {
    var label: String
    var start: Int
    var end: Int
    var score: String
  }
  var id: String
  /// The text's fingerprint; `nil` for a document that failed, and stays as it is.
  var text: String?
  var mentions: [Found]

  init(failed id: String) { (self.id, text, mentions) = (id, nil, []) }

  init(_ document: TaggedDocument) {
    (id, text) = (document.id, Self.fingerprint(document.text))
    mentions = document.mentions.map {
      Found(
        label: $0.label, start: $0.bytes.lowerBound, end: $0.bytes.upperBound, score: TaggedDocument.text($0.score))
    }
  }

  /// Tells a text that changed meanwhile.
  static func fingerprint(_ text: [UInt8]) -> String { String(Fingerprint.of(text), radix: 36) }

  func added(to document: Document, replaces: Bool, withScores: Bool) -> Document {
    var document = document
    struct Place: Hashable {
      var label: String
      var fragments: [Range<Int>]
    }
    let own = replaces ? [] : document.mentions
    let there = Set(own.map { Place(label: $0.label, fragments: $0.fragments) })
    let found = mentions.compactMap { mention -> Mention? in
      guard mention.start >= 0, mention.start <= mention.end, mention.end <= document.text.count else { return nil }
      return Mention(
        label: mention.label, range: mention.start..<mention.end,
        attributes: withScores ? [Attribute("score", mention.score)] : [])
    }
    document.mentions = own + found.filter { !there.contains(Place(label: $0.label, fragments: $0.fragments)) }
    return document
  }
}
