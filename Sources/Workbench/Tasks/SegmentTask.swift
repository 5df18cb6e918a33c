public import Annotations
import CorpusFormats
import JSONText
import Tokenization

extension Workbench {
  /// `segment`: for each document its sentences and words as one JSON object on standard output, as `tag` finds them:
  ///
  ///     {"id":"a.txt","sentences":[{"start":0,"end":9,"words":[[0,2],[3,8],[8,9]]}]}
  ///
  /// Ranges are half-open. Bytes that are not UTF-8 become U+FFFD, and offsets count the repaired text.
  ///
  /// - Parameter linesAreDocuments: each line is a document, and its id `FILE:LINE`.
  public func segment(inputs: [String], linesAreDocuments: Bool, offsets: OffsetUnit) throws {
    for path in inputs {
      var reader = try LineReader(path: path, invalidUTF8: .repair)
      var pending = ""
      func show(_ id: String, _ text: [UInt8]) {
        pending += Self.segments(id, text, offsets) + "\n"
        guard pending.utf8.count > 1 << 16 else { return }
        report(.output(pending))
        pending = ""
      }
      if linesAreDocuments {
        while let line = try reader.nextBytes() {
          guard !isCancelled() else { throw WorkProblem.interrupted("the rest was not segmented") }
          show("\(reader.name):\(reader.number)", line)
        }
      } else {
        show(path, try reader.rest())
      }
      if !pending.isEmpty { report(.output(pending)) }
    }
  }

  private static func segments(_ id: String, _ text: [UInt8], _ unit: OffsetUnit) -> String {
    var counter = OffsetCounter(text: text, unit: unit)
    var output = JSONOutput()
    output.object { output in
      output.name("id")
      output.value(Array(id.utf8))
      output.name("sentences")
      output.array { output in
        Segmenter().forEachSentence(in: text.span) { words in
          let ranges = words.map { (counter.offset(ofByte: $0.lowerBound), counter.offset(ofByte: $0.upperBound)) }
          guard let first = ranges.first, let last = ranges.last else { return }
          output.object { output in
            output.name("start")
            output.value(first.0)
            output.name("end")
            output.value(last.1)
            output.name("words")
            output.array { output in
              for (start, end) in ranges {
                output.array { output in
                  output.value(start)
                  output.value(end)
                }
              }
            }
          }
        }
      }
    }
    return String(decoding: output.bytes, as: UTF8.self)
  }
}
