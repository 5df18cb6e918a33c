/// Reads a Python pickle (protocols 2 to 5) as far as weights need it: plain containers, numbers, texts and tensors.
///
/// A pickle is a program for a stack machine (CPython, Lib/pickletools.py), and Python's own machine calls whatever a
/// pickle names. This one knows no calls but those of `PickleGlobal`, which only make values; any other instruction or
/// name ends the reading.
struct PickleMachine {
  /// What the pickles read so far have made.
  private(set) var heap = PickleHeap()
  /// Where the next instruction lies.
  private(set) var position: Int

  private let bytes: [UInt8]
  private var stack: [PickleValue] = []
  /// Heights of the stack.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]
  /// Where the instruction at work lies.
  private var start = 0

  /// - Parameter position: where the first pickle begins.
  init(_ bytes: [UInt8], position: Int = 0) { (self.bytes, self.position) = (bytes, position) }

  /// Runs one pickle up to its end; what follows it can be run next.
  mutating func run() throws(CheckpointProblem) -> PickleValue {
    (stack, marks, memo) = ([], [], [:])
    while true {
      start = position
      let code = try byte()
      if code == UInt8(ascii: ".") { return try pop() }
      try step(code)
    }
  }

  private mutating func step(_ code: UInt8) throws(CheckpointProblem) {
    switch code {
    // Frame of the program
    case 0x80:  // PROTO
      let version = try byte()
      guard (2...5).contains(version) else { throw damaged("protocol \(version), expected 2 to 5") }
    case 0x95: _ = try take(8)  // FRAME: how far one may read ahead
    // The stack
    case UInt8(ascii: "("): marks.append(stack.count)
    case UInt8(ascii: "0"): _ = try pop()
    case UInt8(ascii: "1"): _ = try popMarked()
    case UInt8(ascii: "q"): memo[Int(try byte())] = try top()
    case UInt8(ascii: "r"): memo[try length(4)] = try top()
    case 0x94: memo[memo.count] = try top()
    case UInt8(ascii: "h"): try recall(Int(try byte()))
    case UInt8(ascii: "j"): try recall(try length(4))
    // Simple values
    case UInt8(ascii: "N"): stack.append(.none)
    case 0x88: stack.append(.bool(true))
    case 0x89: stack.append(.bool(false))
    case UInt8(ascii: "K"): stack.append(.integer(Int(try byte())))
    case UInt8(ascii: "M"): stack.append(.integer(try length(2)))
    case UInt8(ascii: "J"):
      stack.append(.integer(Int(Int32(truncatingIfNeeded: try length(4)))))
    case 0x8A: stack.append(Self.integer(try take(Int(try byte()))))
    case 0x8B: stack.append(Self.integer(try take(try length(4))))
    case UInt8(ascii: "G"):
      stack.append(.float(Double(bitPattern: try take(8).reduce(0) { $0 << 8 | UInt64($1) })))
    case UInt8(ascii: "X"): stack.append(.string(try text(try length(4))))
    case 0x8C: stack.append(.string(try text(Int(try byte()))))
    case 0x8D: stack.append(.string(try text(try length(8))))
    case UInt8(ascii: "T"): stack.append(.string(try text(try length(4))))
    case UInt8(ascii: "U"): stack.append(.string(try text(Int(try byte()))))
    case UInt8(ascii: "B"): try bytes(try length(4))
    case UInt8(ascii: "C"): try bytes(Int(try byte()))
    case 0x8E: try bytes(try length(8))
    // Containers
    case UInt8(ascii: ")"): stack.append(heap.tuple([]))
    case UInt8(ascii: "t"): stack.append(heap.tuple(try popMarked()))
    case 0x85, 0x86, 0x87: stack.append(heap.tuple(try pop(Int(code - 0x84))))
    case UInt8(ascii: "]"), 0x8F: stack.append(heap.list([]))
    case 0x91: stack.append(heap.list(try popMarked()))
    case UInt8(ascii: "a"): try append([try pop()])
    case UInt8(ascii: "e"), 0x90: try append(try popMarked())
    case UInt8(ascii: "}"): stack.append(heap.dictionary())
    case UInt8(ascii: "s"): try set(try pop(2))
    case UInt8(ascii: "u"): try set(try popMarked())
    // Python's names and calls
    case UInt8(ascii: "c"): stack.append(try global(try line(), try line()))
    case 0x93:
      let names = try pop(2)
      guard case .string(let module) = names[0], case .string(let name) = names[1] else {
        throw damaged("a Python name is not a text")
      }
      stack.append(try global(module, name))
    case UInt8(ascii: "Q"): stack.append(try persistent(try pop()))
    case UInt8(ascii: "R"):
      let parts = try pop(2)
      stack.append(try call(parts[0], heap.elements(parts[1]) ?? []))
    case UInt8(ascii: "b"):
      // An OrderedDict's attributes, such as the versions of modules: nothing that weights need.
      let state = try pop()
      guard case .dictionary = try top(), case .dictionary = state else {
        throw .call("sets the state of \(try top().kind)", offset: start)
      }
    default: throw .instruction(code, offset: start)
    }
  }
}

