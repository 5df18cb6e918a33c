import ArgumentParser
import Foundation
import Workbench

/// The passphrase of a model archive.
struct KeyOptions: ParsableArguments {
  @Option(
    name: [.customShort("k"), .customLong("key")],
    help: "The passphrase of the model archive; GLOSS_KEY and --key-file keep it out of the process list.")
  var key: String?

  @Option(name: .customLong("key-file"), help: "A file whose only line is the passphrase.")
  var keyFile: String?

  func validate() throws {
    if key != nil, keyFile != nil { throw ValidationError("-k and --key-file exclude each other") }
  }

  /// What the flags say.
  func passphrase() throws -> String? { try Passphrase.find(typed: key, file: keyFile) }

  /// What the flags say, or else the environment.
  func passphraseOfFlagsOrEnvironment() throws -> String? {
    try Passphrase.find(typed: key, file: keyFile, environment: ProcessInfo.processInfo.environment)
  }
}
