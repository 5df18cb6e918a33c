import Annotations
import CorpusStore
import Foundation
import Reports

extension Workbench {
  /// `corpus list`: the corpora of a store, or the documents of one.
  public func listCorpora(_ selection: CorpusSelection, documents: Bool, json: Bool) throws {
    let store = try selection.open()
    if documents { return try listDocuments(selection, in: store, json: json) }
    let corpora = try store.corpora()
    if json {
      return try output(
        corpora.map {
          CorpusRow(
            name: $0.name, documents: $0.documents, tokens: $0.tokens, bytes: $0.textBytes, mentions: $0.mentions)
        })
    }
    var table = TextTable(["corpus", "documents", "tokens", "text bytes", "mentions", "last change"])
    for corpus in corpora {
      table.add(
        [corpus.name]
          + [corpus.documents, corpus.tokens, corpus.textBytes, corpus.mentions, corpus.lastChange].map(String.init))
    }
    report(.output(table.text))
  }

  private func listDocuments(_ selection: CorpusSelection, in store: CorpusStore, json: Bool) throws {
    let cursor = try store.summaries(selection.query(in: store))
    // Ids first: whoever pipes this on cuts the first column. Rows go out as they come.
    if !json { report(.output("id\tsplit\tsentences\ttokens\tbytes\tmentions\n")) }
    while let row = try cursor.next() {
      if isCancelled() { throw WorkProblem.interrupted("the list is not complete") }
      if json {
        try output(
          DocumentRow(
            id: row.id, split: row.split, sentences: row.sentences, tokens: row.tokens, bytes: row.textBytes,
            mentions: row.mentions), pretty: false)
      } else {
        report(
          .output(
            "\(row.id)\t\(row.split ?? "")\t\(row.sentences)\t\(row.tokens)\t\(row.textBytes)\t\(row.mentions)\n"))
      }
    }
  }

  private struct CorpusRow: Encodable {
    var name: String
    var documents: Int
    var tokens: Int
    var bytes: Int
    var mentions: Int
  }

  private struct DocumentRow: Encodable {
    var id: String
    var split: String?
    var sentences: Int
    var tokens: Int
    var bytes: Int
    var mentions: Int
  }

  /// `corpus history`: what happened to a corpus, or to one of its documents.
  public func showHistory(_ selection: CorpusSelection, document: String?) throws {
    let store = try selection.open()
    if let document {
      var table = TextTable(["change", "time", "what", "mentions", "command"])
      for event in try store.history(of: document, in: selection.corpus) {
        table.add([
          "\(event.change.id)", Self.time(event.change.note.time), event.kind.rawValue, "\(event.mentions)",
          event.change.note.command,
        ])
      }
      return report(.output(table.text))
    }
    var table = TextTable(["change", "time", "what", "documents", "state", "snapshots", "command"])
    let snapshots = try store.snapshots(of: selection.corpus)
    for change in try store.changes(of: selection.corpus) {
      let names = snapshots.filter { $0.change == change.id }.map(\.name).joined(separator: ", ")
      let what = change.kind.rawValue + (change.undone.map { " \($0)" } ?? "")
      table.add([
        "\(change.id)", Self.time(change.note.time), what, "\(change.documents)",
        change.isFinished ? "done" : "interrupted", names, change.note.command,
      ])
    }
    report(.output(table.text))
  }

  private static func time(_ date: Date) -> String {
    date.formatted(.iso8601.year().month().day().dateSeparator(.dash).time(includingFractionalSeconds: false))
  }
}

extension Workbench {
  /// A note for the history about the command that runs.
  func note(_ description: String = "") -> ChangeNote {
    // The command is what resumes an interrupted import: the program's own path does not matter.
    ChangeNote(command: CommandLineText.masked(["gloss"] + arguments.dropFirst()), description: description)
  }

  /// A value as JSON on standard output.
  func output(_ value: some Encodable, pretty: Bool = true) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    if pretty { encoder.outputFormatting.insert(.prettyPrinted) }
    report(.output(String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"))
  }
}
