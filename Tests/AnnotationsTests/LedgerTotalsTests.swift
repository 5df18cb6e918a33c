import Annotations
import Testing

@Suite("Sums of a ledger")
struct LedgerTotalsTests {
  @Test("records that are added together count as one by one")
  func together() {
    let records = [
      SpanRecord(.kept, label: "A"), SpanRecord(.dropped, .overlap, label: "B"),
      SpanRecord(.kept, produced: 3, label: "A"), SpanRecord(.kept, .edgeSpace, label: "A"),
      SpanRecord(.kept, isRequested: true, label: "A"), SpanRecord(.snapped, .relocated, label: "C"),
    ]
    var (together, single) = (LedgerTotals(), LedgerTotals())
    together.add(records)
    for record in records { single.add(record) }
    #expect(together == single)
    #expect((together.spans, together.produced, together.unexplained) == (6, 7, 1))
    together.add([])
    #expect(together == single)
  }
}
