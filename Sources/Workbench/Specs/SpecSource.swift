import Diagnostics
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
  /// The passphrase of model archives: it wins over the file's `encryption_key`, which wins over `GLOSS_KEY`; an override
  /// wins over all of them.
  public var key: String?

  /// A spec from its parts.
  public init(file: String?, overrides: [String], environment: [String: String], key: String? = nil) {
    (self.file, self.overrides, self.environment, self.key) = (file, overrides, environment, key)
  }

  /// The merged tree.
  ///
  /// - Throws: `SpecProblems`, `FileProblem`, `PassphraseProblem`.
  func tree() throws -> SpecNode {
    var base = SpecNode(.map(SpecMap()))
    if let file {
      base = try SpecNode.parse(MappedFile.open(file), file: file)
    }
    let isUnset = base["encryption_key"]?.isNull ?? true
    let variable = isUnset ? try Passphrase.find(environment: environment) : nil
    if let key = key ?? variable {
      base = base.setting("encryption_key", to: SpecNode(.scalar(Scalar(.string(key), isQuoted: true))).escaped)
    }
    return try base.applying(Override.parse(overrides))
  }

  /// Reads the spec into values.
  ///
  /// - Throws: `SpecProblems`, `FileProblem`, `PassphraseProblem`; what they say shows no passphrase.
  func decode<Value>(_ body: (SpecReader) -> Value) throws -> (value: Value, effective: SpecNode) {
    do {
      return try SpecReader.decode(try tree(), environment: environment, body)
    } catch let problems as SpecProblems {
      throw problems.withoutPassphrase
    }
  }
}

extension SpecProblems {
  /// A problem shows the line or the override where it stands; those that hold the passphrase are not shown.
  fileprivate var withoutPassphrase: any Error {
    let key = "encryption_key"
    if problems.contains(where: { $0.place.file.contains(key + "=") }) { return PassphraseProblem.override }
    return SpecProblems(
      problems.map { problem in
        var problem = problem
        if problem.excerpt?.contains(key) == true { problem.excerpt = nil }
        return problem
      })
  }
}

extension SpecNode {
  /// The spec as logs and results folders show it: no key in it.
  var shown: String { yaml(masking: ["encryption_key"]) }
}
