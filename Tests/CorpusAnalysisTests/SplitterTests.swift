import Annotations
import TestSupport
import Testing

@testable import CorpusAnalysis

/// Documents with labels of very different frequency; every tenth repeats an earlier one, nearly or word by word.
private func corpus(seed: UInt64, count: Int = 200) -> [Document] {
  var random = SplitMix64(seed: seed)
  var documents: [Document] = []
  for number in 0..<count {
    var words = random.words(30, vocabulary: 50_000)
    if number % 10 == 9, let earlier = documents.randomElement(using: &random) {
      words = String(decoding: earlier.text, as: UTF8.self).split(separator: " ").map(String.init)
      if Bool.random(using: &random) { words[Int.random(in: 0..<3, using: &random)] = "changed\(number)" }
    }
    let mentions = Int.random(in: 0...8, using: &random)
    var next = document("doc-\(number)", words.joined(separator: " "))
    next.mentions = next.tokens.shuffled(using: &random).prefix(mentions).map {
      Mention(label: "L\(random.zipf(12, skew: 3))", range: $0)
    }
    next.metadata = [Attribute("patient", "p\(number / 3)")]
    documents.append(next)
  }
  return documents
}

private func division(_ documents: [Document], _ change: (inout CorpusSplitter.Options) -> Void = { _ in }) throws
  -> SplitPlan
{
  var options = CorpusSplitter.Options()
  change(&options)
  var splitter = try CorpusSplitter(options)
  for document in documents { splitter.add(document) }
  return splitter.split()
}

/// The mean distance of the labels' shares from those that are wanted, for any division.
private func deviation(_ documents: [Document], _ parts: [String: String], wanted: [String: Double]) -> Double {
  var counts: [String: [String: Int]] = [:]
  for document in documents {
    for mention in document.mentions { counts[mention.label, default: [:]][parts[document.id] ?? "", default: 0] += 1 }
  }
  let distances = counts.values.flatMap { counts in
    let total = Double(counts.values.reduce(0, +))
    return wanted.map { abs(Double(counts[$0.key] ?? 0) / total - $0.value) }
  }
  return distances.reduce(0, +) / Double(distances.count)
}

@Suite("Splitting a corpus")
struct SplitterTests {
  private let wanted = ["train": 0.8, "dev": 0.1, "test": 0.1]

  @Test("labels have their shares, far better than by chance, with every seed", arguments: 0..<12 as Range<UInt64>)
  func stratified(seed: UInt64) throws {
    let documents = corpus(seed: seed)
    let plan = try division(documents) { $0.seed = seed }
    let parts = Dictionary(uniqueKeysWithValues: plan.documents.map { ($0.id, $0.part) })
    let own = deviation(documents, parts, wanted: wanted)
    #expect(abs(own - plan.proof.meanDeviation) < 1e-12)
    var random = SplitMix64(seed: seed)
    for _ in 0..<5 {
      let order = documents.map(\.id).shuffled(using: &random)
      let chance = Dictionary(
        uniqueKeysWithValues: order.enumerated().map { ($1, $0 < 160 ? "train" : $0 < 180 ? "dev" : "test") })
      #expect(own < deviation(documents, chance, wanted: wanted) / 2)
    }
    #expect(plan.proof.meanDeviation < 0.015)
    #expect(plan.proof.parts.allSatisfy { abs($0.documentShare - $0.wanted) < 0.02 })
    #expect(plan.proof.parts.map(\.documents).reduce(0, +) == documents.count)
    #expect(plan.proof.labels.allSatisfy { $0.counts.reduce(0, +) == $0.mentions })
  }

  @Test("equal and near documents are never in two parts", arguments: 0..<6 as Range<UInt64>)
  func leaks(seed: UInt64) throws {
    let documents = corpus(seed: seed)
    let plan = try division(documents) { $0.seed = seed }
    #expect(plan.proof.leakedPairs == 0)
    #expect(plan.proof.tiedDocuments >= 20)
    // By brute force over all pairs.
    let sets = documents.map { document in
      let words = String(decoding: document.text, as: UTF8.self).split(separator: " ")
      return Set((0...words.count - 3).map { words[$0..<$0 + 3].joined(separator: " ") })
    }
    for (a, first) in sets.enumerated() {
      for (b, second) in sets.enumerated().dropFirst(a + 1) where plan.documents[a].part != plan.documents[b].part {
        #expect(Double(first.intersection(second).count) < 0.8 * Double(first.union(second).count))
      }
    }
    // The proof can fail: without the search the copies lie anywhere.
    let careless = try division(documents) {
      $0.seed = seed
      $0.duplicates = nil
    }
    var doctor = CorpusDoctor()
    for (document, assignment) in zip(documents, careless.documents) {
      var document = document
      document.split = assignment.part
      doctor.add(document)
    }
    #expect(doctor.findings.contains { $0.matter.code == "leak" || $0.matter.code == "near-leak" })
  }

