import Files

/// Where the passphrase of model archives comes from, other than a spec.
public enum Passphrase {
  /// The environment variable that is looked at last.
  public static let variable = "GLOSS_KEY"

  /// The passphrase that the command line or the environment gives; `nil` if neither does.
  ///
  /// - Parameters:
  ///   - typed: what `-k` says.
  ///   - file: a file whose first line is the passphrase.
  ///   - environment: the variables; an empty `GLOSS_KEY` counts as unset.
  /// - Throws: `PassphraseProblem`, `FileError<FileProblem>`.
  public static func find(
    typed: String? = nil, file: String? = nil, environment: [String: String] = [:]
  ) throws -> String? {
    if let typed {
      guard !typed.isEmpty else { throw PassphraseProblem.empty(source: "-k") }
      return typed
    }
    if let file { return try read(file) }
    return environment[variable].flatMap { $0.isEmpty ? nil : $0 }
  }

  private static func read(_ path: String) throws -> String {
    let reader = try ByteReader(path: path, unpacksGzip: false)
    var bytes: [UInt8] = []
    while try reader.read(into: &bytes) > 0 {
      guard bytes.count <= 1 << 16 else { throw PassphraseProblem.form(file: path) }
    }
    if bytes.last == 0x0A { bytes.removeLast() }
    if bytes.last == 0x0D { bytes.removeLast() }
    guard !bytes.isEmpty else { throw PassphraseProblem.empty(source: path) }
    guard !bytes.contains(where: { $0 == 0x0A || $0 == 0 }), let text = String(validating: bytes, as: UTF8.self) else {
      throw PassphraseProblem.form(file: path)
    }
    return text
  }
}

/// What can be wrong with how a passphrase is given. No case holds any of it.
public enum PassphraseProblem: Error, Hashable, Sendable, CustomStringConvertible {
  /// There is none where one was promised.
  case empty(source: String)
  /// A file that holds something else.
  case form(file: String)
  /// An override of `encryption_key` that cannot be read, or a spec that cannot be used as long as it stands.
  case override

  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .empty(let source): "\(source): expected a passphrase, found nothing"
    case .form(let file): "\(file): expected a passphrase in UTF-8 as the only line of the file"
    case .override:
      "encryption_key=… cannot be read (it is not shown here); put the passphrase in single quotes, or use --key-file or "
        + "\(Passphrase.variable), which take it as it is"
    }
  }
}
