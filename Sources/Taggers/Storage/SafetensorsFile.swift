import Diagnostics
import Files
public import Foundation

/// A file of named tensors in the safetensors format, read in place.
///
/// Layout (github.com/huggingface/safetensors, "Format"): 8 bytes little-endian header length, a JSON object that maps
/// each name to `dtype`, `shape` and `data_offsets`, then the data without holes. All of it is untrusted: everything is
/// checked when the file is opened, so that no later access can leave the file.
public struct SafetensorsFile: Sendable {
  /// The path, for messages; `archive.tlt(model_weights.safetensors)` for a member.
  public let path: String
  /// The bytes that the entries' ranges count in: the mapped file (the whole archive, for a member), or the decrypted
  /// member. Its indices start at 0.
  public let storage: Data
  /// The tensors by name.
  public let entries: [String: TensorEntry]
  /// The texts under `__metadata__`.
  public let metadata: [String: String]

  /// The format's own limit for the header.
  static let headerLimit = 100_000_000

  /// Maps a file and checks its header.
  ///
  /// - Throws: `FileError<FileProblem>`, `FileError<WeightProblem>`.
  public init(path: String) throws {
    let storage = try MappedFile.open(path)
    try self.init(path: path, storage: storage, range: 0..<storage.count)
  }

  /// Checks the header of a file that lies in `range` of `storage`, whose indices start at 0.
  ///
  /// - Throws: `FileError<WeightProblem>`.
  public init(path: String, storage: Data, range: Range<Int>) throws {
    precondition(storage.startIndex == 0 && range.upperBound <= storage.count, "\(range) of \(storage.count) bytes")
    do throws(WeightProblem) {
      let header = try Self.header(in: storage, range)
      (entries, metadata) = try Self.entries(header.fields, data: header.data)
    } catch {
      throw FileError(error, file: path)
    }
    (self.path, self.storage) = (path, storage)
  }

  /// The names, in the order of their data.
  public var names: [String] {
    entries.sorted { ($0.value.range.lowerBound, $0.key) < ($1.value.range.lowerBound, $1.key) }.map(\.key)
  }

  /// Where the tensor lies and what it is.
  ///
  /// - Throws: `FileError<WeightProblem>` with `noTensor`.
  public func entry(_ name: String) throws -> TensorEntry {
    guard let entry = entries[name] else {
      let nearest = Suggestion.closest(to: name, among: names)
      throw FileError(WeightProblem.noTensor(name: name, nearest: nearest), file: path)
    }
    return entry
  }

  /// The sizes of a tensor's dimensions.
  public func shape(of name: String) throws -> [Int] { try entry(name).shape }

  /// A tensor's number format.
  public func dtype(of name: String) throws -> TensorFormat { try entry(name).format }

  /// A tensor's bytes in `storage`.
  public func range(of name: String) throws -> Range<Int> { try entry(name).range }

  /// A tensor's numbers, row-major, as F32. F16 and BF16 are widened, which loses nothing; F64 is rounded.
  ///
  /// - Throws: `FileError<WeightProblem>`: no such tensor, or not a floating-point format.
  public func floats(_ name: String) throws -> [Float] {
    let entry = try entry(name)
    guard entry.format.isConvertible else {
      throw FileError(WeightProblem.notConvertible(tensor: name, format: entry.format), file: path)
    }
    return FloatConversion.floats(storage[entry.range], entry.format)
  }
}

extension SafetensorsFile {
  /// The parsed header and the range of the data part in `storage`.
  private static func header(
    in storage: Data, _ range: Range<Int>
  ) throws(WeightProblem) -> (fields: [String: JSONValue], data: Range<Int>) {
    let bytes = storage[range]
    guard bytes.count >= 9 else {
      guard !bytes.isEmpty, let kind = ForeignFile.kind(of: bytes) else { throw .tooShort(bytes: bytes.count) }
      throw .foreign(start: ForeignFile.start(of: bytes), kind: kind)
    }
    guard bytes[range.lowerBound + 8] == UInt8(ascii: "{") else {
      throw .foreign(start: ForeignFile.start(of: bytes), kind: ForeignFile.kind(of: bytes))
    }
    let length = bytes.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard length <= UInt64(headerLimit) else {
      throw .headerTooLong(bytes: Int(clamping: length), limit: headerLimit)
    }
    let start = range.lowerBound + 8
    guard Int(length) <= range.upperBound - start else {
      throw .headerTruncated(bytes: Int(length), available: range.upperBound - start)
    }
    let header: JSONValue
    do {
      header = try JSONValue(parsing: storage[start..<start + Int(length)])
    } catch {
      throw .header(error)
    }
    guard let fields = header.object else { throw .headerIsNoObject }
    return (fields, start + Int(length)..<range.upperBound)
  }

