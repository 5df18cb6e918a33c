/// The two paths of a pair `text_NAME.txt` and `labels_NAME.txt`.
struct TextLabelsPaths: Hashable {
  let text: String
  let labels: String

  /// The pair that a path names: one of the two, or `folder/NAME`, with or without `.txt` and `.gz` behind.
  init(_ path: String) {
    let slash = path.lastIndex(of: "/").map { path.index(after: $0) } ?? path.startIndex
    let folder = path[..<slash]
    var name = path[slash...]
    var ending = ".txt"
    if name.hasSuffix(".gz") {
      name = name.dropLast(3)
      ending += ".gz"
    }
    if name.hasSuffix(".txt") { name = name.dropLast(4) }
    for prefix in ["text_", "labels_"] where name.hasPrefix(prefix) {
      name = name.dropFirst(prefix.count)
      break
    }
    text = "\(folder)text_\(name)\(ending)"
    labels = "\(folder)labels_\(name)\(ending)"
  }
}

extension CorpusFormat {
  /// The paths of TAO's pair for a path that names it: `text_NAME.txt` and `labels_NAME.txt`.
  public static func textLabelsPair(_ path: String) -> [String] {
    let paths = TextLabelsPaths(path)
    return [paths.text, paths.labels]
  }
}
