import ArgumentParser
import Workbench

/// `gloss tokenize`
struct Tokenize: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Print the sub-token ids of each line as JSON.",
    discussion:
      "Lines end at LF alone. Special tokens are not added. Ranges are half-open UTF-8 byte offsets of the line.")

  @Option(help: "An encoder's folder, or a tokenizer.json, vocab.txt or SentencePiece model.")
  var tokenizer: String
  @Flag(help: "Also print each sub-token's range in its line.")
  var offsets = false
  @Argument(help: "Text files; - or nothing is standard input.")
  var files: [String] = []

  func run() throws {
    try Session.run("tokenize", results: nil) {
      try $0.tokenize(tokenizer: tokenizer, inputs: files.isEmpty ? ["-"] : files, offsets: offsets)
    }
  }
}
