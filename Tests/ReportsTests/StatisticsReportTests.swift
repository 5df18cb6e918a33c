import Annotations
import CorpusAnalysis
import Foundation
import Testing

@testable import Reports

@Suite("Corpus statistics as text, JSON and page")
struct StatisticsReportTests {
  /// Forty documents whose names and texts need escaping.
  private let large: CorpusFigures = {
    var statistics = CorpusTally()
    for number in 0..<40 {
      let words = (0..<(5 + number * number % 23)).map { "w\($0)" }.joined(separator: " ")
      var document = Document(
        id: "d<\(number)>", text: Array("<Ada> & Co. met \"Łódź\" \(words)".utf8),
        split: ["train", "train", "dev", "test"][number % 4])
      document.sentences = [0..<document.text.count]
      document.mentions = [
        Mention(label: "ORG", range: 0..<11), Mention(label: "B<&>", range: 16..<25),
        Mention(label: number % 5 == 0 ? "RARE" : "ORG", range: 0..<5),
      ]
      statistics.add(document)
    }
    return statistics.figures
  }()

  private let small: CorpusFigures = {
    var statistics = CorpusTally()
    var document = Document(id: "a", text: Array("Ada met\tBob".utf8), sentences: [0..<11])
    document.tokens = [0..<3, 4..<7, 8..<11]
    document.mentions = [Mention(label: "PER", range: 0..<3), Mention(label: "PER", range: 8..<11)]
    statistics.add(document)
    return statistics.figures
  }()

  @Test("the text tells sizes, labels, surfaces, lengths and tags")
  func text() {
    #expect(
      StatisticsReport.text(small, remarks: ["tags: IOB2"]) == """
        part  documents  sentences  tokens  characters  mentions  labels  documents without mentions
        all           1          1       3          11         2       1                           0

        label  mentions   share  documents  of all  tokens  surfaces  per mention  tokens/mention  characters/mention
        PER           2  100.0%          1  100.0%       2         2         1.00            1.00                 3.0

        label  most frequent surfaces
        PER    Ada 1; Bob 1

        length in tokens  count  mean  least  5%  25%  50%  75%  90%  95%  99%  most
        sentences             1   3.0      3   3    3    3    3    3    3    3     3
        documents             1   3.0      3   3    3    3    3    3    3    3     3
        mentions              2   1.0      1   1    1    1    1    1    1    1     1

        tag (IOB2)  tokens  share  weight N/(K·n)  weight, effective number, β = 0.9999
        B-PER            2  66.7%          0.7500                                0.6667
        O                1  33.3%          1.5000                                1.3333

        note: tags: IOB2

        """)
  }

  @Test("an empty corpus has tables without numbers")
  func empty() throws {
    let figures = CorpusTally().figures
    #expect(StatisticsReport.text(figures).contains("no mentions\n"))
    #expect(try object(StatisticsReport.json(figures))["splits"] as? [Int] == [])
    #expect(XMLDelegate().parse(withoutDoctype(StatisticsPage.html(figures, title: "none"))))
  }

  private func object(_ json: String) throws -> [String: Any] {
    try #require(try JSONSerialization.jsonObject(with: Data(json.utf8)) as? [String: Any])
  }

  private func withoutDoctype(_ page: String) -> String { String(page.dropFirst("<!DOCTYPE html>\n".count)) }

  @Test("the JSON has all keys in their order, and undefined figures as null")
  func json() throws {
    let json = StatisticsReport.json(small, remarks: ["a\u{85}\"b\""])
    #expect(
      json.hasPrefix(
        """
        {
          "format": "gloss-corpus-statistics",
          "version": 1,
          "beta": 0.9999,
          "all": {
            "split": null,
            "documents": 1,
            "documents_with_mentions": 1,
            "documents_without_tokens": 0,
            "documents_without_sentences": 0,
            "sentences": 1,
            "tokens": 3,
            "bytes": 11,
            "characters": 11,
            "mentions": 2,
            "discontinuous_mentions": 0,
            "overlapping_mentions": 0,
            "untagged_mentions": 0,
            "labels": [
              {
                "label": "PER",
                "mentions": 2,
                "documents": 1,
                "document_share": 1.0,
                "tokens": 2,
                "mean_tokens": 1.0,
                "mean_characters": 3.0,
                "surfaces": 2,
                "surfaces_exact": true,
                "surfaces_per_mention": 1.0,
                "top_surfaces": [
                  {"surface": "Ada", "count": 1},
                  {"surface": "Bob", "count": 1}
                ],
                "top_surfaces_error": 0,
                "examples": [

        """))
    let whole = try object(json)
    #expect(whole["remarks"] as? [String] == ["a\u{85}\"b\""])
    let all = try #require(whole["all"] as? [String: Any])
    let lengths = try #require(all["sentence_lengths"] as? [String: Any])
    #expect(lengths["histogram"] as? [[Int]] == [[3, 3, 1]])
    let label = try #require((all["labels"] as? [[String: Any]])?.first)
    let example = try #require((label["examples"] as? [[String: Any]])?.first { $0["text"] as? String == "Ada" })
    #expect(example["bytes"] as? [Int] == [0, 3])
    #expect(example["after"] as? String == " met Bob")
  }

  @Test("the page is well-formed whatever names and texts hold, and needs nothing else")
  func page() {
    let page = StatisticsPage.html(large, title: "a <corpus> & more", remarks: ["tags: \u{1}\u{85}IOB2"])
    let parser = XMLDelegate()
    #expect(page.hasPrefix("<!DOCTYPE html>\n"))
    #expect(parser.parse(withoutDoctype(page)))
    for text in ["a <corpus> & more", "B<&>", "\"Łódź\"", "d<27>", "923", "tags: \u{FFFD}\u{FFFD}IOB2", "ORG, dev: 18"]
    {
      #expect(parser.texts.contains(text), "\(text)")
    }
    for word in ["<script", "src=", "href=", "url(", "@import"] { #expect(!page.contains(word)) }
    #expect(page.components(separatedBy: "http").count == page.components(separatedBy: "xmlns=\"http").count)
  }

  @Test("bars are as long as their numbers, and made of their parts")
  func bars() {
    let chart = BarChart(
      title: "t", series: ["a", "b"],
      rows: [.init(name: "x", values: [30, 10]), .init(name: "y", values: [0, 20])])
    #expect(chart.svg.contains("width=\"322.5\" height=\"16\" fill=\"#0072b2\"><title>x, a: 30</title>"))
    #expect(chart.svg.contains("<rect x=\"512.5\" y=\"29\" width=\"107.5\""))
    #expect(
      chart.svg.contains("<rect x=\"190.0\" y=\"51\" width=\"215.0\" height=\"16\" fill=\"#e69f00\"><title>y, b: 20"))
  }

  @Test("a histogram's bar for the rest looks different and is named")
  func histogram() {
    var tally = CorpusTally()
    for length in Array(repeating: 5, count: 200) + [900] {
      tally.add(Document(id: "", text: [], sentences: [], tokens: (0..<length).map { $0..<$0 }))
    }
    let bars = tally.figures.total.documentLengths.bars
    let svg = Histogram(title: "t", unit: "u", bars: bars).svg
    #expect(bars.map(\.count) == [200, 1])
    #expect(svg.contains("<title>5: 200</title>"))
    #expect(svg.contains("fill=\"#999999\"><title>6–900: 1</title>"))
    #expect(svg.contains(">≥6</text>"))
  }
}
