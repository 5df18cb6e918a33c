import CorpusFormats
import Foundation
import Tokenization

/// WordPiece over the lines of a text, as `gloss tokenize` splits and encodes them.
enum TokenizerBenchmark {
  /// Writes the ids for the comparison with `tokenizers`, then measures.
  ///
  /// - Parameter idsPath: receives the number of ids of each line and the ids themselves, as 32-bit little-endian integers.
  static func run(folder: String, name: String, text: String, ids idsPath: String) throws {
    let tokenizer = try Tokenizer(path: folder)
    var lines: [[UInt8]] = []
    var reader = try LineReader(path: text, invalidUTF8: .repair, breaks: .lineFeed)
    while let line = try reader.nextBytes() { lines.append(line) }
    let bytes = reader.bytesRead

    let encoder = TokenEncoder(tokenizer)
    var file = Data()
    var count = 0
    for line in lines {
      var ids: [Int32] = []
      var ranges: [Range<Int>]?
      encoder.encode(text: line.span, ids: &ids, ranges: &ranges)
      count += ids.count
      file.append(littleEndian([Int32(ids.count)] + ids))
    }
    try file.write(to: URL(filePath: idsPath))

    // A new encoder each time: its cache is empty at the start, as in a run of the program.
    func measure(withRanges: Bool) -> Double {
      (0..<7).map { _ in
        seconds {
          let encoder = TokenEncoder(tokenizer)
          var ids: [Int32] = []
          var ranges: [Range<Int>]? = withRanges ? [] : nil
          for line in lines {
            ids.removeAll(keepingCapacity: true)
            if withRanges { ranges?.removeAll(keepingCapacity: true) }
            encoder.encode(text: line.span, ids: &ids, ranges: &ranges)
          }
        }
      }.min() ?? .infinity
    }
    let (plain, ranges) = (measure(withRanges: false), measure(withRanges: true))
    // The script reads these figures and makes a table of both sides.
    print([name, "\(bytes)", "\(lines.count)", "\(count)", "\(plain)", "\(ranges)"].joined(separator: "\t"))
  }

  private static func littleEndian(_ values: [Int32]) -> Data {
    var data = Data(capacity: 4 * values.count)
    for value in values {
      let bits = UInt32(bitPattern: value)
      data.append(contentsOf: (0..<4).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt32($0))) })
    }
    return data
  }
}
