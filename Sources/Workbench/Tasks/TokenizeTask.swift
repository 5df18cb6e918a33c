import CorpusFormats
import Tokenization

extension Workbench {
  /// `tokenize`: for each line of the files, its ids (and ranges) as one JSON object on standard output.
  public func tokenize(tokenizer folder: String, inputs: [String], offsets: Bool) throws {
    let encoder = TokenEncoder(try Tokenizer(path: folder))
    for path in inputs {
      // Only LF ends a line here: a CR is a character that the tokenizer sees. Bytes come as they are; the tokenizer takes
      // those that are not UTF-8 for U+FFFD, and ranges count the file's own bytes.
      var lines = try LineReader(path: path, breaks: .lineFeed)
      var pending = ""
      while let line = try lines.nextBytes() {
        pending += TokenizedLine.json(line.span, offsets: offsets, encoder: encoder) + "\n"
        if pending.utf8.count > 1 << 16 {
          report(.output(pending))
          pending = ""
        }
      }
      if !pending.isEmpty { report(.output(pending)) }
    }
  }
}
