import Files
public import Foundation

/// A trained model as NeMo archives it: a tar (gzip until NeMo 1.6, plain since) of `model_config.yaml`,
/// `model_weights.ckpt`, the labels, the vocabulary and the encoder's configuration.
///
/// Before NeMo 1.0 the parts have their own names (`label_ids.csv`, `tokenizer.vocab_file`); since then each has 32
/// hexadecimal digits before it, and the configuration names it as `nemo:…`. Names are looked up among the members and
/// never on the disk.
public struct NeMoArchive: Sendable {
  /// The path as given.
  public let path: String
  private let storage: Data
  private let tar: TarFile

  static let configurationName = "model_config.yaml"
  static let weightsName = "model_weights.ckpt"
  private static let memberLimit = 1000

  /// Whether a file looks like NeMo's and not like ours: gzip, or a tar that does not begin with our manifest and has a
  /// configuration and weights. Says no for what cannot be read.
  public static func isNeMo(_ path: String) -> Bool {
    guard let storage = try? MappedFile.open(path) else { return false }
    if Gunzip.isGzip(storage) { return true }
    guard let tar = try? TarFile(storage), tar.members.first?.name != ArchiveManifest.name else { return false }
    return tar.member(configurationName) != nil || tar.member(weightsName) != nil
  }

  /// Opens an archive, unpacking it if it is gzip.
  ///
  /// - Parameter key: must be `nil`: what NeMo itself writes is not encrypted.
  /// - Throws: `FileError<FileProblem>`, `FileError<ArchiveProblem>`.
  public init(path: String, key: String? = nil) throws {
    let packed = try MappedFile.open(path)
    let storage = Gunzip.isGzip(packed) ? try Gunzip.unpacked(packed, path: path) : packed
    do {
      let tar = try TarFile(storage)
      guard tar.members.count <= Self.memberLimit else {
        throw ArchiveProblem.noPart("at most \(Self.memberLimit) members", members: [])
      }
      (self.path, self.storage, self.tar) = (path, storage, tar)
      guard tar.member(Self.configurationName) != nil else { throw lacks(Self.configurationName) }
      guard let weights = tar.member(Self.weightsName) else { throw lacks(Self.weightsName) }
      // TAO's archives have EFF's manifest, encrypted or not; its cipher leaves nothing that PyTorch would write.
      let isEFF = tar.member("manifest.yaml") != nil
      if isEFF, !CheckpointFile.isCheckpoint(storage[weights.range]) { throw ArchiveProblem.sealedByEFF }
      if key != nil { throw ArchiveProblem.keyNotNeeded }
    } catch let problem as ArchiveProblem {
      throw FileError(problem, file: path)
    }
  }

  /// `model_config.yaml`
  ///
  /// - Throws: `FileError<ArchiveProblem>`
  public func configuration() throws -> Data { try content(Self.configurationName, limit: 16 << 20) }

  /// The weights, in place.
  ///
  /// - Throws: `FileError<CheckpointProblem>`
  func weights() throws -> CheckpointFile {
    guard let member = tar.member(Self.weightsName) else { throw FileError(lacks(Self.weightsName), file: path) }
    return try CheckpointFile(path: "\(path)(\(Self.weightsName))", storage: storage[member.range])
  }

  /// The name of the member that a configuration means: by its name, by its last part, or, where the configuration is
  /// silent or names a place on somebody's disk, by an ending that only one member has.
  func member(_ named: String?, orEnding endings: [String]) -> String? {
    if let named {
      let name = named.hasPrefix("nemo:") ? String(named.dropFirst(5)) : named
      for candidate in [name, name.split(separator: "/").last.map(String.init) ?? name]
      where tar.member(candidate) != nil { return candidate }
    }
    for ending in endings {
      let found = tar.members.map(\.name).filter { $0 == ending || $0.hasSuffix("_" + ending) }
      if found.count == 1 { return found[0] }
    }
    return nil
  }

  /// A member's bytes.
  func content(_ name: String, limit: Int) throws -> Data {
    guard let member = tar.member(name) else { throw FileError(lacks(name), file: path) }
    guard member.range.count <= limit else {
      throw FileError(
        ArchiveProblem.memberSize(member: name, expected: limit, found: member.range.count), file: path)
    }
    return storage.subdata(in: member.range)
  }

  func lacks(_ what: String) -> ArchiveProblem { .noPart(what, members: tar.members.map(\.name)) }
}
