/// What the pickle of a checkpoint says, and where the storages lie that it names.
struct CheckpointContent {
  private let root: PickleValue
  private let heap: PickleHeap
  private let places: [String: Range<Int>]

  /// PyTorch's format since 1.6. All names share a folder, which is named as the file was.
  init(zip storage: FileBytes) throws(CheckpointProblem) {
    let zip = try ZipFile(storage)
    guard let pickle = zip.members.keys.filter({ $0 == "data.pkl" || $0.hasSuffix("/data.pkl") }).min() else {
      throw .noMember("data.pkl")
    }
    let folder = pickle.dropLast("data.pkl".count)
    if zip.members[folder + "byteorder"] != nil {
      let order = storage[try zip.checked(folder + "byteorder").range]
      guard order.elementsEqual("little".utf8) else { throw .bigEndian }
    }
    let range = try zip.checked(pickle).range
    guard range.count <= CheckpointFile.pickleLimit else {
      throw .tooLong(bytes: range.count, limit: CheckpointFile.pickleLimit)
    }
    var machine = PickleMachine(Array(storage[range]))
    root = try machine.run()
    heap = machine.heap
    var places: [String: Range<Int>] = [:]
    for key in Set(heap.storages.map(\.key)).sorted() {
      places[key] = try zip.checked("\(folder)data/\(key)").range
    }
    self.places = places
  }

  /// The format before: a number by which it is known, a version, facts of the machine, the content, the storages' names;
  /// then each storage as its count in 8 bytes and its numbers.
  init(pickles storage: FileBytes) throws(CheckpointProblem) {
    var machine = PickleMachine(Array(storage.prefix(CheckpointFile.pickleLimit)))
    guard case .longInteger(Self.magic) = try machine.run() else {
      throw .foreign(start: ForeignFile.start(of: storage.prefix(64)), kind: ForeignFile.kind(of: storage.prefix(64)))
    }
    guard case .integer(1001) = try machine.run() else {
      throw .damaged(offset: 0, "the version of the format is not 1001")
    }
    let facts = try machine.run()
    if case .bool(false)? = machine.heap.fields(facts)?["little_endian"] { throw .bigEndian }
    let root = try machine.run()
    let list = try machine.run()
    let keys = machine.heap.elements(list) ?? []
    (self.root, heap) = (root, machine.heap)
    let formats = Dictionary(heap.storages.map { ($0.key, $0.format) }, uniquingKeysWith: { first, _ in first })
    var position = machine.position
    var places: [String: Range<Int>] = [:]
    for key in keys {
      guard case .string(let name) = key, let format = formats[name], let stored = storage.uint64(position),
        let count = Int(exactly: stored)
      else { throw .container(offset: position, "a storage is not where it should be") }
      let (size, overflow) = count.multipliedReportingOverflow(by: format.size)
      let start = position + 8
      guard !overflow, size >= 0, size <= storage.count - start else {
        throw .container(offset: position, "a storage of \(count) numbers does not fit into the file")
      }
      places[name] = start..<start + size
      position = start + size
    }
    self.places = places
  }

  /// 0x1950A86A20F9469CFC6C, little-endian.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]

  /// The tensors of the state, in the file's order.
  func tensors() throws(CheckpointProblem) -> (names: [String], views: [String: CheckpointFile.View]) {
    var state = root
    // Lightning has the state beside much else, and so has Megatron-LM.
    for name in ["state_dict", "model"] {
      if let nested = heap.fields(root)?[name], case .dictionary = nested {
        state = nested
        break
      }
    }
    guard case .dictionary(let index) = state else { throw .noTensors(found: state.kind) }
    var found: [(name: String, tensor: Int)] = []
    var seen: Set<Int> = []
    collect(index, "", into: &found, seen: &seen)
    var views: [String: CheckpointFile.View] = [:]
    var names: [String] = []
    for (name, tensor) in found {
      if views.updateValue(try view(heap.tensors[tensor], name), forKey: name) == nil { names.append(name) }
    }
    guard !names.isEmpty else { throw .noTensors(found: "a dictionary without tensors") }
    return (names, views)
  }

  /// The tensors of a dictionary and of those in it, whose names are joined by dots: Megatron-LM keeps a dictionary a part.
  /// Each dictionary counts once, and only to a depth that models have, so that none that is made to harm takes long.
  private func collect(
    _ dictionary: Int, _ prefix: String, into found: inout [(name: String, tensor: Int)], seen: inout Set<Int>,
    depth: Int = 0
  ) {
    guard depth < 16, seen.insert(dictionary).inserted else { return }
    for (key, value) in heap.dictionaries[dictionary] {
      guard case .string(let name) = key else { continue }
      switch value {
      case .tensor(let tensor): found.append((prefix + name, tensor))
      case .dictionary(let nested): collect(nested, "\(prefix)\(name).", into: &found, seen: &seen, depth: depth + 1)
      default: continue
      }
    }
  }

  private func view(_ tensor: PickleHeap.Tensor, _ name: String) throws(CheckpointProblem) -> CheckpointFile.View {
    let storage = heap.storages[tensor.storage]
    guard let place = places[storage.key] else { throw .tensor(name, "its storage '\(storage.key)' is missing") }
    let size = storage.format.size
    guard place.count / size == storage.count, place.count.isMultiple(of: size) else {
      throw .tensor(
        name,
        "its storage should have \(storage.count) numbers in \(storage.format.rawValue) and has \(place.count) bytes")
    }
    // The numbers that it has, and the place behind its last one.
    var (count, end) = (1, tensor.offset)
    for (size, stride) in zip(tensor.shape, tensor.strides) {
      let (product, tooMany) = count.multipliedReportingOverflow(by: size)
      let (span, tooFar) = max(size - 1, 0).multipliedReportingOverflow(by: stride)
      let (sum, tooFarInAll) = end.addingReportingOverflow(span)
      guard !tooMany, !tooFar, !tooFarInAll else { throw .tensor(name, "its size \(tensor.shape) is impossible") }
      (count, end) = (product, sum)
    }
    if count == 0 {
      return CheckpointFile.View(
        format: storage.format, shape: tensor.shape, strides: tensor.strides, range: place.lowerBound..<place.lowerBound
      )
    }
    guard end < storage.count else {
      throw .tensor(name, "it reaches to number \(end) of a storage of \(storage.count)")
    }
    guard count <= storage.count else {
      throw .tensor(name, "its size \(tensor.shape) repeats the numbers of a storage of \(storage.count)")
    }
    let start = place.lowerBound + tensor.offset * size
    return CheckpointFile.View(
      format: storage.format, shape: tensor.shape, strides: tensor.strides,
      range: start..<place.lowerBound + (end + 1) * size)
  }
}
