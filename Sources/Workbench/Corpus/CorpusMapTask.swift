import Annotations
import CorpusAnalysis
import CorpusStore
import Reports

extension Workbench {
  /// `corpus map`: gives mentions other labels, as a YAML file says. A dry run unless it is applied; applied, it is one change
  /// of the history, which can be undone.
  public func mapLabels(_ selection: CorpusSelection, map path: String, layer: String?, applies: Bool, json: Bool)
    throws
  {
    let migration = try LabelMigrationFile.read(path)
    let store = try selection.open(applies ? .write : .read)
    let query = try selection.query(in: store)
    var tally = MigrationTally(migration)
    var altered = 0
    let cursor = try store.documents(query)
    while var document = try cursor.next()?.document {
      if isCancelled() { throw WorkProblem.interrupted("no label was changed") }
      let before = document.layers
      _ = migration.apply(to: &document, layer: layer, tally: &tally)
      if document.layers != before { altered += 1 }
    }
    report(.output(json ? MigrationReport.json(migration, tally) : MigrationReport.text(migration, tally)))
    guard applies else {
      return report(.info("A dry run: \(altered) documents would be altered; --apply does it", source: "map:1"))
    }
    var ignored = MigrationTally(migration)
    let change = try store.putLayers(query, note: note("labels mapped by \(path)")) { document in
      var document = document
      let before = document.layers
      _ = migration.apply(to: &document, layer: layer, tally: &ignored)
      return document.layers == before ? nil : document.layer(layer)
    }
    report(
      .info(
        change.map {
          "\($0.documents) documents altered in change \($0.id); `gloss corpus undo \(selection.store) \($0.id)` turns it back"
        } ?? "no label was to be changed", source: "map:2"))
  }
}
