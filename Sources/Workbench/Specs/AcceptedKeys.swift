import Specs

/// Keys that TAO's users may write and that change nothing here, each with the sentence that the log gives for it.
struct AcceptedKeys {
  /// One sentence a key that the spec names.
  private(set) var notes: [String] = []

  /// Takes a key of any value. The sentence goes on from `'trainer.benchmark' has no effect: `.
  mutating func accept(_ section: SpecSection, _ key: String, because reason: String) {
    guard section.names(key), let value = section.open(key) else { return }
    if value.scalar?.value == .bool(false) || value.list?.isEmpty == true || value.map?.entries.isEmpty == true {
      return
    }
    note(section, key, reason)
  }

  /// The sentence of a key that was read elsewhere.
  mutating func note(_ section: SpecSection, _ key: String, _ reason: String) {
    notes.append("'\((section.path + [key]).joined(separator: "."))' has no effect: \(reason)")
  }

  /// What data sets are told about loading, in `model.dataset` or in a split.
  mutating func acceptLoading(_ section: SpecSection) {
    accept(
      section, "use_cache",
      because: "10,000 sentences are read and encoded in 0.2 s, and what is always made anew is never stale")
    accept(section, "num_workers", because: "the data sets stay in memory; the threads are trainer.workers")
    accept(section, "pin_memory", because: "there is no GPU to copy to")
  }
}
