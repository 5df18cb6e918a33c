import Specs

/// One data set: `training_ds`, `validation_ds`, `test_ds`.
struct DatasetSpec {
  /// The split of a corpus store.
  var split: String
  var textFile: String
  var labelsFile: String
  var batchSize: Int
  var samples: Int
  var shuffle: Bool
  /// Whether a last batch that is not full is left out; set from `model.dataset` where a split does not say.
  var dropsLast: Bool
  /// Sentences for the log about keys that change nothing here.
  var accepted = AcceptedKeys()

  /// - Parameter hasStore: whether the data comes from a store, so that `split` and not file names say which.
  init(_ section: SpecSection, split standard: String, shuffle: Bool, hasStore: Bool) {
    if hasStore {
      split = section.string("split", default: standard)
      section.check(!split.isEmpty && !split.contains("/"), key: "split", "must be the name of a split")
      for key in ["text_file", "labels_file"] where section.names(key) {
        // The specs that people start from name the files of the standard splits.
        _ = section.optionalString(key)
      }
      (textFile, labelsFile) = ("text_\(split).txt", "labels_\(split).txt")
    } else {
      split = standard
      textFile = section.string("text_file", default: "text_\(split).txt")
      labelsFile = section.string("labels_file", default: "labels_\(split).txt")
    }
    batchSize = section.int("batch_size", default: 64)
    section.check(batchSize >= 1, key: "batch_size", "must be at least 1")
    samples = section.int("num_samples", default: -1)
    section.check(samples == -1 || samples > 0, key: "num_samples", "must be -1 (all) or greater than 0")
    self.shuffle = section.bool("shuffle", default: shuffle)
    dropsLast = section.bool("drop_last", default: false)
    accepted.acceptLoading(section)
    if !shuffle, self.shuffle {
      accepted.note(section, "shuffle", "the order in which data is scored does not change the scores")
    }
  }
}
