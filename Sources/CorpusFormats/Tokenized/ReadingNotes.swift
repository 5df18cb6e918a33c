/// What a reader of tokens leaves out or could not use, for its remarks.
struct ReadingNotes {
  private var keys: [String] = []
  private var count = 0
  private var misfits = 0
  private var firstMisfit = 0

  private static let shown = 12

  /// Notes a comment that is not kept.
  mutating func addComment(_ comment: ColumnComment) {
    count += 1
    guard comment.value != nil, keys.count < Self.shown, !keys.contains(comment.key) else { return }
    // What holds an equals sign by chance, an address for example, names nothing.
    let isName = comment.key.utf8.allSatisfy { $0 > 0x20 && $0 != UInt8(ascii: "/") && $0 < 0x7F }
    if isName { keys.append(comment.key) }
  }

  /// Notes a sentence whose tokens do not fit the text that a comment gives it.
  mutating func addMisfit(line: Int) {
    if misfits == 0 { firstMisfit = line }
    misfits += 1
  }

  var remarks: [String] {
    var remarks: [String] = []
    if count > 0 {
      let names = keys.isEmpty ? "" : ": " + keys.joined(separator: ", ") + (keys.count == Self.shown ? ", …" : "")
      remarks.append("\(count) comments not kept\(names)")
    }
    if misfits > 0 {
      remarks.append(
        "\(misfits) sentences do not fit their '# text', the first in line \(firstMisfit): their text is the tokens")
    }
    return remarks
  }
}
