import CorpusStore

extension Workbench {
  /// `corpus verify`: looks at everything in a store.
  ///
  /// - Throws: `WorkProblem.findings` if something is not as it should be.
  public func verifyStore(_ selection: CorpusSelection) throws {
    let store = try selection.open()
    let result = try store.verify { progress in
      report(
        .progress(
          WorkProgress(
            title: "verifying", done: Double(progress.done), total: Double(progress.total), unit: "documents",
            units: Double(progress.done))))
    }
    for finding in result.findings { report(.output("\(finding)\n")) }
    for change in result.interrupted {
      report(
        .log(
          .warning, source: "verify:1",
          message: "change \(change.id) was interrupted; repeat it to complete it: \(change.note.command)"))
    }
    guard result.isClean else {
      throw WorkProblem.findings("\(selection.store): \(result.count) findings; go back to a copy, or import anew")
    }
    for corpus in try store.corpora() {
      report(.output("corpus: \(corpus.name)\n"))
      report(.output("documents: \(corpus.documents)\n"))
      report(.output("digest: \(try store.digest(of: corpus.name))\n"))
    }
    report(.info("\(result.documents) revisions of documents, nothing to complain about", source: "verify:2"))
  }

  /// `corpus remove`: removes documents (they can be brought back), or purges.
  public func removeDocuments(_ selection: CorpusSelection, all: Bool) throws {
    let query = try selection.query(in: selection.open())
    guard all || query != DocumentQuery(corpus: selection.corpus) else {
      throw WorkProblem.model(
        "this would remove every document of corpus '\(selection.corpus)'; choose some (--ids, --split, --source, "
          + "--label), or say --all")
    }
    guard let change = try selection.open(.write).removeDocuments(query, note: note()) else {
      return report(.output("no document fits; nothing was removed\n"))
    }
    report(
      .output(
        "\(change.documents) documents removed in change \(change.id); `gloss corpus undo \(selection.store) "
          + "\(change.id)` brings them back\n"))
  }

  /// `corpus purge`: removes for good what is no longer live, or a whole corpus.
  public func purge(_ selection: CorpusSelection, wholeCorpus: Bool) throws {
    try selection.open(.write).purge(wholeCorpus ? .corpus(selection.corpus) : .history(of: selection.corpus))
    report(.output("purged\n"))
  }
}
