import Foundation
import Tokenization

let arguments = CommandLine.arguments
let tokenizer = try WordPieceTokenizer(path: arguments[2])
let encoder = WordPieceEncoder(tokenizer)
func lines(_ bytes: [UInt8]) -> [Range<Int>] {
  var result: [Range<Int>] = []
  var start = 0
  for (index, byte) in bytes.enumerated() where byte == 0x0A {
    result.append(start..<index)
    start = index + 1
  }
  if start < bytes.count { result.append(start..<bytes.count) }
  return result
}
if arguments[1] == "print" {
  var out = ""
  for file in arguments[3...] {
    let bytes = [UInt8](try Data(contentsOf: URL(filePath: file)))
    for line in lines(bytes) {
      out += TokenizedLine.json(bytes.span.extracting(line), offsets: true, encoder: encoder) + "\n"
    }
    FileHandle.standardOutput.write(Data(out.utf8))
    out = ""
  }
} else if arguments[1].hasPrefix("time") {
  // Lines are split and files read before the clock runs, as on the other side.
  let texts = try arguments[3...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
  let split = texts.map(lines)
  for withRanges in [false, true] {
    for _ in 0..<(arguments[1] == "time" ? 3 : 1) {
      var (bytes, tokens) = (0, 0)
      let clock = ContinuousClock()
      let encoder = WordPieceEncoder(tokenizer)
      var ids: [Int32] = []
      var ranges: [Range<Int>]? = withRanges ? [] : nil
      let duration = clock.measure {
        for (text, lines) in zip(texts, split) {
          for line in lines {
            ids.removeAll(keepingCapacity: true)
            ranges?.removeAll(keepingCapacity: true)
            encoder.encode(text: text.span.extracting(line), ids: &ids, ranges: &ranges)
            tokens += ids.count
          }
          bytes += text.count
        }
      }
      let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
      print(withRanges ? "ranges" : "ids", tokens, seconds, Double(bytes) / seconds / 1e6)
    }
  }
}
if arguments[1] == "segment" {
  let texts = try arguments[3...].map { [UInt8](try Data(contentsOf: URL(filePath: $0))) }
  for _ in 0..<5 {
    var (bytes, words, sentences) = (0, 0, 0)
    let seconds = ContinuousClock().measure {
      for text in texts {
        Segmenter().forEachSentence(in: text.span) { words += $0.count; sentences += 1 }
        bytes += text.count
      }
    }
    print("segment", words, sentences, Double(bytes) / (seconds / .microseconds(1)), "MB/s")
  }
}
if arguments[1] == "show" {
  for file in arguments[3...] {
    let text = [UInt8](try Data(contentsOf: URL(filePath: file)))
    for sentence in Segmenter().sentences(in: text) {
      print(sentence.map { String(decoding: text[$0], as: UTF8.self) }.joined(separator: " "))
    }
  }
}
if arguments[1] == "bounds" {
  let text = [UInt8](try Data(contentsOf: URL(filePath: arguments[3])))
  for sentence in Segmenter().sentences(in: text) {
    print("[" + sentence.map { "[\($0.lowerBound),\($0.upperBound)]" }.joined(separator: ",") + "]")
  }
}
