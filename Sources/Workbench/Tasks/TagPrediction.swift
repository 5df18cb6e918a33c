import BulkTagging
import Foundation
import Tokenization

extension Workbench {
  /// `tag --dry-run`: counts documents and words, tags a sample of them, and says how long all would take.
  func predictTags(_ request: TagRequest, _ tagger: BulkTagger) throws {
    var feed = try feeds(request)()
    var sample = DocumentSample(bytes: 48 << 10)
    let segmenter = Segmenter()
    var (documents, failures, words, place) = (0, 0, 0, 0)
    while let item = try feed.next() {
      if isCancelled() { throw WorkProblem.interrupted("nothing was tagged") }
      defer { place += 1 }
      guard place % request.run.shard.count == request.run.shard.index else { continue }
      switch item {
      case .failure(let failure):
        failures += 1
        if failures <= 20 { report(.log(.warning, source: "tag:3", message: "\(failure.id): \(failure.reason)")) }
      case .document(let document):
        documents += 1
        words += document.words?.count ?? segmenter.words(in: document.text).count
        sample.add(document)
      }
      report(
        .progress(
          WorkProgress(
            title: "counting", done: Double(feed.done), total: feed.total.map(Double.init), unit: "words",
            units: Double(words))))
    }
    var pending = sample.documents[...]
    let began = ContinuousClock.now
    let totals = try tagger.tag(next: { pending.popFirst() }, deliver: { _, _ in })
    let duration = began.duration(to: .now)
    let seconds = Double(duration.components.seconds) + Double(duration.components.attoseconds) / 1e18
    var text = "documents\t\(documents)\nfailures\t\(failures)\nwords\t\(words)\n"
    if totals.words > 0, seconds > 0 {
      let rate = Double(totals.words) / seconds
      text += String(format: "words per second\t%.0f\nseconds\t%.0f\n", rate, Double(words) / rate)
    }
    report(.output(text))
  }
}

/// Documents of a stream, each with the same chance, up to a number of bytes; the same in every run.
struct DocumentSample {
  private(set) var documents: [SourceDocument] = []
  private let limit: Int
  private var seen = 0
  private var state: UInt64 = 0x9E37_79B9_7F4A_7C15

  init(bytes: Int) { limit = bytes }

  private var bytes: Int { documents.reduce(0) { $0 + $1.text.count } }

  mutating func add(_ document: SourceDocument) {
    var document = document
    // Of a long document its beginning.
    if document.text.count > limit / 8, document.words == nil {
      var end = limit / 8
      while end > 0, document.text[end] & 0xC0 == 0x80 { end -= 1 }
      document.text = Array(document.text[..<end])
      document.original = nil
    }
    seen += 1
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    if documents.count < 4096, bytes + document.text.count <= limit {
      documents.append(document)
    } else if !documents.isEmpty {
      let place = Int((state >> 33) % UInt64(seen))
      if place < documents.count { documents[place] = document }
    }
  }
}
