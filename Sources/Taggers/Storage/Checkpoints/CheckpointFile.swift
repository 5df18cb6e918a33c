import Diagnostics
import Files
import Foundation

/// The weights in a file that `torch.save` wrote, read in place and without running anything of Python.
///
/// Two formats (torch/serialization.py): since PyTorch 1.6 a zip archive with a pickle, `data.pkl`, and the numbers of each
/// storage as a stored member `data/KEY`; before that five pickles one after another, then the storages. A dictionary of
/// tensors is read as it is; of a checkpoint of Lightning, the entry `state_dict`.
public struct CheckpointFile: Sendable {
  /// A tensor: a view of a storage, in whole numbers.
  struct View: Sendable {
    let format: TensorFormat
    let shape: [Int]
    let strides: [Int]
    /// The bytes of the storage from its first number that the tensor has to its last.
    let range: Range<Int>

    /// Whether the numbers lie one after another, row by row.
    var isContiguous: Bool {
      if range.isEmpty { return true }
      var expected = 1
      for (size, stride) in zip(shape, strides).reversed() where size != 1 {
        guard stride == expected else { return false }
        expected *= size
      }
      return true
    }
  }

  /// The path, for messages.
  public let path: String
  /// The names, in the order of the file.
  public let names: [String]
  private let views: [String: View]
  private let bytes: FileBytes

  /// Names and shapes of weights take less.
  static let pickleLimit = 32 << 20

  /// Maps a file and checks everything in it.
  ///
  /// - Throws: `FileError<FileProblem>`, `FileError<CheckpointProblem>`.
  public init(path: String) throws { try self.init(path: path, storage: MappedFile.open(path)) }

  /// The same over bytes that are there already: a file, or a member of an archive.
  init(path: String, storage: Data) throws(FileError<CheckpointProblem>) {
    let bytes = FileBytes(storage)
    do throws(CheckpointProblem) {
      let content =
        switch Self.container(of: storage) {
        case .zip: try CheckpointContent(zip: bytes)
        case .pickles: try CheckpointContent(pickles: bytes)
        case nil: throw .foreign(start: ForeignFile.start(of: storage), kind: ForeignFile.kind(of: storage))
        }
      (names, views) = try content.tensors()
    } catch {
      throw FileError(error, file: path)
    }
    (self.path, self.bytes) = (path, bytes)
  }

  private enum Container { case zip, pickles }

  private static func container(of bytes: Data) -> Container? {
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .zip }
    return bytes.count > 2 && bytes.first == 0x80 && (2...5).contains(bytes[bytes.startIndex + 1]) ? .pickles : nil
  }

  /// Whether a file looks like one of PyTorch's.
  static func isCheckpoint(_ bytes: Data) -> Bool { container(of: bytes) != nil }

  private func view(_ name: String) throws -> View {
    guard let view = views[name] else {
      let nearest = Suggestion.closest(to: name, among: names)
      throw FileError(WeightProblem.noTensor(name: name, nearest: nearest), file: path)
    }
    return view
  }

  /// The sizes of a tensor's dimensions.
  ///
  /// - Throws: `FileError<WeightProblem>` with `noTensor`.
  public func shape(of name: String) throws -> [Int] { try view(name).shape }

  /// A tensor's number format.
  public func dtype(of name: String) throws -> TensorFormat { try view(name).format }

  /// A tensor's numbers, row-major whatever their order in the file, as F32. F16 and BF16 are widened, F64 is rounded.
  ///
  /// - Throws: `FileError<WeightProblem>`: no such tensor, or not a floating-point format.
  public func floats(_ name: String) throws -> [Float] {
    let view = try view(name)
    guard view.format.isConvertible else {
      throw FileError(WeightProblem.notConvertible(tensor: name, format: view.format), file: path)
    }
    let numbers = FloatConversion.floats(bytes[view.range], view.format)
    return view.isContiguous ? numbers : Self.gather(numbers, view)
  }

  /// The numbers of a view in row-major order.
  private static func gather(_ numbers: [Float], _ view: View) -> [Float] {
    var gathered: [Float] = []
    let count = view.shape.reduce(1, *)
    gathered.reserveCapacity(count)
    var index = [Int](repeating: 0, count: view.shape.count)
    var place = 0
    for _ in 0..<count {
      gathered.append(numbers[place])
      for axis in index.indices.reversed() {
        index[axis] += 1
        place += view.strides[axis]
        if index[axis] < view.shape[axis] { break }
        place -= view.strides[axis] * view.shape[axis]
        index[axis] = 0
      }
    }
    return gathered
  }
}

extension CheckpointFile: TensorSource {}
