import Annotations
import CorpusAnalysis
import Specs

extension SpecSection {
  /// `label_map`: types or labels, and what they become; `null` drops. Or the path of a YAML file with such a map, as
  /// `corpus map` takes it, as long as it does not look at texts.
  func labelMap() -> LabelMap {
    guard let node = open("label_map") else { return .identity }
    if let path = node.scalar?.text { return labelMap(file: path) }
    var entries: [String: String?] = [:]
    for entry in node.map?.entries ?? [] {
      let text = entry.value.scalar?.text
      check(
        entry.value.isNull || text.map { !$0.isEmpty && !$0.contains(where: \.isWhitespace) } == true, key: "label_map",
        "must have a label, a type or null for '\(entry.key)'")
      check(entry.key != "O", key: "label_map", "must leave O alone: it is what is outside every mention")
      entries.updateValue(entry.value.isNull ? nil : text, forKey: entry.key)
    }
    check(node.map != nil, key: "label_map", "must be a map, such as {PER: PERSON, MISC: null}, or the path of a file")
    return LabelMap(entries)
  }

  private func labelMap(file path: String) -> LabelMap {
    do {
      let migration = try LabelMigrationFile.read(path)
      check(
        migration.labelMap != nil, key: "label_map",
        "names \(path), which divides labels by texts or attributes; tags have none: use `gloss corpus map`")
      return migration.labelMap ?? .identity
    } catch {
      check(false, key: "label_map", "names a file that cannot be used: \(error)")
      return .identity
    }
  }
}
