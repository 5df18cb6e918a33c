import Kernels

/// The names that a parameter has in weight files: one, or several whose tensors are stacked row upon row.
public struct ParameterPath: Hashable, Sendable, CustomStringConvertible {
  /// At least one name.
  public private(set) var parts: [String]

  /// One tensor.
  public init(_ name: String) { parts = [name] }
  /// Several tensors of the same shape, stacked.
  public init(stacking names: [String]) { parts = names }

  /// The path inside a container.
  public func prefixed(_ prefix: String) -> ParameterPath {
    ParameterPath(stacking: parts.map { "\(prefix).\($0)" })
  }

  /// The names, joined by `+`.
  public var description: String { parts.joined(separator: "+") }
}

/// Something that has parameters, always visited in the same order.
public protocol ParameterOwner {
  /// Calls `visit` for every parameter in a fixed order. A container only prefixes the paths of its parts.
  mutating func visitParameters<E>(_ visit: (ParameterPath, inout Parameter) throws(E) -> Void) throws(E)
}

extension ParameterOwner {
  /// Visits the parameters of a part under a prefix.
  public static func visit<Part: ParameterOwner, E>(
    _ part: inout Part, _ prefix: String, _ visit: (ParameterPath, inout Parameter) throws(E) -> Void
  ) throws(E) {
    try part.visitParameters { path, parameter throws(E) in try visit(path.prefixed(prefix), &parameter) }
  }

  /// Whether training changes any of its parameters.
  public var isTrained: Bool {
    var copy = self
    var isTrained = false
    copy.visitParameters { _, parameter in isTrained = isTrained || parameter.isTrained }
    return isTrained
  }

  /// How many numbers there are to train.
  public var parameterCount: Int {
    var copy = self
    var count = 0
    copy.visitParameters { _, parameter in count += parameter.value.count }
    return count
  }
}
