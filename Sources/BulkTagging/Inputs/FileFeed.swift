import Annotations
import CorpusFormats
import Diagnostics
import Files
import Foundation
import Tokenization

/// The documents of files and of standard input. What cannot be read is a failure in its place, and the next file follows.
public struct FileFeed: DocumentFeed {
  private enum Open {
    case lines(LineReader)
    case jsonLines(JSONLineDocuments)
    case corpus(any DocumentReader, CorpusFormat)
  }

  private var entries: InputList.Iterator
  private var upcoming: InputList.Entry?
  private let options: InputOptions
  private let size: InputSize
  private var open: Open?
  private var path = ""
  private var closedBytes = 0
  private let told: (FoundOutput) -> Void

  /// The documents of the files of a list.
  ///
  /// - Parameter told: called with what other runs wrote, whether it is read or left out.
  public init(_ list: InputList, _ options: InputOptions, told: @escaping (FoundOutput) -> Void = { _ in }) {
    (entries, self.options, self.told) = (list.makeIterator(), options, told)
    size = InputSize(list)
    upcoming = entries.next()
  }

  /// Bytes of the files; of packed files as they are packed.
  public var done: Int { closedBytes + openBytes }
  /// Bytes of all files.
  public var total: Int? { size.total }

  private var openBytes: Int {
    switch open {
    case .lines(let lines): lines.bytesRead
    case .jsonLines(let rows): rows.bytesRead
    case .corpus(let reader, _): reader.bytesRead
    case nil: 0
    }
  }

  /// Pipes may be waited for. What a reader of corpora holds nobody knows, and so its pipe is asked.
  public var isReady: Bool {
    switch open {
    case .lines(let lines): lines.isReady
    case .jsonLines(let rows): rows.isReady
    case .corpus: path != "-" || ByteReader.isStandardInputReady
    case nil: upcoming != .named("-")
    }
  }

  /// The next document or failure, or `nil` after the last.
  public mutating func next() throws -> FeedItem? {
    while true {
      if open == nil {
        guard let entry = upcoming else { return nil }
        upcoming = entries.next()
        if let item = begin(entry) { return item }
        continue
      }
      do {
        if let item = try nextOfOpen() { return item }
        close()
      } catch let error as Located<CorpusProblem> {
        if let item = longLine(error) { return item }
        close()
        return failure(path, error)
      } catch {
        close()
        return failure(path, error)
      }
    }
  }

  /// The failure of a line that is too long, where each is a document: the others are read.
  private func longLine(_ error: Located<CorpusProblem>) -> FeedItem? {
    guard case .lineTooLong = error.problem else { return nil }
    switch open {
    case .lines, .jsonLines: break
    case .corpus, nil: return nil
    }
    let line = error.place.line
    return .failure(
      FailedDocument(
        id: "\(error.place.file):\(line)", origin: SourceDocument.Origin(path: path, line: line),
        reason: "\(error.problem)"))
  }

  private mutating func close() {
    closedBytes += openBytes
    open = nil
  }

  private func failure(_ path: String, _ error: any Error) -> FeedItem {
    .failure(FailedDocument(id: path, origin: SourceDocument.Origin(path: path), reason: Self.reason(error)))
  }

  /// What an error says, without the path that the failure names anyway.
  private static func reason(_ error: any Error) -> String {
    if let error = error as? FileError<FileProblem> { return "\(error.problem)" }
    return "\(error)"
  }

  /// Opens a file; a text comes back at once, and so does what keeps it from being opened.
  private mutating func begin(_ entry: InputList.Entry) -> FeedItem? {
    let isNamed: Bool
    switch entry {
    case .broken(let path, let reason):
      return .failure(FailedDocument(id: path, origin: SourceDocument.Origin(path: path), reason: reason))
    case .output(let output):
      told(output)
      return nil
    case .named(let path): (self.path, isNamed) = (path, true)
    case .found(let path): (self.path, isNamed) = (path, false)
    }
    do {
      guard let form = try FileForm.of(path, options.form, pretokenized: options.pretokenized, isNamed: isNamed) else {
        return nil
      }
      switch form {
      case .text: return try .document(text())
      case .lines:
        open = .lines(try LineReader(path: path, invalidUTF8: .repair, limit: options.longestDocument))
      case .jsonLines:
        open = .jsonLines(try JSONLineDocuments(path: path, options))
      case .corpus(let format):
        open = .corpus(try input(format).reader(options.reading), format)
      case .automatic: return try .document(text())
      }
      return nil
    } catch {
      return failure(path, error)
    }
  }

  /// The whole file as a text.
  private mutating func text() throws -> SourceDocument {
    var reader = try LineReader(path: path, invalidUTF8: .repair)
    let text = try reader.rest(limit: options.longestDocument)
    closedBytes += reader.bytesRead
    return SourceDocument(id: path, text: text, origin: SourceDocument.Origin(path: path))
  }

  private func input(_ format: CorpusFormat) -> CorpusInput {
    var paths = [path]
    // Annotations beside a text are taken with it where the form says that they belong to it.
    let stem = (path as NSString).deletingPathExtension
    for (form, ending) in [(CorpusFormat.brat, "ann"), (.i2b2Concepts, "con")] where form == format {
      if FileKind(of: "\(stem).\(ending)") == .regular { paths.append("\(stem).\(ending)") }
    }
    return CorpusInput(format, paths: paths, name: path)
  }

  private mutating func nextOfOpen() throws -> FeedItem? {
    switch open {
    case .lines(var lines):
      open = nil
      defer { open = .lines(lines) }
      guard let text = try lines.nextBytes() else { return nil }
      var document = SourceDocument(
        id: "\(lines.name):\(lines.number)", text: text,
        origin: SourceDocument.Origin(path: path, line: lines.number))
      if options.pretokenized { document.words = GivenWords.words(in: text.span) }
      return .document(document)
    case .jsonLines(var rows):
      open = nil
      defer { open = .jsonLines(rows) }
      return try rows.next()
    case .corpus(var reader, let format):
      open = nil
      defer { open = .corpus(reader, format) }
      guard let read = try reader.next() else { return nil }
      let document = read.document
      let keeps = options.pretokenized && !document.tokens.isEmpty
      return .document(
        SourceDocument(
          id: document.id, text: document.text, sentences: keeps ? document.sentences : nil,
          words: keeps ? document.tokens : nil, original: document,
          origin: SourceDocument.Origin(path: path, line: read.line, format: format)))
    case nil: return nil
    }
  }
}
