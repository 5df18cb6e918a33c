import Annotations
import Foundation
import TestSupport
import Testing

@testable import CorpusFormats

/// A word or some words of a text that could be a mention: visible at both ends, on borders of characters.
func randomStretch(_ document: Document, longest: Int, _ random: inout SplitMix64) -> Range<Int>? {
  guard !document.text.isEmpty else { return nil }
  for _ in 0..<20 {
    var start = Int.random(in: 0..<document.text.count, using: &random)
    if !document.tokens.isEmpty {
      let first = Int.random(in: document.tokens.indices, using: &random)
      let last = min(document.tokens.count - 1, first + Int.random(in: 0..<4, using: &random))
      return document.tokens[first].lowerBound..<document.tokens[last].upperBound
    }
    while start > 0, document.text[start] & 0xC0 == 0x80 { start -= 1 }
    var end = min(document.text.count, start + Int.random(in: 1...longest, using: &random))
    while end < document.text.count, document.text[end] & 0xC0 == 0x80 { end += 1 }
    if let stretch = InlinePlacement.trimmed(start..<end, in: document.text) { return stretch }
  }
  return nil
}

@Suite(
  "Write-back into real corpora",
  .disabled(if: CountedFile.areAbsent, "the shared corpora are not here; set GLOSS_SHARED"))
