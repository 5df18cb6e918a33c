/// Joins neighbouring symbols, the best pair first and of equals the leftmost: the heart of byte-pair encoding.
///
/// Its storage is kept from text to text.
struct PairMerger {
  /// A stretch of bytes that stands for a token; of length 0 once it was joined to its left neighbour.
  struct Symbol {
    var start: Int32
    var length: Int32
    /// What it stands for; the caller's business.
    var id: Int32
    /// Whether it takes part in no pair.
    var isFrozen = false
    fileprivate(set) var previous: Int32 = -1
    fileprivate(set) var next: Int32 = -1

    init(start: Int, length: Int, id: Int32, isFrozen: Bool = false) {
      (self.start, self.length) = (Int32(truncatingIfNeeded: start), Int32(truncatingIfNeeded: length))
      (self.id, self.isFrozen) = (id, isFrozen)
    }
  }

  private struct Pair {
    var priority: Double
    var left: Int32
    var right: Int32
    var length: Int32
    var id: Int32

    @inline(__always)
    func precedes(_ other: Pair) -> Bool {
      priority > other.priority || (priority == other.priority && left < other.left)
    }
  }

  /// The symbols in the order in which they were added, the joined ones included.
  private(set) var symbols: [Symbol] = []
  private var heap: [Pair] = []

  /// Forgets all symbols.
  mutating func removeAll() { symbols.removeAll(keepingCapacity: true) }

  /// Adds a symbol at the end.
  mutating func append(_ symbol: Symbol) {
    var symbol = symbol
    symbol.previous = Int32(symbols.count) - 1
    if !symbols.isEmpty { symbols[symbols.count - 1].next = Int32(symbols.count) }
    symbols.append(symbol)
  }

  /// Joins until nothing can be joined.
  ///
  /// - Parameter candidate: what two neighbours become and how urgent that is, the greater the sooner; `nil` if they stay.
  mutating func merge(_ candidate: (Symbol, Symbol) -> (priority: Double, id: Int32)?) {
    heap.removeAll(keepingCapacity: true)
    guard symbols.count > 1 else { return }
    for index in 1..<symbols.count { consider(Int32(index - 1), Int32(index), candidate) }
    while let top = pop() {
      let (left, right) = (symbols[Int(top.left)], symbols[Int(top.right)])
      // Entries of the heap grow old when a neighbour is joined elsewhere.
      guard left.length > 0, right.length > 0, left.length + right.length == top.length else { continue }
      symbols[Int(top.left)].length = top.length
      symbols[Int(top.left)].id = top.id
      symbols[Int(top.left)].next = right.next
      symbols[Int(top.right)].length = 0
      if right.next >= 0 { symbols[Int(right.next)].previous = top.left }
      consider(left.previous, top.left, candidate)
      consider(top.left, right.next, candidate)
    }
  }

  /// Calls `body` with each symbol that is left, from left to right.
  func forEach(_ body: (Symbol) -> Void) {
    var index: Int32 = symbols.isEmpty ? -1 : 0
    while index >= 0 {
      body(symbols[Int(index)])
      index = symbols[Int(index)].next
    }
  }

  @inline(__always)
  private mutating func consider(
    _ left: Int32, _ right: Int32, _ candidate: (Symbol, Symbol) -> (priority: Double, id: Int32)?
  ) {
    guard left >= 0, right >= 0 else { return }
    let (a, b) = (symbols[Int(left)], symbols[Int(right)])
    guard !a.isFrozen, !b.isFrozen, let found = candidate(a, b) else { return }
    push(Pair(priority: found.priority, left: left, right: right, length: a.length + b.length, id: found.id))
  }

  private mutating func push(_ pair: Pair) {
    heap.append(pair)
    var index = heap.count - 1
    while index > 0, heap[index].precedes(heap[(index - 1) / 2]) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  private mutating func pop() -> Pair? {
    guard let top = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return top }
    heap[0] = last
    var index = 0
    while true {
      var best = index
      for child in 2 * index + 1...2 * index + 2 where child < heap.count && heap[child].precedes(heap[best]) {
        best = child
      }
      if best == index { return top }
      heap.swapAt(index, best)
      index = best
    }
  }
}
