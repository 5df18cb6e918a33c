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
      if var tokenizer = model["tokenizer"]?.map {
        // The archive has these files under names of its own.
        for (key, name) in [("vocab_file", "vocab.txt"), ("tokenizer_model", "tokenizer.model")] {
          if case .scalar(let scalar)? = tokenizer[key]?.content, scalar.value != .null {
            tokenizer.set(key, to: SpecNode(.scalar(Scalar(.string(name)))))
          }
        }
        model.set("tokenizer", to: SpecNode(.map(tokenizer)))
      }
      kept.set(entry.key, to: SpecNode(.map(model)))
    }
    return SpecNode(.map(kept)).yaml()
  }
}
