import Annotations
import CorpusAnalysis
import Foundation
import Testing

@testable import Reports

@Suite("What a doctor found")
struct FindingReportTests {
  private let findings = [
    Finding(
      .leak(unit: .document, split: "test", other: "train", total: 1_200), count: 3,
      places: [
        Finding.Place(
          Quotation(document: "t1", range: 0..<9, text: "some text"), line: 12, remark: "as r1, line 4 in 'train'")
      ]),
    Finding(
      .damage(.mojibake), count: 1,
      places: [Finding.Place(Quotation(document: "d", range: 3..<7, before: "caf", text: "Ã©", after: " x"))]),
    Finding(.emptyDocument, count: 1, places: [Finding.Place(Quotation(document: "e", range: 0..<0, text: ""))]),
  ]

  @Test("the text has a paragraph for each finding, its places, and the sums")
  func text() {
    #expect(
      FindingReport.text(findings) == """
        error [leak] 3: documents of 'test' stand word by word in 'train', of 1200; scores on 'test' are too good
            t1:12 (bytes 0–9): [some text] — as r1, line 4 in 'train'
        warning [encoding-damage] 1: UTF-8 that was read as Windows-1252
            d (bytes 3–7): caf[Ã©] x
        warning [empty-document] 1: documents without a word
            e
        1 error, 2 warnings, 0 notes

        """)
    #expect(FindingReport.text([]) == "nothing found\n")
  }

  @Test("the JSON has the same keys for every finding")
  func json() throws {
    let json = FindingReport.json(findings)
    let whole = try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
    #expect(whole["errors"] as? Int == 1)
    #expect(whole["warnings"] as? Int == 2)
    let list = try #require(whole["findings"] as? [[String: Any]])
    #expect(list.allSatisfy { Set($0.keys) == ["code", "severity", "count", "message", "data", "places"] })
    #expect((list[0]["data"] as? [String: Any])?["total"] as? Int == 1_200)
    let place = try #require((list[1]["places"] as? [[String: Any]])?.first)
    #expect(place["line"] is NSNull)
    #expect(place["bytes"] as? [Int] == [3, 7])
  }
}
