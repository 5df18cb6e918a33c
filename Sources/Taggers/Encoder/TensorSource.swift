import Foundation
import Kernels
public import Layers

/// Tensors by name: one file, the files of a folder, or an archive's member.
protocol TensorSource {
  /// What messages call it.
  var path: String { get }
  /// All names.
  var names: [String] { get }
  /// The sizes of a tensor's dimensions.
  func shape(of name: String) throws -> [Int]
  /// A tensor's numbers.
  func floats(_ name: String) throws -> [Float]
}

extension SafetensorsFile: TensorSource {}
extension WeightFolder: TensorSource {}

extension ParameterOwner {
  /// Fills every parameter from a source, checking name by name and shape by shape.
  ///
  /// - Parameters:
  ///   - prefix: what stands before every name in the source, with its dot.
  ///   - configuration: the file that decides the shapes, for messages.
  ///   - leavingOut: paths of parameters that stay as they are.
  ///   - naming: from a parameter's name to the file's, both without the prefix.
  /// - Returns: the names that were used.
  /// - Throws: `ModelProblem`, and what reading throws.
  @discardableResult
  mutating func load(
    from source: some TensorSource, prefix: String, configuration: String, leavingOut: Set<String> = [],
    naming: (String) -> String = { $0 }
  ) throws -> Set<String> {
    let known = Set(source.names)
    var used: Set<String> = []
    try visitParameters { (path, parameter) throws in
      guard leavingOut.isDisjoint(with: path.parts) else { return }
      var shape = parameter.shape
      shape[0] /= path.parts.count
      var elements: [Float] = []
      elements.reserveCapacity(path.parts.count == 1 ? 0 : parameter.value.count)
      for part in path.parts {
        let name = Self.alias(prefix + naming(part), among: known)
        guard known.contains(name) else {
          throw ModelProblem.missingTensor(name: name, file: source.path, configuration: configuration)
        }
        let found = try source.shape(of: name)
        guard found == shape else {
          throw ModelProblem.tensorShape(name: name, file: source.path, expected: shape, found: found)
        }
        used.insert(name)
        if path.parts.count == 1 { elements = try source.floats(name) } else { elements += try source.floats(name) }
      }
      parameter.value = Matrix(rows: parameter.value.rows, columns: parameter.value.columns, elements: elements)
    }
    return used
  }

  /// Checkpoints converted from TensorFlow call a LayerNorm's γ and β by those names.
  private static func alias(_ name: String, among known: Set<String>) -> String {
    guard !known.contains(name) else { return name }
    for (modern, old) in [("LayerNorm.weight", "LayerNorm.gamma"), ("LayerNorm.bias", "LayerNorm.beta")]
    where name.hasSuffix(modern) {
      let candidate = name.dropLast(modern.count) + old
      if known.contains(String(candidate)) { return String(candidate) }
    }
    return name
  }

  /// The parameters as named tensors, in visiting order; fused ones are taken apart again.
  ///
  /// - Parameter naming: from a parameter's name to the file's.
  public func tensors(naming: (String) -> String = { $0 }) -> [WeightTensor] {
    var copy = self
    var tensors: [WeightTensor] = []
    copy.visitParameters { path, parameter in
      var shape = parameter.shape
      let parts = path.parts.count
      shape[0] /= parts
      let value = parameter.value
      let size = value.count / parts
      for (index, name) in path.parts.enumerated() {
        tensors.append(
          WeightTensor(name: naming(name), shape: shape) { range in
            value.elements(index * size + range.lowerBound..<index * size + range.upperBound)
          })
      }
    }
    return tensors
  }
}
