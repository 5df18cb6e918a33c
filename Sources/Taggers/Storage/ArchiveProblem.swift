/// What is wrong with a model archive, or with the key to it.
public enum ArchiveProblem: Error, Hashable {
  // The tar file
  case notArchive(start: String, kind: String?)
  case truncated(member: String?, needed: Int, available: Int)
  case header(offset: Int, field: String)
  case kind(member: String, flag: String)
  case memberName(String)
  case duplicateMember(String)
  case padding(offset: Int)
  case trailing(offset: Int)
  // The manifest
  case noManifest(first: String?)
  case manifest(HeaderProblem)
  case manifestField(name: String, expected: String)
  case newerFormat(found: Int, known: Int)
  case manifestChecksum(expected: String, found: String)
  case manifestForm
  case members(listed: [String], found: [String])
  case memberSize(member: String, expected: Int, found: Int)
  case memberChecksum(member: String, expected: String, found: String)
  // The key
  case keyMissing
  case keyWrong
  case keyNotNeeded
  case keyEmpty
  case tampered(member: String)
  case chunk(member: String, index: Int)
  // NeMo's archives
  case gzipDamaged(offset: Int)
  case gzipTooLarge(limit: Int)
  case sealedByEFF
  case noPart(String, members: [String])
  // Questions and writing
  case noMember(name: String, members: [String])
  case badMemberName(String)
  case contentSize(member: String, expected: Int, found: Int)
}

extension ArchiveProblem: CustomStringConvertible {
  /// What was found, what was expected, what to do.
  public var description: String {
    switch self {
    case .notArchive(let start, let kind):
      "not a model archive: it starts with \(start)\(kind.map { " (\($0))" } ?? ""); expected a tar file whose first "
        + "member is manifest.json"
    case .truncated(let member, let needed, let available):
      "the archive is cut short\(member.map { " at or after member '\($0)'" } ?? ""): it should have at least "
        + "\(needed) bytes and has \(available); copy it again"
    case .header(let offset, let field):
      "damaged archive: the header at byte \(offset) is not as it was written (\(field)); copy it again"
    case .kind(let member, let flag):
      "member '\(member)' is of kind '\(flag)' (a link or device); only plain files belong in a model archive"
    case .memberName(let name):
      "member '\(name)': names must be relative, without '..' and without empty parts"
    case .duplicateMember(let name): "two members are named '\(name)'"
    case .padding(let offset): "damaged archive: byte \(offset) between two members should be zero; copy it again"
    case .trailing(let offset):
      "damaged archive: it should end with zeros at byte \(offset), and does not; copy it again"
    case .noManifest(let first):
      "not a model archive: its first member is \(first.map { "'\($0)'" } ?? "missing"), expected 'manifest.json'"
    case .manifest(let problem): "damaged manifest: \(problem)"
    case .manifestField(let name, let expected): "damaged manifest: \(name) must be \(expected)"
    case .newerFormat(let found, let known):
      "this archive is of format version \(found); this version of gloss reads up to \(known): use a newer gloss"
    case .manifestChecksum(let expected, let found):
      "damaged manifest: its checksum should be \(expected) and is \(found); copy the archive again"
    case .manifestForm: "damaged manifest: it is not in the form in which it is written; copy the archive again"
    case .members(let listed, let found):
      "the manifest lists \(Self.list(listed)), but the archive has \(Self.list(found))"
    case .memberSize(let member, let expected, let found):
      "damaged member '\(member)': it should have \(expected) bytes and has \(found)"
    case .memberChecksum(let member, let expected, let found):
      "damaged member '\(member)': its checksum should be \(expected) and is \(found); copy the archive again"
    case .keyMissing: "this archive is encrypted; give its key with -k, --key-file or GLOSS_KEY"
    case .keyWrong: "wrong key: this archive was encrypted with another one"
    case .keyNotNeeded: "a key was given, but this archive is not encrypted; leave out -k, --key-file and GLOSS_KEY"
    case .keyEmpty: "the key is empty; give at least one character, or no key at all"
    case .tampered(let member):
      "the key is right, but '\(member)' was changed after it was sealed; do not trust this archive"
    case .chunk(let member, let index):
      "damaged member '\(member)': the key is right, but piece \(index + 1) does not open; copy the archive again"
    case .gzipDamaged(let offset): "damaged gzip archive at or before byte \(offset); copy it again"
    case .gzipTooLarge(let limit):
      "this gzip archive unpacks to more than \(limit) bytes, which no model of its size does: refused"
    case .sealedByEFF:
      "the weights in this archive are encrypted by NVIDIA's EFF, whose cipher is not published: nobody but TAO can read "
        + "them. Export the model from TAO without a key (or as .nemo), or train it anew"
    case .noPart(let what, let members):
      "this NeMo archive has no \(what); there are \(Self.list(members))"
    case .noMember(let name, let members): "there is no member '\(name)'; there are \(Self.list(members))"
    case .badMemberName(let name):
      "a member cannot be named '\(name)': 1 to 100 bytes, no folders, and not 'manifest.json'"
    case .contentSize(let member, let expected, let found):
      "member '\(member)' announced \(expected) bytes and gave \(found)"
    }
  }

  private static func list(_ names: [String]) -> String {
    names.isEmpty ? "no members" : names.map { "'\($0)'" }.joined(separator: ", ")
  }
}
