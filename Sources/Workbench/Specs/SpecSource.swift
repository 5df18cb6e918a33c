import Files
import Specs
import Taggers

/// A task's spec file and the overrides of the command line.
public struct SpecSource: Sendable {
  /// The file, as the user named it; `nil` for overrides alone.
  public var file: String?
  /// `key=value` and its relatives, in order.
  public var overrides: [String]
  /// What `${oc.env:…}` sees.
  public var environment: [String: String]

  /// A spec from its parts.
  public init(file: String?, overrides: [String], environment: [String: String]) {
    (self.file, self.overrides, self.environment) = (file, overrides, environment)
  }

  /// The merged tree.
  ///
  /// - Throws: `SpecProblems`, `FileProblem`.
  func tree() throws -> SpecNode {
    var base = SpecNode(.map(SpecMap()))
    if let file {
      base = try SpecNode.parse(MappedFile.open(file), file: file)
    }
    return try base.applying(Override.parse(overrides))
  }

  /// Reads the spec into values.
  func decode<Value>(_ body: (SpecReader) -> Value) throws -> (value: Value, effective: SpecNode) {
    try SpecReader.decode(try tree(), environment: environment, body)
  }
}

extension SpecNode {
  /// The spec as logs and results folders show it: no key in it.
  var shown: String { yaml(masking: ["encryption_key"]) }
}
