import Crypto
import Files
public import Foundation

/// A file to be put into an archive.
public struct ArchiveMember {
  /// The member's name, without folders.
  public let name: String
  /// The size of its content in bytes.
  public let size: Int
  let content: (_ emit: (Data) throws -> Void) throws -> Void

  /// A member whose bytes are there.
  public init(name: String, bytes: Data) {
    (self.name, self.size) = (name, bytes.count)
    content = { emit in try emit(bytes) }
  }

  /// A member that is a UTF-8 text.
  public init(name: String, text: String) { self.init(name: name, bytes: Data(text.utf8)) }

  /// The model's weights, written a piece at a time.
  public init(name: String = ModelArchive.weightsName, weights: SafetensorsWriter) {
    (self.name, self.size) = (name, weights.byteCount)
    content = { emit in try weights.write(to: emit) }
  }
}

extension ModelArchive {
  /// Writes an archive, atomically: on any error the previous one is as it was.
  ///
  /// The manifest comes first but knows the checksums of what follows; its size does not depend on them, so it is
  /// written twice, first with zeros in their place. Without a key the same input gives the same bytes. With one,
  /// every member but the manifest is sealed, and a random salt makes each archive different.
  ///
  /// - Throws: `FileError<FileProblem>`, `FileError<ArchiveProblem>`, `WeightProblem`.
  public static func write(
    _ members: [ArchiveMember], origin: ArchiveManifest.Origin, key: String? = nil, to path: String
  ) throws {
    try write(members, origin: origin, key: key, cost: ArchiveEncryption.defaultCost, to: path)
  }

  /// The same with another cost for scrypt, so that tests can open thousands of archives.
  static func write(
    _ members: [ArchiveMember], origin: ArchiveManifest.Origin, key passphrase: String?, cost: Int, to path: String
  ) throws {
    do {
      try check(members)
      let encryption = try passphrase.map { try ArchiveEncryption.new(passphrase: $0, cost: cost) }
      let file = try AtomicFile(path)
      let manifest = { (digests: [String]) in
        ArchiveManifest(
          origin: origin,
          members: zip(members, digests).map { ArchiveManifest.Member(name: $0.name, size: $0.size, sha256: $1) },
          encryption: encryption?.encryption
        ).encoded(key: encryption?.key)
      }
      let draft = manifest(members.map { _ in String(repeating: "0", count: 64) })
      try file.write(Tar.header(name: ArchiveManifest.name, size: draft.count))
      try file.write(draft + Data(count: Tar.padding(after: draft.count)))
      let digests = try members.map { try write($0, key: encryption?.key, to: file) }
      try file.write(Tar.trailer)
      let final = manifest(digests)
      precondition(final.count == draft.count, "a manifest's size does not depend on the digests")
      try file.overwrite(final, at: Tar.blockSize)
      try file.commit()
    } catch let problem as ArchiveProblem {
      throw FileError(problem, file: path)
    }
  }

  private static func check(_ members: [ArchiveMember]) throws(ArchiveProblem) {
    var names: Set<String> = []
    for name in members.map(\.name) {
      let isPlain = (1...100).contains(name.utf8.count) && !name.contains { "/\\\0".contains($0) }
      guard isPlain, ![".", "..", ArchiveManifest.name].contains(name) else { throw .badMemberName(name) }
      guard names.insert(name).inserted else { throw .duplicateMember(name) }
    }
  }

  /// Writes one member and returns the SHA-256 of its stored bytes.
  private static func write(_ member: ArchiveMember, key: ArchiveKey?, to file: AtomicFile) throws -> String {
    let storedSize = key == nil ? member.size : SealedMember.storedSize(member.size)
    try file.write(Tar.header(name: member.name, size: storedSize))
    var digest = SHA256()
    var size = 0
    func emit(_ bytes: Data) throws {
      digest.update(data: bytes)
      try file.write(bytes)
    }
    if let key {
      var sealer = MemberSealer(SealedMember(name: member.name, key: key.member(member.name)))
      try member.content { bytes in
        size += bytes.count
        try sealer.write(bytes, to: emit)
      }
      try sealer.finish(to: emit)
    } else {
      try member.content { bytes in
        size += bytes.count
        try emit(bytes)
      }
    }
    guard size == member.size else {
      throw ArchiveProblem.contentSize(member: member.name, expected: member.size, found: size)
    }
    try file.write(Data(count: Tar.padding(after: storedSize)))
    return digest.finalize().hexadecimal
  }
}