extension PickleMachine {
  private func global(_ module: String, _ name: String) throws(CheckpointProblem) -> PickleValue {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw .global("\(module).\(name)", offset: start)
    }
    return .global(global)
  }

  private mutating func call(
    _ function: PickleValue, _ arguments: [PickleValue]
  ) throws(CheckpointProblem) -> PickleValue {
    switch function {
    case .global(.orderedDictionary) where arguments.isEmpty: return heap.dictionary()
    case .global(.rebuildTensor): return try tensor(arguments)
    case .global(.rebuildParameter):
      guard case .tensor? = arguments.first else { throw damaged("a parameter without a tensor") }
      return arguments[0]
    case .global(.size):
      guard let size = arguments.first, let elements = heap.elements(size) else {
        throw damaged("a size without numbers")
      }
      return heap.tuple(elements)
    case .global(.set): return heap.list(arguments.first.flatMap { heap.elements($0) } ?? [])
    default: throw .call("calls \(function.kind)", offset: start)
    }
  }

  /// `(storage, offset, size, stride, requires_grad, backward_hooks, …)`; a view must stay in its storage.
  private mutating func tensor(_ arguments: [PickleValue]) throws(CheckpointProblem) -> PickleValue {
    guard arguments.count >= 4, case .storage(let storage) = arguments[0], case .integer(let offset) = arguments[1],
      offset >= 0, let shape = heap.naturals(arguments[2]), let strides = heap.naturals(arguments[3]),
      shape.count == strides.count
    else { throw damaged("a tensor without storage, offset, size and stride") }
    heap.tensors.append(PickleHeap.Tensor(storage: storage, offset: offset, shape: shape, strides: strides))
    return .tensor(heap.tensors.count - 1)
  }

  /// `('storage', type, key, location, count, …)`
  private mutating func persistent(_ id: PickleValue) throws(CheckpointProblem) -> PickleValue {
    guard let parts = heap.elements(id), parts.count >= 5, case .string("storage") = parts[0],
      case .global(.storage(let format)) = parts[1], case .string(let key) = parts[2],
      case .integer(let count) = parts[4], count >= 0
    else { throw .call("refers to something that is not a storage of numbers", offset: start) }
    if parts.count > 5, case .tuple = parts[5] { throw .call("uses a view of a storage", offset: start) }
    heap.storages.append(PickleHeap.Storage(format: format, key: key, count: count))
    return .storage(heap.storages.count - 1)
  }

  private mutating func append(_ values: [PickleValue]) throws(CheckpointProblem) {
    guard case .list(let index) = try top() else { throw damaged("there is no list to append to") }
    heap.lists[index] += values
  }

  private mutating func set(_ pairs: [PickleValue]) throws(CheckpointProblem) {
    guard case .dictionary(let index) = try top(), pairs.count.isMultiple(of: 2) else {
      throw damaged("there is no dictionary for names and values")
    }
    for place in stride(from: 0, to: pairs.count, by: 2) {
      heap.dictionaries[index].append((pairs[place], pairs[place + 1]))
    }
  }

  private mutating func recall(_ index: Int) throws(CheckpointProblem) {
    guard let value = memo[index] else { throw damaged("nothing was remembered as \(index)") }
    stack.append(value)
  }

  // MARK: The stack

  /// Values above the last mark alone may be taken.
  private var floor: Int { marks.last ?? 0 }

  private func top() throws(CheckpointProblem) -> PickleValue {
    guard stack.count > floor, let value = stack.last else { throw damaged("the stack is empty") }
    return value
  }

  private mutating func pop() throws(CheckpointProblem) -> PickleValue {
    let value = try top()
    stack.removeLast()
    return value
  }

  private mutating func pop(_ count: Int) throws(CheckpointProblem) -> [PickleValue] {
    guard stack.count - floor >= count else { throw damaged("the stack is empty") }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  private mutating func popMarked() throws(CheckpointProblem) -> [PickleValue] {
    guard let mark = marks.popLast() else { throw damaged("there is no mark on the stack") }
    let values = Array(stack[mark...])
    stack.removeLast(stack.count - mark)
    return values
  }

  // MARK: The bytes

  private func damaged(_ what: String) -> CheckpointProblem { .damaged(offset: start, what) }

  private mutating func byte() throws(CheckpointProblem) -> UInt8 {
    guard position < bytes.count else { throw damaged("it ends without its end mark") }
    position += 1
    return bytes[position - 1]
  }

  private mutating func take(_ count: Int) throws(CheckpointProblem) -> ArraySlice<UInt8> {
    guard count >= 0, count <= bytes.count - position else { throw damaged("it ends inside a value") }
    position += count
    return bytes[position - count..<position]
  }

  /// An unsigned little-endian number of `size` bytes.
  private mutating func length(_ size: Int) throws(CheckpointProblem) -> Int {
    let value = try take(size).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard let length = Int(exactly: value) else { throw damaged("a length of \(value) bytes") }
    return length
  }

  private mutating func text(_ count: Int) throws(CheckpointProblem) -> String {
    guard let text = String(validating: try take(count), as: UTF8.self) else { throw damaged("a text is not UTF-8") }
    return text
  }

  private mutating func bytes(_ count: Int) throws(CheckpointProblem) {
    _ = try take(count)
    stack.append(.bytes)
  }

  private mutating func line() throws(CheckpointProblem) -> String {
    guard let end = bytes[position...].firstIndex(of: 0x0A) else { throw damaged("a name without end") }
    let name = try text(end - position)
    position += 1
    return name
  }

  /// Two's complement, little-endian, of any length.
  private static func integer(_ bytes: ArraySlice<UInt8>) -> PickleValue {
    guard bytes.count <= 8 else { return .longInteger(Array(bytes)) }
    let isNegative = bytes.last.map { $0 >= 0x80 } ?? false
    let value = bytes.reversed().reduce(isNegative ? -1 : 0) { (value: Int, byte: UInt8) in value << 8 | Int(byte) }
    return .integer(value)
  }
}
