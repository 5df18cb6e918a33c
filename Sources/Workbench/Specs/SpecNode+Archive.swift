import Specs

extension SpecNode {
  /// This tree with one top-level integer set.
  func setting(_ key: String, to value: Int) -> SpecNode { setting(key, to: SpecNode(.scalar(Scalar(.int(value))))) }

  /// This tree with one top-level value set.
  func setting(_ key: String, to value: SpecNode) -> SpecNode {
    guard var map else { return self }
    map.set(key, to: value)
    return SpecNode(.map(map), origin: origin)
  }

  /// The part of a training spec that a model keeps: nothing that names a machine's folders or a key, so that the same
  /// model is the same bytes wherever it was trained.
  var archived: String {
    guard let map else { return "" }
    var kept = SpecMap()
    for entry in map.entries where !["exp_manager", "encryption_key", "data_dir"].contains(entry.key) {
      guard entry.key == "model", var model = entry.value.map else {
        kept.set(entry.key, to: entry.value)
        continue
      }
      model.remove("label_ids")
      kept.set(entry.key, to: SpecNode(.map(model)))
    }
    return SpecNode(.map(kept)).yaml()
  }
}
