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
    return try base.applying(Override.parse(try checkingKeys(overrides)))
  }

  /// A message about an override shows it; one that holds the passphrase is looked at alone first.
  private func checkingKeys(_ overrides: [String]) throws(PassphraseProblem) -> [String] {
    for text in overrides where text.drop(while: { $0 == "+" }).hasPrefix("encryption_key=") {
      do {
        _ = try Override(text)
      } catch {
        throw .override
      }
    }
    return overrides
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
