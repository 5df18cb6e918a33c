import Files
import Foundation

/// What lies beside an output: the journal of a run under way, of one that was set aside, and of the last finished one.
struct RunState {
  let live: String
  private let output: String
  private let identity: RunIdentity
  private let rendering: (any TagRendering)?
  private let isFresh: Bool
  private let leavesFiles: Bool
  private var aside: String { output + ".journal.old" }
  private var finished: String { output + ".journal" }

  /// - Parameter leavesFiles: that of the run's sink.
  init(
    _ output: String, identity: RunIdentity, rendering: (any TagRendering)?, isFresh: Bool, leavesFiles: Bool
  ) {
    (self.output, self.identity, self.rendering, self.isFresh) = (output, identity, rendering, isFresh)
    self.leavesFiles = leavesFiles
    live = output + ".journal.part"
  }

  /// The run that was interrupted; `nil` if there is none to go on with.
  ///
  /// - Throws: `TagProblem.otherRun` if it was begun otherwise.
  func interrupted() throws -> JournalSummary? {
    if isFresh {
      for path in [live, aside, finished] { AppendedFile.remove(path) }
      return nil
    }
    guard let found = try JournalSummary(live) else { return nil }
    guard identity.isSame(as: found.identity) else {
      throw TagProblem.otherRun(output, differences: identity.differences(from: found.identity))
    }
    return found
  }

  /// Whether results can be taken over into another run.
  var canSetAside: Bool { rendering != nil }

  /// Keeps what an interrupted run did for another one to take over. Killed in between, some is not found and done again.
  func setAside() throws {
    guard let rendering, let summary = try JournalSummary(live) else { return }
    let documents = Self.documentsPerFile(summary.identity.layout)
    var number = 0
    while true {
      let parts = TagFiles.paths(output, rendering, number: number, documentsPerFile: documents).map { $0 + ".part" }
        .filter { FileKind(of: $0) == .regular }
      for part in parts { try AppendedFile.move(part, to: part + ".old") }
      guard documents != nil, !parts.isEmpty else { break }
      number += 1
    }
    try AppendedFile.move(live, to: aside)
  }

  private static func documentsPerFile(_ layout: String) -> Int? {
    let words = layout.split(separator: " ")
    return words.count > 1 ? Int(words[1]) : nil
  }

  /// What can be taken over, the newest first.
  func earlier() throws -> [EarlierResults] {
    guard let rendering else { return [] }
    return [(aside, ".part.old"), (finished, "")].compactMap { journal, suffix in
      try? EarlierResults(
        journal: journal, identity: identity, output: output, rendering: rendering, suffix: suffix)
    }
  }

  /// The run is finished: its journal is what the next one takes results over from. Beside a folder, from which none are taken over,
  /// only its first block and its end stay, which tell other runs what lies there.
  func finish() throws {
    guard rendering != nil else {
      // The live one goes last: killed in between, the run is finished again.
      if leavesFiles, FileKind(of: live) != nil {
        let mark = try TagJournal(finished, keeping: 0)
        try mark.append(.identity(identity))
        try mark.append(.complete)
      }
      return AppendedFile.remove(live)
    }
    if FileKind(of: live) != nil { try AppendedFile.move(live, to: finished) }
    guard let rendering, FileKind(of: aside) != nil else { return }
    let documents = (try JournalSummary(aside)).flatMap { Self.documentsPerFile($0.identity.layout) }
    AppendedFile.remove(aside)
    var number = 0
    while true {
      let old = TagFiles.paths(output, rendering, number: number, documentsPerFile: documents).map { $0 + ".part.old" }
        .filter { FileKind(of: $0) == .regular }
      for path in old { AppendedFile.remove(path) }
      guard documents != nil, !old.isEmpty else { break }
      number += 1
    }
  }
}
