import TestSupport
import Testing

@testable import CorpusStore

@Suite("Rows that stay when a list changes")
struct RowAlignmentTests {
  @Test("give the new list in its order, whatever became of the old one", arguments: 1...300)
  func order(seed: Int) {
    var generator = SplitMix64(seed: seed)
    var (old, position) = ([(position: Int, value: Int)](), 0)
    for _ in 0..<Int.random(in: 0...12, using: &generator) {
      position += Int.random(in: 0...2, using: &generator)
      old.append((position, Int.random(in: 0...4, using: &generator)))
      position += 1
    }
    var new = old.map(\.value)
    for _ in 0..<Int.random(in: 0...4, using: &generator) {
      let index = Int.random(in: 0...new.count, using: &generator)
      if generator.chance(50) || new.isEmpty {
        new.insert(Int.random(in: 0...4, using: &generator), at: index)
      } else if index < new.count {
        new.remove(at: index)
      }
    }
    let plan = RowAlignment(old: old, new: new)
    var rows = zip(old, plan.stays).filter(\.1).map(\.0)
    rows += zip(new, plan.positions).compactMap { value, position in position.map { (position: $0, value: value) } }
    rows.sort { $0.position < $1.position }
    #expect(rows.map(\.value) == new)
    #expect(Set(rows.map(\.position)).count == rows.count)
    #expect(rows.allSatisfy { $0.position >= 0 })
  }

  @Test(
    "are as many as can be where one row in the middle is replaced, dropped or came before a gap",
    arguments: [
      ([1, 2, 3, 4], [1, 9, 3, 4], 1), ([1, 2, 3, 4], [1, 3, 4], 0), ([1, 2, 3], [1, 2, 3, 9], 1), ([1, 2], [], 0),
      ([], [1, 2], 2), ([1, 2, 3], [1, 2, 3], 0),
    ])
  func fewWrites(old: [Int], new: [Int], written: Int) {
    let plan = RowAlignment(old: old.enumerated().map { ($0.offset, $0.element) }, new: new)
    #expect(plan.positions.compactMap(\.self).count == written)
  }
}
