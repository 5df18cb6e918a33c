/// What a pickle of weights is made of.
///
/// Containers are numbers of places in a `PickleHeap`: they are changed after others hold them, may hold each other in
/// circles, and may be nested deeper than any recursion could follow.
enum PickleValue {
  case none
  case bool(Bool)
  case integer(Int)
  /// An integer of more than 64 bits: its bytes, little-endian, two's complement.
  case longInteger([UInt8])
  case float(Double)
  case string(String)
  case bytes
  case tuple(Int)
  case list(Int)
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(Int)
  case tensor(Int)

  /// For messages.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a truth value"
    case .integer, .longInteger: "an integer"
    case .float: "a number"
    case .string: "a text"
    case .bytes: "bytes"
    case .tuple: "a tuple"
    case .list: "a list or set"
    case .dictionary: "a dictionary"
    case .global: "a Python name"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}

/// The Python names that weights need.
enum PickleGlobal: Hashable {
  case orderedDictionary
  case rebuildTensor
  case rebuildParameter
  case size
  case set
  case storage(TensorFormat)
  /// Such as `torch.float32`; plain data beside the weights.
  case dtype

  /// `nil` for every other name.
  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch", "Size"): self = .size
    case ("builtins", "set"), ("__builtin__", "set"), ("builtins", "frozenset"), ("__builtin__", "frozenset"):
      self = .set
    case ("torch.storage", "UntypedStorage"): self = .storage(.uint8)
    case ("torch", _), ("torch.cuda", _):
      if let format = Self.storages[name] {
        self = .storage(format)
      } else if module == "torch", Self.dtypes.contains(name) {
        self = .dtype
      } else {
        return nil
      }
    default: return nil
    }
  }

  private static let storages: [String: TensorFormat] = [
    "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16, "DoubleStorage": .float64,
    "LongStorage": .int64, "IntStorage": .int32, "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8,
    "BoolStorage": .bool,
  ]

  private static let dtypes: Set = [
    "float32", "float16", "bfloat16", "float64", "int64", "int32", "int16", "int8", "uint8", "bool",
  ]
}

/// The containers, storages and tensors that a pickle made.
struct PickleHeap {
  /// A piece of numbers that tensors look at.
  struct Storage {
    var format: TensorFormat
    /// Its name in the file.
    var key: String
    /// How many numbers.
    var count: Int
  }

  /// A tensor: a view of a storage.
  struct Tensor {
    var storage: Int
    /// Where it begins, in numbers.
    var offset: Int
    var shape: [Int]
    /// How many numbers lie between neighbours of each dimension.
    var strides: [Int]
  }

  var tuples: [[PickleValue]] = []
  var lists: [[PickleValue]] = []
  var dictionaries: [[(key: PickleValue, value: PickleValue)]] = []
  var storages: [Storage] = []
  var tensors: [Tensor] = []

  mutating func tuple(_ elements: [PickleValue]) -> PickleValue {
    tuples.append(elements)
    return .tuple(tuples.count - 1)
  }

  mutating func list(_ elements: [PickleValue]) -> PickleValue {
    lists.append(elements)
    return .list(lists.count - 1)
  }

  mutating func dictionary() -> PickleValue {
    dictionaries.append([])
    return .dictionary(dictionaries.count - 1)
  }

  /// The elements if it is a tuple, or a list.
  func elements(_ value: PickleValue) -> [PickleValue]? {
    switch value {
    case .tuple(let index): tuples[index]
    case .list(let index): lists[index]
    default: nil
    }
  }

  /// The integers of a tuple if all are at least 0.
  func naturals(_ value: PickleValue) -> [Int]? {
    guard let elements = elements(value) else { return nil }
    var integers: [Int] = []
    for element in elements {
      guard case .integer(let integer) = element, integer >= 0 else { return nil }
      integers.append(integer)
    }
    return integers
  }

  /// The entries of a dictionary whose names are texts; of equal names the last counts.
  func fields(_ value: PickleValue) -> [String: PickleValue]? {
    guard case .dictionary(let index) = value else { return nil }
    var fields: [String: PickleValue] = [:]
    for (key, value) in dictionaries[index] {
      if case .string(let name) = key { fields[name] = value }
    }
    return fields
  }
}
