import Diagnostics

/// What is wrong with a file or folder of weights.
public enum WeightProblem: Error, Hashable {
  // The file
  case tooShort(bytes: Int)
  case foreign(start: String, kind: String?)
  case headerTooLong(bytes: Int, limit: Int)
  case headerTruncated(bytes: Int, available: Int)
  case header(HeaderProblem)
  case headerIsNoObject
  case metadata(found: String)
  // A tensor
  case entry(tensor: String, field: String, expected: String)
  case format(tensor: String, found: String)
  case shapeTooLarge(tensor: String, shape: [Int])
  case offsetsReversed(tensor: String, begin: Int, end: Int)
  case truncated(tensor: String, end: Int, available: Int)
  case size(tensor: String, format: TensorFormat, shape: [Int], expected: Int, found: Int)
  case overlap(tensor: String, begin: Int, previous: String, previousEnd: Int)
  case hole(tensor: String?, begin: Int, end: Int)
  // A question that cannot be answered
  case noTensor(name: String, nearest: String?)
  case notConvertible(tensor: String, format: TensorFormat)
  // A folder
  case noWeights
  case index(HeaderProblem)
  case indexField(expected: String)
  case shardName(tensor: String, shard: String)
  case missingShard(shard: String, tensors: Int)
  case notInShard(tensor: String, shard: String)
  // Writing
  case duplicateTensor(String)
  case elements(tensor: String, expected: Int, found: Int)
}

extension WeightProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .tooShort(let bytes):
      "the file has \(bytes) bytes, too few for a safetensors file (8 bytes of header length, then the header); it is "
        + "cut short: fetch or copy it again"
    case .foreign(let start, let kind):
      "not a safetensors file: it starts with \(start)\(kind.map { " (\($0))" } ?? ""); expected 8 bytes of header "
        + "length, then '{'"
    case .headerTooLong(let bytes, let limit):
      "the header claims to have \(bytes) bytes, more than the \(limit) that the format allows"
    case .headerTruncated(let bytes, let available):
      "the header claims to have \(bytes) bytes, but only \(available) follow; the file is cut short: fetch or copy "
        + "it again"
    case .header(let problem): "the header is not well-formed JSON: \(problem)"
    case .headerIsNoObject: "the header is not a JSON object"
    case .metadata(let found): "__metadata__ must hold texts only; found \(found)"
    case .entry(let tensor, let field, let expected): "tensor '\(tensor)': \(field) must be \(expected)"
    case .format(let tensor, let found):
      "tensor '\(tensor)': unknown dtype '\(found)'; known are "
        + TensorFormat.allCases.map(\.rawValue).joined(separator: ", ")
    case .shapeTooLarge(let tensor, let shape): "tensor '\(tensor)': shape \(shape) has more elements than can exist"
    case .offsetsReversed(let tensor, let begin, let end):
      "tensor '\(tensor)': data_offsets begin at \(begin) and end before it, at \(end)"
    case .truncated(let tensor, let end, let available):
      "tensor '\(tensor)': its data ends at byte \(end), but only \(available) bytes of data are there; the file is "
        + "cut short: fetch or copy it again"
    case .size(let tensor, let format, let shape, let expected, let found):
      "tensor '\(tensor)': shape \(shape) in \(format.rawValue) takes \(expected) bytes, but data_offsets span \(found)"
    case .overlap(let tensor, let begin, let previous, let previousEnd):
      "tensor '\(tensor)': its data begins at byte \(begin), inside that of '\(previous)', which ends at \(previousEnd)"
    case .hole(let tensor?, let begin, let end):
      "bytes \(begin)..<\(end) before tensor '\(tensor)' belong to no tensor; the format forbids holes"
    case .hole(nil, let begin, let end):
      "bytes \(begin)..<\(end) after the last tensor belong to no tensor; the format forbids holes"
    case .noTensor(let name, let nearest):
      "there is no tensor '\(name)'" + (nearest.map { "; did you mean '\($0)'?" } ?? "")
    case .notConvertible(let tensor, let format):
      "tensor '\(tensor)' is in \(format.rawValue); weights must be in F32, F16, BF16 or F64"
    case .noWeights:
      "there is no model.safetensors, model.safetensors.index.json, pytorch_model.bin or pytorch_model.bin.index.json in "
        + "this folder; the model's weights must be one of them"
    case .index(let problem): "the index is not well-formed JSON: \(problem)"
    case .indexField(let expected): "the index must have \(expected)"
    case .shardName(let tensor, let shard):
      "tensor '\(tensor)' is said to be in '\(shard)'; a shard must be a plain file name in the same folder"
    case .missingShard(let shard, let tensors):
      "the shard '\(shard)' is missing, which holds \(tensors) of the tensors; fetch the model again"
    case .notInShard(let tensor, let shard): "the index says that '\(tensor)' is in '\(shard)', but it is not there"
    case .duplicateTensor(let name): "two tensors are named '\(name)'"
    case .elements(let tensor, let expected, let found):
      "tensor '\(tensor)': the shape has \(expected) elements, but \(found) were given"
    }
  }
}
