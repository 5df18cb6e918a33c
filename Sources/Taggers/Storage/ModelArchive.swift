import Crypto
import Files
public import Foundation

/// A trained model in one file: an uncompressed tar of manifest, spec, weights, vocabulary and labels.
///
///     let archive = try ModelArchive(path: "ner.tlt", key: key)
///     let weights = try archive.weights()
///     let labels = try archive.member("label_ids.csv")
///
/// Everything in the file is untrusted. With `.all` no byte of it can change unnoticed: members are covered by the
/// manifest's checksums (or, sealed, by AES-GCM), the manifest by its own, and headers and padding must be exactly what
/// `write` would write.
public struct ModelArchive: Sendable {
  /// How much is read and compared when an archive is opened.
  public enum Verification: Sendable {
    /// Every byte.
    case all
    /// Everything but the content of the weights, 8-bit ones too; `verifyWeights` makes up for it. In a sealed archive the
    /// weights are verified by opening them.
    case allButWeights
  }

  /// The path as given.
  public let path: String
  /// What the archive says about itself; of an encrypted archive, authenticated by the key.
  public let manifest: ArchiveManifest
  private let storage: Data
  private let tar: TarFile
  private let key: ArchiveKey?
  /// The decrypted weights, kept when verifying them has produced them anyway.
  private var openedWeights: Data?

  /// The name of the weights' member.
  public static let weightsName = "model_weights.safetensors"

  /// Opens and verifies an archive.
  ///
  /// - Parameter key: the passphrase; must be there if, and only if, the archive is encrypted.
  /// - Throws: `FileError<FileProblem>`, `FileError<ArchiveProblem>`.
  public init(path: String, key: String? = nil, verify: Verification = .all) throws {
    try self.init(path: path, storage: MappedFile.open(path), key: key, verify: verify)
  }

  /// The same over bytes that are there already.
  init(path: String, storage: Data, key passphrase: String?, verify: Verification) throws {
    (self.path, self.storage) = (path, storage)
    do {
      tar = try TarFile(storage)
      let (manifest, authentication) = try Self.manifest(tar, storage)
      self.manifest = manifest
      switch (manifest.encryption, passphrase) {
      case (nil, nil): key = nil
      case (nil, _?): throw ArchiveProblem.keyNotNeeded
      case (_?, nil): throw ArchiveProblem.keyMissing
      case (let encryption?, let passphrase?):
        let key = try encryption.key(passphrase: passphrase)
        guard key.isAuthentic(manifest.body.canonical, authentication) else {
          throw ArchiveProblem.tampered(member: ArchiveManifest.name)
        }
        self.key = key
      }
      try checkFrame()
      for member in manifest.members where verify == .all || !Self.isWeights(member.name) {
        let content = try checkContent(member)
        if member.name == Self.weightsName { openedWeights = content }
      }
    } catch let problem as ArchiveProblem {
      throw FileError(problem, file: path)
    }
  }

  /// The names of the members besides the manifest, in the archive's order.
  public var memberNames: [String] { manifest.members.map(\.name) }

  /// A member's content, decrypted if need be.
  ///
  /// - Throws: `FileError<ArchiveProblem>`: no such member, or it does not open.
  public func member(_ name: String) throws -> Data {
    do {
      let (member, range) = try place(of: name)
      if name == Self.weightsName, let openedWeights { return openedWeights }
      guard let key else { return storage.subdata(in: range) }
      return try SealedMember(name: name, key: key.member(name)).open(storage[range], size: member.size)
    } catch let problem as ArchiveProblem {
      throw FileError(problem, file: path)
    }
  }

  /// The weights: in place if the archive is not encrypted, else decrypted into memory.
  ///
  /// - Throws: `FileError<ArchiveProblem>`, `FileError<WeightProblem>`.
  public func weights(_ name: String = weightsName) throws -> SafetensorsFile {
    let label = "\(path)(\(name))"
    if key == nil {
      let range: Range<Int>
      do {
        range = try place(of: name).range
      } catch {
        throw FileError(error, file: path)
      }
      return try SafetensorsFile(path: label, storage: storage, range: range)
    }
    let content = try member(name)
    return try SafetensorsFile(path: label, storage: content, range: 0..<content.count)
  }

  private static func isWeights(_ name: String) -> Bool { name == weightsName || name == quantizedWeightsName }

  /// Whether members are sealed.
  var isSealed: Bool { key != nil }

  /// Compares the weights' checksums, for those who opened with `.allButWeights`.
  ///
  /// - Throws: `FileError<ArchiveProblem>` with `memberChecksum` or `chunk`.
  public func verifyWeights() throws {
    do {
      for member in manifest.members where Self.isWeights(member.name) { _ = try checkContent(member) }
    } catch let problem as ArchiveProblem {
      throw FileError(problem, file: path)
    }
  }
}

extension ModelArchive {
  private static func manifest(
    _ tar: TarFile, _ storage: Data
  ) throws(ArchiveProblem) -> (manifest: ArchiveManifest, authentication: Data) {
    guard let first = tar.members.first, first.name == ArchiveManifest.name else {
      throw .noManifest(first: tar.members.first?.name)
    }
    guard first.range.count <= ArchiveManifest.sizeLimit else {
      throw .manifestField(name: "its size", expected: "at most \(ArchiveManifest.sizeLimit) bytes")
    }
    return try ArchiveManifest.decode(storage.subdata(in: first.range))
  }

  private func place(of name: String) throws(ArchiveProblem) -> (member: ArchiveManifest.Member, range: Range<Int>) {
    guard let member = manifest.members.first(where: { $0.name == name }), let range = tar.member(name)?.range else {
      throw .noMember(name: name, members: memberNames)
    }
    return (member, range)
  }

  /// Everything around the contents is byte for byte what `write` would have written.
  private func checkFrame() throws(ArchiveProblem) {
    let found = tar.members.dropFirst().map(\.name)
    guard found == memberNames else { throw .members(listed: memberNames, found: found) }
    var position = 0
    for member in tar.members {
      guard member.header.lowerBound == position, (1...100).contains(member.name.utf8.count),
        storage[member.header] == Tar.header(name: member.name, size: member.range.count)
      else { throw .header(offset: position, field: "header") }
      position = member.range.upperBound + Tar.padding(after: member.range.count)
      let gap = storage[member.range.upperBound..<position]
      if let offset = gap.firstIndex(where: { $0 != 0 }) { throw .padding(offset: offset) }
    }
    guard storage[position...] == Tar.trailer else { throw .trailing(offset: position) }
    for member in manifest.members {
      let stored = tar.member(member.name)?.range.count ?? 0
      // A size beyond the file's is wrong before anything is computed with it.
      let expected =
        key == nil || member.size > storage.count ? member.size : SealedMember.storedSize(member.size)
      guard stored == expected else {
        throw .memberSize(member: member.name, expected: expected, found: stored)
      }
    }
  }

  /// Compares the checksum of the stored bytes; a sealed member is opened instead, since AES-GCM's own tags say as much,
  /// and its content returned.
  private func checkContent(_ member: ArchiveManifest.Member) throws -> Data? {
    let range = try place(of: member.name).range
    if let key {
      return try SealedMember(name: member.name, key: key.member(member.name)).open(storage[range], size: member.size)
    }
    let found = SHA256.hash(data: storage[range]).hexadecimal
    guard found == member.sha256 else {
      throw ArchiveProblem.memberChecksum(member: member.name, expected: member.sha256, found: found)
    }
    return nil
  }
}