  private static func entries(
    _ fields: [String: JSONValue], data: Range<Int>
  ) throws(WeightProblem) -> ([String: TensorEntry], [String: String]) {
    var metadata: [String: String] = [:]
    var entries: [String: TensorEntry] = [:]
    // Sorted, so that the same broken file always gives the same message.
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) {
      if name == "__metadata__" {
        guard let texts = value.object else { throw .metadata(found: value.canonical) }
        for (key, text) in texts {
          guard let text = text.string else { throw .metadata(found: "\(key): \(text.canonical)") }
          metadata[key] = text
        }
      } else {
        entries[name] = try entry(name, value, data: data)
      }
    }
    try checkCoverage(entries, data: data)
    return (entries, metadata)
  }

  private static func entry(
    _ name: String, _ value: JSONValue, data: Range<Int>
  ) throws(WeightProblem) -> TensorEntry {
    guard let fields = value.object else {
      throw .entry(tensor: name, field: "its entry", expected: "an object with dtype, shape and data_offsets")
    }
    guard let word = fields["dtype"]?.string else { throw .entry(tensor: name, field: "dtype", expected: "a text") }
    guard let format = TensorFormat(rawValue: word) else { throw .format(tensor: name, found: word) }
    guard let shape = fields["shape"]?.naturals else {
      throw .entry(tensor: name, field: "shape", expected: "a list of integers from 0")
    }
    guard let offsets = fields["data_offsets"]?.naturals, let begin = offsets.first, let end = offsets.last,
      offsets.count == 2
    else { throw .entry(tensor: name, field: "data_offsets", expected: "two integers from 0") }
    var bytes = format.size
    for size in shape {
      let (product, overflow) = bytes.multipliedReportingOverflow(by: size)
      guard !overflow else { throw .shapeTooLarge(tensor: name, shape: shape) }
      bytes = product
    }
    guard begin <= end else { throw .offsetsReversed(tensor: name, begin: begin, end: end) }
    guard end - begin == bytes else {
      throw .size(tensor: name, format: format, shape: shape, expected: bytes, found: end - begin)
    }
    guard end <= data.count else { throw .truncated(tensor: name, end: end, available: data.count) }
    return TensorEntry(format: format, shape: shape, range: data.lowerBound + begin..<data.lowerBound + end)
  }

  /// Every byte of the data belongs to exactly one tensor.
  private static func checkCoverage(_ entries: [String: TensorEntry], data: Range<Int>) throws(WeightProblem) {
    let sorted = entries.sorted {
      ($0.value.range.lowerBound, $0.value.range.upperBound, $0.key)
        < ($1.value.range.lowerBound, $1.value.range.upperBound, $1.key)
    }
    var (end, previous) = (data.lowerBound, "")
    for (name, entry) in sorted {
      let begin = entry.range.lowerBound
      guard begin <= end else {
        throw .hole(tensor: name, begin: end - data.lowerBound, end: begin - data.lowerBound)
      }
      guard begin == end else {
        throw .overlap(
          tensor: name, begin: begin - data.lowerBound, previous: previous, previousEnd: end - data.lowerBound)
      }
      (end, previous) = (entry.range.upperBound, name)
    }
    guard end == data.upperBound else { throw .hole(tensor: nil, begin: end - data.lowerBound, end: data.count) }
  }
}

extension JSONValue {
  /// The integers of a list if all are at least 0.
  fileprivate var naturals: [Int]? {
    guard let array else { return nil }
    let integers = array.compactMap(\.integer)
    return integers.count == array.count && integers.allSatisfy { $0 >= 0 } ? integers : nil
  }
}