struct WriteBackCorporaTests {
  private func read(_ file: InlineCase) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(filePath: file.input.paths[0])))
  }

  @Test("with the same mentions a file stays as it is, byte for byte", arguments: try InlineCase.all())
  func unchanged(file: InlineCase) throws {
    let bytes = try read(file)
    var mentions = 0
    let output = try XMLWriteBack.write(bytes, as: file.input, revise: { $0 }, report: { mentions += $0.spans.count })
    let isSame = output == bytes
    #expect(isSame)
    #expect(mentions == file.kept)
    let isUntouched = try XMLWriteBack.write(bytes, as: file.input, revise: { _ in nil }) == bytes
    #expect(isUntouched)
  }

  @Test(
    "a new mention changes only its own place, and without its tags the file is as it was",
    arguments: try InlineCase.all())
  func added(file: InlineCase) throws {
    let bytes = try read(file)
    var random = SplitMix64(seed: file.bytes)
    var (asked, dropped) = (0, 0)
    let output = try XMLWriteBack.write(
      bytes, as: file.input,
      revise: { document in
        guard let stretch = randomStretch(document, longest: 60, &random) else { return nil }
        asked += 1
        var document = document
        document.mentions.append(Mention(label: "ZZZ", range: stretch))
        return document
      }, report: { dropped += $0.spans.count { $0.fate == .dropped } })
    // Whatever stands in the new file stands in the old one in the same order, but for the new tags.
    let isSame = withoutNewTags(output) == withoutNewTags(bytes)
    #expect(isSame)
    #expect(asked == dropped || output.count > bytes.count)
    #expect(dropped == 0)
  }

  /// The bytes of a file without tags of the label `ZZZ`, their line ends in rows, and the ids of pieces.
  private func withoutNewTags(_ bytes: [UInt8]) -> String {
    var isUTF16 = false
    var text = String(decoding: bytes, as: UTF8.self)
    if bytes.starts(with: [0xFF, 0xFE]) {
      isUTF16 = true
      text = String(
        decoding: stride(from: 2, to: bytes.count - 1, by: 2).map { UInt16(bytes[$0]) | UInt16(bytes[$0 + 1]) << 8 },
        as: UTF16.self)
    }
    for name in ["name", "rs", "ZZZ", "ENAMEX", "TIMEX", "NUMEX", "PHI", "ne"] {
      let start = "<\(name)( TYPE| type)?(=\"ZZZ\")?( xml:id=\"m[0-9]+\")?( prev=\"#m[0-9]+\")?( next=\"#m[0-9]+\")?>"
      guard let expression = try? NSRegularExpression(pattern: start + "|</\(name)>") else { continue }
      // Ends of other elements of that name go on both sides.
      text = expression.stringByReplacingMatches(
        in: text, range: NSRange(text.startIndex..., in: text), withTemplate: "")
    }
    return (isUTF16 ? "16" : "") + text.filter { $0 != "\n" || !text.hasPrefix("<text id") }
  }

  @Test("another label changes only the element's name or one attribute", arguments: try InlineCase.all())
  func relabelled(file: InlineCase) throws {
    let bytes = try read(file)
    var random = SplitMix64(seed: file.bytes)
    var changed: [(Range<Int>, String)] = []
    let output = try XMLWriteBack.write(
      bytes, as: file.input,
      revise: { document in
        guard !document.mentions.isEmpty else { return nil }
        var document = document
        let index = Int.random(in: document.mentions.indices, using: &random)
        document.mentions[index].label = document.mentions[index].label == "PER" ? "LOC" : "PER"
        changed.append((document.mentions[index].hull, document.mentions[index].label))
        return document
      })
    guard !changed.isEmpty else { return }
    // Outside of tags nothing changed, and at most two tags a document did.
    let (before, after) = (markup(bytes), markup(output))
    let isSame = before.text == after.text
    #expect(isSame)
    #expect(before.tags.count == after.tags.count)
    let different = zip(before.tags, after.tags).count { $0 != $1 }
    #expect(different > 0 && different <= 2 * changed.count)
  }

  /// A file as its tags and what stands between them.
  private func markup(_ bytes: [UInt8]) -> (tags: [ArraySlice<UInt8>], text: [UInt8]) {
    var tags: [ArraySlice<UInt8>] = []
    var text: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x3C, let end = bytes[index...].firstIndex(of: 0x3E) {
        tags.append(bytes[index...end])
        index = end + 1
      } else {
        text.append(bytes[index])
        index += 1
      }
    }
    return (tags, text)
  }

  @Test("without mentions and with them again, a file says the same", arguments: try InlineCase.all())
  func removedAndAdded(file: InlineCase) throws {
    let bytes = try read(file)
    var mentions: [String: [Mention]] = [:]
    let bare = try XMLWriteBack.write(
      bytes, as: file.input,
      revise: { document in
        mentions[document.id] = document.mentions
        var document = document
        document.mentions = []
        return document
      })
    var asked = 0
    var kept = 0
    // What comes out has the mentions again, or `write` throws.
    _ = try XMLWriteBack.write(
      bare, as: file.input,
      revise: { document in
        #expect(document.mentions.isEmpty)
        var document = document
        document.mentions = mentions[document.id] ?? []
        asked += document.mentions.count
        return document
      }, report: { kept += $0.spans.count { $0.fate == .kept } })
    #expect(kept == asked)
    #expect(asked == file.kept)
  }

  @Test(
    "many mentions at random, also across elements and one another, are read again as they were asked for",
    arguments: 0..<12)
  func random(seed: Int) throws {
    var random = SplitMix64(seed: seed)
    let cases = try InlineCase.all()
    for form in ["tei", "inline-xml", "enamex", "i2b2-2006", "cwb"] {
      let files = cases.filter { $0.form == form }
      let file = files[Int.random(in: files.indices, using: &random)]
      let bytes = try read(file)
      var (asked, found) = (0, 0)
      let output = try XMLWriteBack.write(
        bytes, as: file.input,
        revise: { document in
          var document = document
          if Bool.random(using: &random) { document.mentions.removeAll { _ in Bool.random(using: &random) } }
          for _ in 0..<20 {
            guard let stretch = randomStretch(document, longest: 400, &random) else { continue }
            var fragments = [stretch]
            if let second = randomStretch(document, longest: 20, &random), second.lowerBound > stretch.upperBound + 3 {
              fragments.append(second)
            }
            document.mentions.append(
              Mention(label: ["PER", "LOC", "ZZZ"].randomElement(using: &random) ?? "", fragments: fragments))
          }
          asked += document.mentions.count
          return document
        }, report: { found += $0.spans.count { $0.fate != .dropped } })
      #expect(found == asked, "\(file.file)")
      // And taking them away again gives text that is as it was.
      let again = try XMLWriteBack.write(output, as: file.input, revise: { _ in nil })
      let isSame = again == output
      #expect(isSame)
    }
  }
}