  @Test("groups of the metadata stay together, and documents without the key are alone")
  func groups() throws {
    let documents = corpus(seed: 3)
    let plan = try division(documents + [document("alone", "no group here")]) { $0.groupKey = "patient" }
    #expect(plan.proof.dividedGroups == 0)
    for start in stride(from: 0, to: 198, by: 3) {
      #expect(Set(plan.documents[start..<start + 3].map(\.part)).count == 1)
    }
    #expect(plan.proof.largestBundle >= 3)
    #expect(plan.proof.meanDeviation < 0.06)
  }

  @Test("the order of the documents does not matter, the seed does", arguments: 0..<4 as Range<UInt64>)
  func order(seed: UInt64) throws {
    var random = SplitMix64(seed: seed)
    var documents = corpus(seed: seed)
    documents.append(document("doc-1", "the id of another document [L0 here]"))
    documents.append(document("doc-1", "and once more in another text"))
    func parts(_ documents: [Document], seed: UInt64) throws -> Set<[String]> {
      let plan = try division(documents) { $0.seed = seed }
      return Set(zip(documents, plan.documents).map { [$1.id, $1.part, "\($0.text.count)"] })
    }
    let first = try parts(documents, seed: 1)
    #expect(try parts(documents.shuffled(using: &random), seed: 1) == first)
    #expect(try parts(documents, seed: 2) != first)
  }

  @Test("shares may have any sum, and any number of parts")
  func shares() throws {
    let documents = corpus(seed: 1)
    let plan = try division(documents) { $0.parts = [.init("a", share: 3), .init("b", share: 1)] }
    #expect(plan.proof.parts.map(\.wanted) == [0.75, 0.25])
    #expect(abs(plan.proof.parts[0].mentionShare - 0.75) < 0.01)
    let whole = try division(documents) { $0.parts = [.init("all", share: 0.3)] }
    #expect(whole.documents.allSatisfy { $0.part == "all" })
    #expect(whole.proof.largestDeviation == 0)
  }

  @Test("few documents: no part stays empty as long as there are enough")
  func few() throws {
    let documents = (0..<3).map { document("\($0)", "[A text\($0)] of number\($0) alone") }
    let plan = try division(documents)
    #expect(Set(plan.documents.map(\.part)) == ["train", "dev", "test"])
    #expect(try division(Array(documents.prefix(1))).documents.map(\.part) == ["train"])
    #expect(try division([]).documents.isEmpty)
    #expect(try division([document("e", "")]).proof.uncomparedDocuments == 1)
  }

  @Test("a label of two mentions in two documents is divided as far as it can be")
  func handWorked() throws {
    // Four documents, halves: each part gets one with R, and of A (4, 2, 2, 2) five and five cannot be: four and six.
    let documents = [
      document("1", "[A a] [A b] [A c] [A d] one"), document("2", "[A e] [A f] [R r] two"),
      document("3", "[A g] [A h] [R s] three"), document("4", "[A i] [A j] four"),
    ]
    let plan = try division(documents) { $0.parts = [.init("x", share: 1), .init("y", share: 1)] }
    let rare = try #require(plan.proof.labels.last)
    #expect(rare.label == "R" && rare.counts == [1, 1] && rare.bundles == 2)
    #expect(plan.proof.labels[0].counts.sorted() == [4, 6])
    #expect(plan.proof.parts.map(\.documents) == [2, 2])
  }

  @Test(
    "parts that cannot be are refused",
    arguments: [
      ([], "no part was named; name each with its share, such as train=0.8 dev=0.1 test=0.1"),
      ([.init("", share: 1)], "a part has no name; name each with its share, such as train=0.8"),
      (
        [.init("a", share: 1), .init("a", share: 1)],
        "two parts are called 'a'; every part needs a name of its own"
      ),
      ([.init("a", share: 0)], "the share of 'a' is 0.0, expected a number above 0"),
      ([.init("a", share: .infinity)], "the share of 'a' is inf, expected a number above 0"),
    ] as [([CorpusSplitter.Part], String)])
  func refused(parts: [CorpusSplitter.Part], expected: String) {
    var options = CorpusSplitter.Options()
    options.parts = parts
    do {
      _ = try CorpusSplitter(options)
      Issue.record("not refused")
    } catch { #expect(error.description == expected) }
  }
}
